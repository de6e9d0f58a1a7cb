#include "session/hypervisor.hpp"

#include <unistd.h>

#include <cerrno>

#include "base/files.hpp"
#include "base/text.hpp"
#include "qemu/capabilities.hpp"
#include "qemu/command_line.hpp"
#include "qemu/host_facts.hpp"
#include "qemu/kvm_probe.hpp"
#include "qemu/locate.hpp"

namespace gs::session {
namespace {

std::string beside_us(const std::string& name) {
  const std::string self = self_exe();
  const std::string path = self.substr(0, self.rfind('/') + 1) + name;
  if (::access(path.c_str(), X_OK) == 0) return path;
  const auto in_path = find_all_in_path(name);
  return in_path.empty() ? std::string() : in_path.front();
}

Result<std::string> find_qemu(const Config& config) {
  const std::string name =
      config.hypervisor.empty() ? "qemu-system-" + qemu::host_arch() : config.hypervisor;
  if (name.find('/') != std::string::npos) {
    if (::access(name.c_str(), X_OK) == 0) return name;
    return fail_errno(errno, "the hypervisor " + printable(name), "check LIBGUESTFS_HV");
  }
  const auto found = find_all_in_path(name);
  if (!found.empty()) return found.front();
  return fail(
      ErrorCode::kNotFound, "there is no " + printable(name) + " in PATH",
      "install qemu-system-x86 (or the package of your architecture), or set LIBGUESTFS_HV");
}

}  // namespace

Result<Hypervisor> find_hypervisor(const Config& config) {
  auto qemu = find_qemu(config);
  if (!qemu) return tl::unexpected<Error>(qemu.error());
  Hypervisor hv;
  hv.program = hv.qemu = *qemu;
  hv.arch = qemu::arch_of_program(*qemu);
  if (hv.arch.empty()) hv.arch = qemu::host_arch();
  hv.kvm = !config.force_tcg && hv.arch == qemu::host_arch() &&
           qemu::kvm_works(hv.qemu, qemu::cache_dir());
  if (config.hooks.empty() && config.trace_file.empty()) return hv;
  const std::string wrapper = beside_us(qemu::kWrapperName);
  if (wrapper.empty())
    return fail(ErrorCode::kNotFound,
                "there is no guestscope-qemu to apply hooks or to record with",
                "install it beside guestscope, or in PATH");
  if (!qemu::is_drop_in(*qemu, wrapper)) {
    hv.program = wrapper;
    hv.env.emplace_back("GUESTSCOPE_QEMU", *qemu);
  }
  std::string hooks;
  for (const std::string& hook : config.hooks) hooks += hook + "\n";
  hv.env.emplace_back("GUESTSCOPE_HOOKS", hooks);
  if (!config.trace_file.empty()) {
    hv.env.emplace_back("GUESTSCOPE_TRACE", config.trace_file);
    hv.env.emplace_back("GUESTSCOPE_PROGRAM", beside_us("guestscope"));
  }
  return hv;
}

}  // namespace gs::session
