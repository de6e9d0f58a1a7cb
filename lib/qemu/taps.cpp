#include "qemu/taps.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "qemu/legacy_chardev.hpp"
#include "qemu/property.hpp"

namespace gs::qemu {
namespace {

constexpr int kFirstFdSet = 917300;  // any number that no client uses

// Drivers of -device whose chardev is a console of the guest.
constexpr std::array<std::string_view, 7> kConsoleDrivers{
    "isa-serial", "pci-serial", "usb-serial", "spapr-vty", "sclpconsole", "sclplmconsole",
    "virtconsole"};

class Tapper {
 public:
  Tapper(CommandLine cmd, std::string_view arch, std::span<const int> console_fds, int qmp_fd)
      : arch_(arch), console_fds_(console_fds), qmp_fd_(qmp_fd) {
    result_.cmd = std::move(cmd);
  }

  TapResult run() {
    bool nodefaults = cmd().has("nodefaults");
    default_serial_ = !nodefaults && !cmd().has("serial") && !uses_console_device("isa-serial");
    default_monitor_ = !nodefaults && !cmd().has("monitor") && !cmd().has("mon") &&
                       !cmd().has("qmp") && !cmd().has("qmp-pretty");
    nographic_ = cmd().has("nographic");
    for (OptionId id : cmd().find("serial")) tap_serial(id);
    tap_console_devices();
    if (default_serial_) tap_default_serial();
    if (qmp_fd_ >= 0) name_serial_ports();
    if (qmp_fd_ >= 0) add_qmp();
    return std::move(result_);
  }

 private:
  CommandLine& cmd() { return result_.cmd; }

  // Adding words that are known to be right; an error here is a mistake in this file.
  void add(std::string_view name, std::string value) {
    if (!cmd().append(name, std::move(value))) result_.notes.push_back("internal: " + std::string(name));
  }

  bool uses_console_device(std::string_view driver) {
    for (OptionId id : cmd().find("device"))
      if (get_property(*cmd().find(id), "driver") == driver) return true;
    return false;
  }

  // A log for the next free pipe, as properties of a chardev; nothing when all are used.
  std::optional<std::string> next_log() {
    if (result_.consoles >= console_fds_.size()) return std::nullopt;
    int set = kFirstFdSet + static_cast<int>(result_.consoles);
    int fd = console_fds_[result_.consoles++];
    add("add-fd", "fd=" + std::to_string(fd) + ",set=" + std::to_string(set) + ",opaque=guestscope");
    return "logfile=/dev/fdset/" + std::to_string(set) + ",logappend=on";
  }

  std::string console_id() const { return "guestscope-console" + std::to_string(result_.consoles); }

  void tap_chardev(std::string_view chardev) {
    for (OptionId id : cmd().find("chardev")) {
      const Option& option = *cmd().find(id);
      if (get_property(option, "id") != chardev) continue;
      if (get_property(option, "logfile"))
        note_own_log("chardev " + std::string(chardev));
      else if (auto log = next_log())
        cmd().set_value(id, *cmd().find(id)->value + "," + *log);
      return;
    }
  }

  void note_own_log(const std::string& where) {
    result_.notes.push_back("console on " + where + " has a log file of its own and is not recorded");
  }

  void tap_serial(OptionId id) {
    std::string value = cmd().find(id)->value.value_or("");
    if (value == "none") return;
    if (value.starts_with("chardev:")) return tap_chardev(std::string_view(value).substr(8));
    auto backend = chardev_of_legacy(value);
    if (!backend) {
      result_.notes.push_back("console on -serial " + value + " is not recorded");
      return;
    }
    if (find_property("chardev", *backend, "logfile")) return note_own_log("-serial " + value);
    std::string chardev = console_id();
    auto log = next_log();
    if (!log) return;
    (void)cmd().insert_before(id, "chardev", *backend + ",id=" + chardev + "," + *log);
    cmd().set_value(id, "chardev:" + chardev);
    if (value.starts_with("mon:")) add("mon", "chardev=" + chardev + ",mode=readline");
  }

  void tap_console_devices() {
    for (OptionId id : cmd().find("device")) {
      const Option& device = *cmd().find(id);
      auto driver = get_property(device, "driver");
      if (std::find(kConsoleDrivers.begin(), kConsoleDrivers.end(), driver) == kConsoleDrivers.end())
        continue;
      if (auto chardev = get_property(device, "chardev")) tap_chardev(*chardev);
    }
  }

  void tap_default_serial() {
    // Only where every machine type has a first serial port by default: elsewhere -serial would add one.
    bool pc = arch_ == "x86_64" || arch_ == "i386";
    for (const Option& o : cmd().options())
      if (o.name == "machine" && o.value &&
          (o.value->find("microvm") != std::string::npos || o.value->find("xen") != std::string::npos))
        pc = false;
    if (!pc && !nographic_) return;
    std::string chardev = console_id();
    std::string backend = "vc,cols=80,rows=24";
    if (nographic_) backend = default_monitor_ ? "stdio,mux=on,signal=off" : "stdio";
    auto log = next_log();
    if (!log) return;
    add("chardev", backend + ",id=" + chardev + "," + *log);
    add("serial", "chardev:" + chardev);
    if (nographic_ && default_monitor_) {
      add("mon", "chardev=" + chardev + ",mode=readline");
      default_monitor_ = false;
    }
  }

  // qemu tells on QMP when the guest opens a virtio serial port (VSERPORT_CHANGE), but only for ports
  // with an id. The guest does not see it.
  void name_serial_ports() {
    int n = 0;
    for (OptionId id : cmd().find("device")) {
      const Option& device = *cmd().find(id);
      if (get_property(device, "driver") != "virtserialport" || get_property(device, "id")) continue;
      std::string name = "guestscope-port" + std::to_string(n++);
      auto named = set_property("device", *device.value, "id", PropertyValue::of(std::string_view(name)));
      if (named) cmd().set_value(id, std::move(*named));
    }
  }

  void add_qmp() {
    if (default_monitor_) add("monitor", nographic_ ? "stdio" : "vc:80Cx24C");
    add("chardev", "socket,id=guestscope-qmp,fd=" + std::to_string(qmp_fd_));
    add("mon", "chardev=guestscope-qmp,mode=control");
  }

  TapResult result_;
  std::string_view arch_;
  std::span<const int> console_fds_;
  int qmp_fd_;
  bool default_serial_ = false, default_monitor_ = false, nographic_ = false;
};

}  // namespace

TapResult add_taps(CommandLine cmd, std::string_view arch, std::span<const int> console_fds,
                   int qmp_fd) {
  return Tapper(std::move(cmd), arch, console_fds, qmp_fd).run();
}

}  // namespace gs::qemu
