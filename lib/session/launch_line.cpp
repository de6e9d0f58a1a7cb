#include "session/launch_line.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "qemu/kernel_words.hpp"
#include "qemu/property.hpp"

namespace gs::session {
namespace {

using qemu::PropertyValue;
using Properties = std::vector<std::pair<std::string, PropertyValue>>;

constexpr std::uint64_t kDefaultMemoryMib = 1280;  // as libguestfs 1.48

struct Arch {
  const char* name;
  const char* machine;
  const char* console;  // the first serial port's name in Linux
  const char* bus;      // suffix of virtio device names
};
constexpr Arch kArchs[] = {
    {"x86_64", "pc", "ttyS0", "pci"},
    {"i386", "pc", "ttyS0", "pci"},
    {"aarch64", "virt,gic-version=max", "ttyAMA0", "pci"},
    {"ppc64", "pseries", "hvc0", "pci"},
    {"riscv64", "virt", "ttyS0", "pci"},
    {"s390x", "s390-ccw-virtio", "ttysclp0", "ccw"},
};

const Arch* find_arch(const std::string& name) {
  const auto it = std::find_if(std::begin(kArchs), std::end(kArchs),
                               [&](const Arch& a) { return name == a.name; });
  return it == std::end(kArchs) ? nullptr : it;
}

PropertyValue text(std::string_view s) { return PropertyValue::of(s); }

// Adds options one after the other; the first error stays.
class Builder {
 public:
  Builder& flag(std::string_view name) { return keep(line_.append(name)); }
  Builder& word(std::string_view name, std::string value) {
    return keep(line_.append(name, std::move(value)));
  }
  Builder& list(std::string_view name, const Properties& properties) {
    auto value = qemu::make_value(name, false, properties);
    if (!value) {
      if (!error_) error_ = value.error();
      return *this;
    }
    return word(name, std::move(*value));
  }
  Result<qemu::CommandLine> done() && {
    if (error_) return tl::unexpected<Error>(*error_);
    return std::move(line_);
  }

 private:
  Builder& keep(Result<qemu::OptionId> added) {
    if (!added && !error_) error_ = added.error();
    return *this;
  }
  qemu::CommandLine line_;
  std::optional<Error> error_;
};

void add_disk(Builder& b, std::size_t index, const Drive& drive) {
  const std::string id = "hd" + std::to_string(index);
  Properties p = {{"file", text(drive.path)},
                  {"if", text("none")},
                  {"id", text(id)},
                  {"format", text(drive.format)},
                  {"cache", text(drive.read_only ? "unsafe" : "writeback")}};
  if (drive.read_only) {
    // Others may have the image open for writing; what we write goes to an overlay of qemu's own.
    p.insert(p.begin() + 1, {"file.locking", text("off")});
    p.emplace_back("snapshot", text("on"));
  }
  if (drive.discard) p.emplace_back("discard", text("unmap"));
  b.list("drive", p);
  Properties d = {{"driver", text("scsi-hd")}, {"drive", text(id)}};
  const std::string& serial = drive.label.empty() ? drive.serial : drive.label;
  if (!serial.empty()) d.emplace_back("serial", text(serial));
  b.list("device", d);
}

void add_root(Builder& b, const ApplianceFiles& appliance) {
  if (appliance.root.empty()) return;
  b.list("drive", {{"file", text(appliance.root)},
                   {"if", text("none")},
                   {"id", text("appliance")},
                   {"format", text(appliance.root_format)},
                   {"cache", text("unsafe")},
                   {"snapshot", text("on")}});
  b.list("device", {{"driver", text("scsi-hd")}, {"drive", text("appliance")}});
}

}  // namespace

std::string kernel_command_line(const LaunchInput& input) {
  const Arch* arch = find_arch(input.arch);
  const Config& config = input.config;
  std::string words = "panic=1 console=";
  words += arch ? arch->console : "ttyS0";
  words +=
      " edd=off udevtimeout=6000 udev.event-timeout=6000 no_timer_check printk.time=1 "
      "cgroup_disable=memory usbcore.nousb cryptomgr.notests tsc=reliable 8250.nr_uarts=1";
  if (!input.root_uuid.empty()) words += " root=UUID=" + input.root_uuid;
  words += " selinux=0";
  words += config.verbose ? " guestfs_verbose=1" : " quiet";
  if (config.network) words += " guestfs_network=1";
  if (!input.term.empty()) words += " TERM=" + input.term;
  if (!config.identifier.empty()) words += " guestfs_identifier=" + config.identifier;
  if (!config.append.empty()) words += " " + config.append;
  return words;
}

Result<qemu::CommandLine> launch_line(const LaunchInput& input) {
  const Arch* arch = find_arch(input.arch);
  if (!arch)
    return fail(ErrorCode::kUnsupported,
                "no appliance can be started on " + printable(input.arch) + " yet",
                "x86_64, i386, aarch64, ppc64, riscv64 and s390x are known");
  const Config& config = input.config;
  const std::string bus = arch->bus;
  Builder b;
  b.flag("no-user-config").flag("nodefaults").word("display", "none");
  b.word("machine", std::string(arch->machine) + ",accel=" + (input.kvm ? "kvm:tcg" : "tcg"));
  b.word("cpu", "max");
  b.word("m", std::to_string(config.memory_mib ? config.memory_mib : kDefaultMemoryMib));
  if (config.smp > 1) b.word("smp", std::to_string(config.smp));
  b.flag("no-reboot");
  if (arch->machine == std::string_view("pc")) b.list("rtc", {{"driftfix", text("slew")}});
  if (arch->machine == std::string_view("pc")) b.flag("no-hpet");
  b.word("kernel", input.appliance.kernel).word("initrd", input.appliance.initrd);
  if (input.has_rng) {
    b.list("object", {{"qom-type", text("rng-random")},
                      {"filename", text("/dev/urandom")},
                      {"id", text("rng0")}});
    b.list("device", {{"driver", text("virtio-rng-" + bus)}, {"rng", text("rng0")}});
  }
  b.list("device", {{"driver", text("virtio-scsi-" + bus)}, {"id", text("scsi")}});
  for (std::size_t i = 0; i < config.drives.size(); ++i) add_disk(b, i, config.drives[i]);
  add_root(b, input.appliance);
  b.list("device", {{"driver", text("virtio-serial-" + bus)}});
  b.word("serial", "stdio");
  b.list("chardev", {{"backend", text("socket")},
                     {"path", text(input.channel_socket)},
                     {"id", text("channel0")}});
  b.list("device", {{"driver", text("virtserialport")},
                    {"chardev", text("channel0")},
                    {"name", text("org.libguestfs.channel.0")}});
  if (config.network) {
    b.list("netdev",
           {{"type", text("user")}, {"id", text("usernet")}, {"net", text("169.254.0.0/16")}});
    b.list("device", {{"driver", text("virtio-net-" + bus)}, {"netdev", text("usernet")}});
  }
  b.word("append", kernel_command_line(input));
  return std::move(b).done();
}

}  // namespace gs::session
