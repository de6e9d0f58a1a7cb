// The machine type, the CPU, the accelerator, the kernel: what they are and whether they go together.
#include <algorithm>
#include <charconv>
#include <optional>

#include "base/near_names.hpp"
#include "base/text.hpp"
#include "qemu/check_parts.hpp"
#include "qemu/cpu_value.hpp"
#include "qemu/machine.hpp"

namespace gs::qemu {
namespace {

// "7.2" of "7.2", "7.2.0" or "7.2+pve0" as 7002; nullopt for a vendor's ("rhel8.6.0", "bionic").
std::optional<int> version_of(std::string_view text) {
  int major = 0, minor = 0;
  auto first = std::from_chars(text.data(), text.data() + text.size(), major);
  if (first.ec != std::errc() || first.ptr == text.data() + text.size() || *first.ptr != '.')
    return {};
  auto second = std::from_chars(first.ptr + 1, text.data() + text.size(), minor);
  if (second.ec != std::errc() || major > 999 || minor > 999) return {};
  return major * 1000 + minor;
}

// The machine of the same family whose version is nearest: what a guest most likely still runs on.
std::string nearest_machine(std::string_view type, const std::vector<std::string>& machines) {
  for (std::size_t dash = type.rfind('-'); dash != type.npos && dash > 0;
       dash = type.rfind('-', dash - 1)) {
    std::string_view family = type.substr(0, dash);
    auto wanted = version_of(type.substr(dash + 1));
    std::string below, above, newest;  // of the wanted version
    int below_version = -1, above_version = 1'000'000, newest_version = -1;
    for (const std::string& m : machines) {
      if (!m.starts_with(family) || m.size() <= dash || m[dash] != '-') continue;
      auto version = version_of(std::string_view(m).substr(dash + 1));
      if (!version) continue;
      if (*version > newest_version) newest = m, newest_version = *version;
      if (wanted && *version >= *wanted && *version < above_version)
        above = m, above_version = *version;
      if (wanted && *version < *wanted && *version > below_version)
        below = m, below_version = *version;
    }
    if (!wanted && !newest.empty()) return newest;
    if (!above.empty() || !below.empty()) return above.empty() ? below : above;
    if (std::find(machines.begin(), machines.end(), family) != machines.end())
      return std::string(family);
  }
  return near_names(type, {machines.begin(), machines.end()});
}

// The option that says the property which is in effect.
const Option* option_with(const CommandLine& line, std::string_view name, std::string_view key) {
  const Option* found = nullptr;
  for (const Option& o : line.options())
    if (o.name == name && get_property(o, key)) found = &o;
  return found;
}

Status check_type(Checking& c) {
  const std::string type = machine_type(c.line());
  if (type.empty()) return {};
  const Option* o = option_with(c.line(), "machine", "type");
  if (!o) return {};
  auto machines = c.qemu().machines();
  if (!machines) return tl::unexpected<Error>(machines.error());
  if (std::find(machines->begin(), machines->end(), type) == machines->end()) {
    std::string near = nearest_machine(type, *machines);
    c.error(*o, "unknown-machine", type, "this qemu has no machine type " + printable(type),
            near.empty() ? "`-machine help` lists them" : "the nearest that it has: " + near);
    return {};
  }
  auto known = c.qemu().machine_properties(type);
  // qemu 7.2 dies when it is asked about microvm.
  if (!known && known.error().code == ErrorCode::kNotFound) return {};
  if (!known) return tl::unexpected<Error>(known.error());
  std::vector<std::string_view> names;
  for (const auto& [name, value] : *known) names.push_back(name);
  for (const Option& m : c.line().options()) {
    if (m.name != "machine") continue;
    for (const Property& p : properties(m)) {
      std::string key = p.key.substr(0, p.key.find('.'));
      std::replace(key.begin(), key.end(), '_', '-');
      // The second row: of the accelerator, taken from -machine for old times' sake.
      constexpr std::string_view kAlso[] = {"type",          "accel",          "",
                                            "kernel-irqchip", "kvm-shadow-mem", "igd-passthru"};
      if (known->count(key) || std::find(std::begin(kAlso), std::end(kAlso), key) != std::end(kAlso))
        continue;
      std::string near = near_names(key, names);
      c.error(m, "unknown-property", type + "." + key,
              "the machine " + printable(type) + " has no property '" + printable(p.key) + "'",
              near.empty() ? "`-machine " + printable(type) + ",help` lists them"
                           : "did you mean " + near + "?");
    }
  }
  return {};
}

Status check_cpu(Checking& c) {
  const Option* o = c.line().last("cpu");
  if (!o || !o->value || (!c.is_x86() && !c.is_arm())) return {};
  const std::string model = cpu_get(*o->value, "model").value_or("");
  auto models = c.qemu().cpus();
  if (!models) return tl::unexpected<Error>(models.error());
  // Of "host", which only some have, check_accelerator knows more.
  bool known = model == "host" || model.ends_with("-cpu") || models->empty() ||
               std::find(models->begin(), models->end(), model) != models->end();
  if (!known) {
    std::string near = near_names(model, {models->begin(), models->end()});
    c.error(*o, "unknown-cpu", model, "this qemu has no CPU model " + printable(model),
            near.empty() ? "`-cpu help` lists them; max has all that it can do"
                         : "did you mean " + near + "?");
    return {};
  }
  if (!c.is_x86()) return {};
  // All models have the same properties; those of max are the most.
  auto features = c.qemu().device_properties("max-" + c.arch() + "-cpu");
  if (!features && features.error().code == ErrorCode::kNotFound) return {};
  if (!features) return tl::unexpected<Error>(features.error());
  std::vector<std::string_view> names;
  for (const auto& [name, type] : *features) names.push_back(name);
  for (const CpuItem& item : split_cpu(*o->value)) {
    if (item.begin == 0 || item.begin == item.end) continue;
    bool has = std::any_of(names.begin(), names.end(), [&](std::string_view name) {
      return same_cpu_feature(name, item.name);
    });
    if (has) continue;
    std::string near = near_names(item.name, names);
    c.error(*o, "unknown-property", "cpu." + std::string(item.name),
            "this qemu knows no CPU feature " + printable(item.name),
            near.empty() ? "leave it out" : "did you mean " + near + "?");
  }
  return {};
}

// Can the machine be run with this accelerator here?
bool is_usable(Checking& c, std::string_view name, const std::vector<std::string>& built_in) {
  bool has = built_in.empty() || std::find(built_in.begin(), built_in.end(), name) != built_in.end();
  if (name != "kvm") return has;
  auto family = [](std::string_view arch) {
    if (arch == "i386" || arch == "i686") return std::string_view("x86_64");
    if (arch == "ppc64le") return std::string_view("ppc64");
    return arch;
  };
  return has && c.options().kvm_usable && family(c.arch()) == family(c.options().host_arch);
}

const Option* option_of_accelerator(const CommandLine& line) {
  for (const char* name : {"accel", "enable-kvm"})
    if (const Option* o = line.first(name)) return o;
  return option_with(line, "machine", "accel");
}

Status check_accelerator(Checking& c) {
  const CommandLine& line = c.line();
  const Option* machine = option_with(line, "machine", "accel");
  if (const Option* accel = line.first("accel"))
    if (machine || line.has("enable-kvm"))
      c.error(*accel, "accelerator", "accel",
              std::string("-accel beside ") + (machine ? "-machine accel=" : "-enable-kvm") +
                  ": qemu takes only one of the spellings",
              "leave one out; the hook force-accel writes it in one way");

  auto built_in = c.qemu().accelerators();
  if (!built_in) return tl::unexpected<Error>(built_in.error());
  auto names = accelerators(line);
  const Option* said = option_of_accelerator(line);
  std::string used;
  for (const std::string& name : names)
    if (used.empty() && is_usable(c, name, *built_in)) used = name;
  if (said && !names.empty()) {
    bool wants_kvm = std::find(names.begin(), names.end(), "kvm") != names.end();
    if (used.empty() && wants_kvm)
      c.error(*said, "kvm", "kvm", "KVM is asked for and cannot be used here",
              "see who may open /dev/kvm, and whether the host has it; or run by emulation: "
              "--hook force-tcg");
    else if (used.empty())
      c.error(*said, "accelerator", names[0],
              "this qemu has no accelerator " + printable(names[0]),
              "it has " + shell_join(*built_in));
    else if (names[0] == "kvm" && used != "kvm")
      c.warning(*said, "kvm", "kvm", "KVM cannot be used here, so that the guest runs by " +
                                         printable(used) + ", some ten times slower",
                "see who may open /dev/kvm, and whether the host has it");
  }

  // -cpu host copies the host's, which only it can.
  const Option* cpu = line.last("cpu");
  if (!cpu || cpu_get(cpu->value.value_or(""), "model") != "host") return {};
  if (names.empty()) {
    if (c.reads_config()) return {};
    // qemu's default: KVM first where the program's name ends in kvm.
    bool kvm_first = c.options().program.ends_with("kvm");
    used = kvm_first && is_usable(c, "kvm", *built_in) ? "kvm" : "tcg";
  }
  if (used == "tcg")
    c.error(*cpu, "accelerator", "host", "-cpu host needs KVM, and the guest runs by emulation",
            "take -cpu max; --hook force-tcg does");
  return {};
}

void check_kernel(Checking& c) {
  const CommandLine& line = c.line();
  if (line.has("kernel") || c.reads_config() || option_with(line, "machine", "kernel")) return;
  for (const char* name : {"append", "initrd"})
    if (const Option* o = line.last(name))
      c.error(*o, "needs-kernel", name, std::string("-") + name + " without -kernel",
              "qemu takes it only for a kernel that it loads itself; a guest that boots from its "
              "disk has its own boot loader for that");
}

}  // namespace

Status check_machine(Checking& c) {
  for (Status (*part)(Checking&) : {check_type, check_cpu, check_accelerator})
    if (Status s = part(c); !s) return s;
  check_kernel(c);
  return {};
}

}  // namespace gs::qemu
