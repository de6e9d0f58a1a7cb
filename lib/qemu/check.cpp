#include "qemu/check.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "qemu/check_parts.hpp"
#include "qemu/host_facts.hpp"
#include "qemu/machine.hpp"
#include "qemu/probe_kind.hpp"
#include "qemu/secrets.hpp"

namespace gs::qemu {
namespace {

MachineFamily family_of(std::string_view type, bool is_x86) {
  using enum MachineFamily;
  if (is_x86 && (type.empty() || type == "pc" || type.starts_with("pc-i440fx"))) return kI440fx;
  if (is_x86 && (type == "q35" || type.starts_with("pc-q35"))) return kQ35;
  return type == "virt" || type.starts_with("virt-") ? kVirt : kOther;
}

}  // namespace

CheckOptions CheckOptions::of_this_host(std::string program) {
  return {.files = true,
          .program = std::move(program),
          .host_arch = qemu::host_arch(),
          .kvm_usable = host_kvm_usable()};
}

Checking::Checking(const CommandLine& line, Capabilities& qemu, const CheckOptions& options)
    : line_(line), qemu_(qemu), options_(options), arch_(arch_of_program(options.program)) {
  if (arch_.empty()) arch_ = options.host_arch;  // qemu-kvm
  reads_config_ = line.has("readconfig");
  if (!reads_config_ || !machine_type(line).empty())
    family_ = family_of(machine_type(line), is_x86());
  std::size_t at = 1;
  for (const Option& o : line.options()) {
    argument_of_[o.id] = at;
    at += (o.is_image() ? 0u : 1u) + (o.value ? 1u : 0u);
  }
}

void Checking::add(bool is_error, const Option& about, std::string kind, std::string subject,
                   std::string message, std::string hint) {
  std::vector<std::string> words = CommandLine::words(masked(about));
  for (std::string& w : words) w = printable(w);
  findings_.push_back({is_error, argument_of_[about.id], shell_join(words), std::move(kind),
                       std::move(subject), std::move(message), std::move(hint)});
}

void Checking::error(const Option& about, std::string kind, std::string subject,
                     std::string message, std::string hint) {
  add(true, about, std::move(kind), std::move(subject), std::move(message), std::move(hint));
}

void Checking::warning(const Option& about, std::string kind, std::string subject,
                       std::string message, std::string hint) {
  add(false, about, std::move(kind), std::move(subject), std::move(message), std::move(hint));
}

std::string Checking::named(const Option& option) {
  std::string id;
  if (defines(option, &id) != IdGroup::kNone && !id.empty()) return printable(id);
  for (const char* key : {"driver", "type", "backend", "qom-type", "file"})
    if (auto value = get_property(option, key)) return printable(*value);
  return printable(option.value.value_or(option.spelling));
}

std::vector<Finding> Checking::take() {
  std::stable_sort(findings_.begin(), findings_.end(),
                   [](const Finding& a, const Finding& b) { return a.argument < b.argument; });
  return std::move(findings_);
}

Result<std::vector<Finding>> check(const CommandLine& line, Capabilities& qemu,
                                   const CheckOptions& options) {
  Checking c(line, qemu, options);
  if (is_probe(line)) return c.take();
  for (Status (*part)(Checking&) :
       {check_options, check_machine, check_devices, check_backends, check_slots})
    if (Status s = part(c); !s) return tl::unexpected<Error>(s.error());
  check_ids(c);
  if (options.files)
    if (Status s = check_files(c); !s) return tl::unexpected<Error>(s.error());
  return c.take();
}

}  // namespace gs::qemu
