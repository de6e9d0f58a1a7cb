#include "qemu/probe_kind.hpp"

#include <algorithm>
#include <span>

#include "qemu/keyval.hpp"
#include "qemu/machine.hpp"

namespace gs::qemu {
namespace {

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_help_word(std::string_view s) { return s == "help" || s == "?"; }

// Options that list their choices for `help` or `?` anywhere in their value, and exit. Tried one by
// one with 7.2; for the others the word is a value (`-name help` is a guest called help), or an
// error. watchdog, soundhw and clock did so before they were removed.
constexpr std::string_view kListing[] = {
    "accel",  "action", "add-fd", "audio",      "audiodev", "boot",  "chardev", "clock",
    "cpu",    "d",      "device", "display",    "global",   "iscsi", "L",       "machine",
    "msg",    "netdev", "object", "overcommit", "rtc",      "smp",   "soundhw", "spice",
    "tpmdev", "trace",  "vga",    "vnc",        "watchdog",
};

// `-drive format=help`, `-nic model=help`: help as the value of one key.
bool has_help_value(std::string_view name, const KeyvalItem& item) {
  if (!item.has_value || !is_help_word(item.raw_value)) return false;
  if (name == "drive") return item.key == "format";
  if (name == "nic" || name == "net") return item.key == "model";
  if (name == "device" || name == "netdev" || name == "object" || name == "machine" ||
      name == "chardev")
    return item.key == "driver" || item.key == "type" || item.key == "qom-type" ||
           item.key == "backend";
  return false;
}

bool lists_choices(const Option& option) {
  if (!option.value || option.value->starts_with('{')) return false;
  bool whole = is_one_of(option.name, kListing);
  if (!whole && option.name != "drive" && option.name != "nic" && option.name != "net")
    return false;
  for (const KeyvalItem& item : split_keyval(*option.value, false)) {
    if (whole && !item.has_value && is_help_word(item.key)) return true;
    if (has_help_value(option.name, item)) return true;
  }
  return false;
}

// What a QMP probe may have beside its monitor. Anything else (a kernel, a drive, a device, a NIC
// to boot from, a file with more options, an option that nobody knows) may be a guest.
constexpr std::string_view kHarmless[] = {
    "S",
    "accel",
    "chardev",
    "cpu",
    "daemonize",
    "display",
    "enable-kvm",
    "m",
    "machine",
    "mon",
    "monitor",
    "msg",
    "name",
    "no-kvm",
    "no-reboot",
    "no-shutdown",
    "no-user-config",
    "nodefaults",
    "nodefconfig",
    "nographic",
    "overcommit",
    "parallel",
    "pidfile",
    "preconfig",
    "qmp",
    "qmp-pretty",
    "sandbox",
    "serial",
    "smp",
    "uuid",
    "vga",
};

bool has_item(const Option& option, std::string_view key, std::string_view value) {
  if (!option.value) return false;
  for (const KeyvalItem& item : split_keyval(*option.value, true))
    if (item.key == key && item.raw_value == value) return true;
  return false;
}

// A QMP session that has nothing to boot. Talking on stdio says so by itself; with a socket the
// machine must not be running either (-S), else it may be a guest that boots from its default NIC.
bool is_monitor_session(const CommandLine& line) {
  bool qmp = false, stdio = false, stopped = false;
  for (const Option& option : line.options()) {
    if (!is_one_of(option.name, kHarmless)) return false;
    if (option.name == "qmp" || option.name == "qmp-pretty") {
      qmp = true;
      stdio |= option.value == "stdio";
    }
    if (option.name == "mon") qmp |= has_item(option, "mode", "control");
    if (option.name == "chardev") stdio |= has_item(option, "", "stdio");
    stopped |= option.name == "S" || option.name == "preconfig";
  }
  return qmp && (stdio || stopped);
}

}  // namespace

ProbeKind probe_kind(const CommandLine& line) {
  if (line.has("help") || line.has("version") || line.has("audio-help")) return ProbeKind::kHelp;
  for (const Option& option : line.options())
    if (lists_choices(option)) return ProbeKind::kList;
  if (machine_type(line) == "none") return ProbeKind::kMachineNone;
  return is_monitor_session(line) ? ProbeKind::kMonitor : ProbeKind::kNone;
}

std::string_view to_string(ProbeKind kind) {
  switch (kind) {
    case ProbeKind::kNone:
      return "none";
    case ProbeKind::kHelp:
      return "help";
    case ProbeKind::kList:
      return "list";
    case ProbeKind::kMachineNone:
      return "machine-none";
    case ProbeKind::kMonitor:
      return "monitor";
  }
  return "none";
}

}  // namespace gs::qemu
