#include "qemu/taps.hpp"

#include <array>
#include <optional>

namespace gs::qemu {
namespace {

constexpr int kFirstFdSet = 917300;  // any number that no client uses

// The value of key in "first,key=value,..."; `,,` stands for a comma. first has no key.
std::optional<std::string> property(std::string_view list, std::string_view key) {
  std::string item;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    bool end = i == list.size();
    if (!end && list[i] == ',' && i + 1 < list.size() && list[i + 1] == ',') {
      item += ',';
      ++i;
      continue;
    }
    if (!end && list[i] != ',') {
      item += list[i];
      continue;
    }
    if (item.size() > key.size() && item.compare(0, key.size(), key) == 0 && item[key.size()] == '=')
      return item.substr(key.size() + 1);
    item.clear();
  }
  return std::nullopt;
}

std::string double_commas(std::string_view s) {
  std::string out;
  for (char c : s) out.append(c == ',' ? 2 : 1, c);
  return out;
}

// Drivers of -device whose chardev is a console of the guest.
constexpr std::array<std::string_view, 7> kConsoleDrivers{
    "isa-serial", "pci-serial", "usb-serial", "spapr-vty", "sclpconsole", "sclplmconsole",
    "virtconsole"};

std::optional<std::string> json_member(std::string_view json, std::string_view key) {
  std::string quoted = "\"" + std::string(key) + "\"";
  auto p = json.find(quoted);
  if (p == std::string_view::npos) return std::nullopt;
  p = json.find_first_not_of(" \t:", p + quoted.size());
  if (p == std::string_view::npos || json[p] != '"') return std::nullopt;
  auto e = json.find('"', p + 1);
  if (e == std::string_view::npos) return std::nullopt;
  return std::string(json.substr(p + 1, e - p - 1));
}

std::string driver_of(std::string_view device) {
  if (!device.empty() && device[0] == '{') return json_member(device, "driver").value_or("");
  if (auto d = property(device, "driver")) return *d;
  return std::string(device.substr(0, device.find(',')));
}

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
      if (driver_of(cmd().find(id)->value.value_or("")) == driver) return true;
    return false;
  }

  // ",logfile=..." for the next free pipe; nothing when all are used.
  std::optional<std::string> next_log() {
    if (result_.consoles >= console_fds_.size()) return std::nullopt;
    int set = kFirstFdSet + static_cast<int>(result_.consoles);
    int fd = console_fds_[result_.consoles++];
    add("add-fd", "fd=" + std::to_string(fd) + ",set=" + std::to_string(set) + ",opaque=guestscope");
    return ",logfile=/dev/fdset/" + std::to_string(set) + ",logappend=on";
  }

  std::string console_id() const { return "guestscope-console" + std::to_string(result_.consoles); }

  void tap_chardev(std::string_view chardev) {
    for (OptionId id : cmd().find("chardev")) {
      std::string value = cmd().find(id)->value.value_or("");
      if (property(value, "id") != std::string(chardev)) continue;
      if (property(value, "logfile")) {
        result_.notes.push_back("console on chardev " + std::string(chardev) +
                                " has a log file of its own and is not recorded");
      } else if (auto log = next_log()) {
        cmd().set_value(id, value + *log);
      }
      return;
    }
  }

  // The chardev backend that the legacy form of -serial stands for (qemu 7.2, chardev/char.c,
  // qemu_chr_parse_compat); the forms with their own mini-language (tcp:, telnet:, udp:, unix:) are
  // left alone.
  static std::optional<std::string> backend_of(std::string_view serial) {
    if (serial == "stdio" || serial == "pty" || serial == "null") return std::string(serial);
    if (serial.starts_with("file:")) return "file,path=" + double_commas(serial.substr(5));
    return std::nullopt;
  }

  void tap_serial(OptionId id) {
    std::string value = cmd().find(id)->value.value_or("");
    if (value == "none") return;
    if (value.starts_with("chardev:")) return tap_chardev(std::string_view(value).substr(8));
    bool mux = value == "mon:stdio";
    auto backend = mux ? std::string("stdio,mux=on,signal=off") : backend_of(value);
    if (!backend) {
      result_.notes.push_back("console on -serial " + value + " is not recorded");
      return;
    }
    std::string chardev = console_id();
    auto log = next_log();
    if (!log) return;
    (void)cmd().insert_before(id, "chardev", *backend + ",id=" + chardev + *log);
    cmd().set_value(id, "chardev:" + chardev);
    if (mux) add("mon", "chardev=" + chardev + ",mode=readline");
  }

  void tap_console_devices() {
    for (OptionId id : cmd().find("device")) {
      std::string value = cmd().find(id)->value.value_or("");
      std::string driver = driver_of(value);
      bool console = false;
      for (std::string_view d : kConsoleDrivers) console = console || d == driver;
      if (!console) continue;
      auto chardev = value[0] == '{' ? json_member(value, "chardev") : property(value, "chardev");
      if (chardev) tap_chardev(*chardev);
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
    add("chardev", backend + ",id=" + chardev + *log);
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
      std::string value = cmd().find(id)->value.value_or("");
      if (value.empty() || value[0] == '{' || driver_of(value) != "virtserialport" || property(value, "id"))
        continue;
      cmd().set_value(id, value + ",id=guestscope-port" + std::to_string(n++));
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
