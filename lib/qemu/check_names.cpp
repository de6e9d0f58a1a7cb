// What the qemu does not know: options, devices, properties, types of backends.
#include <algorithm>
#include <set>

#include "base/near_names.hpp"
#include "base/text.hpp"
#include "qemu/check_parts.hpp"
#include "qemu/json_value.hpp"

namespace gs::qemu {
namespace {

struct Instead {
  std::string_view name, instead;
};

// What stands for an option that went away, or that came later (qemu's removed-features.rst and
// deprecated.rst).
constexpr Instead kOptionHints[] = {
    {"alt-grab", "write -display sdl,grab-mod=lshift-lctrl-lalt"},
    {"async-teardown", "write -run-with async-teardown=on"},
    {"balloon", "write -device virtio-balloon"},
    {"bootp", "write -netdev user,bootfile=FILE"},
    {"chroot", "write -run-with chroot=FOLDER"},
    {"clock", "leave it out"},
    {"ctrl-grab", "write -display sdl,grab-mod=rctrl"},
    {"curses", "write -display curses"},
    {"enable-fips", "leave it out"},
    {"hdachs", "write -device ide-hd,cyls=,heads=,secs="},
    {"localtime", "write -rtc base=localtime"},
    {"no-acpi", "write -machine acpi=off"},
    {"no-frame", "leave it out"},
    {"no-hpet", "write -machine hpet=off"},
    {"no-kvm", "write -accel tcg"},
    {"no-kvm-irqchip", "write -machine kernel_irqchip=off"},
    {"no-kvm-pit", "leave it out"},
    {"no-kvm-pit-reinjection", "write -global kvm-pit.lost_tick_policy=discard"},
    {"no-quit", "write -display gtk,window-close=off"},
    {"nodefconfig", "write -no-user-config"},
    {"one-insn-per-tb", "write -singlestep"},
    {"realtime", "write -overcommit mem-lock=on"},
    {"redir", "write -netdev user,hostfwd="},
    {"rtc-td-hack", "write -rtc driftfix=slew"},
    {"run-with", "write -async-teardown or -chroot"},
    {"sdl", "write -display sdl"},
    {"show-cursor", "write -display gtk,show-cursor=on"},
    {"singlestep", "write -accel tcg,one-insn-per-tb=on"},
    {"smb", "write -netdev user,smb=FOLDER"},
    {"soundhw", "write -audiodev with -device intel-hda, AC97, ..."},
    {"startdate", "write -rtc base=DATE"},
    {"tb-size", "write -accel tcg,tb-size=MIB"},
    {"tdf", "leave it out"},
    {"tftp", "write -netdev user,tftp=FOLDER"},
    {"watchdog", "write -device i6300esb"},
    {"writeconfig", "leave it out: no qemu can write its line as a file any more"},
};

constexpr Instead kDeviceHints[] = {
    {"ide-drive", "write ide-hd or ide-cd"},
    {"ivshmem", "write ivshmem-plain or ivshmem-doorbell"},
    {"kvm-pci-assign", "write vfio-pci"},
    {"pci-assign", "write vfio-pci"},
    {"qxl", "it is in a package of its own (Debian: qemu-system-modules-spice)"},
    {"qxl-vga", "it is in a package of its own (Debian: qemu-system-modules-spice)"},
    {"scsi-disk", "write scsi-hd or scsi-cd"},
    {"sga", "write -machine graphics=off"},
    {"virtio-gpu-rutabaga", "write virtio-gpu-gl-pci"},
};

constexpr Instead kPropertyHints[] = {
    {"boot", "write bootindex=1"},
    {"vlan", "write netdev=ID, with -netdev ...,id=ID"},
};

template <std::size_t n>
std::string hint_for(const Instead (&table)[n], std::string_view name) {
  for (const Instead& i : table)
    if (i.name == name) return std::string(i.instead);
  return {};
}

std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& names,
                         std::string otherwise) {
  std::string near = near_names(name, names);
  return near.empty() ? otherwise : "did you mean " + near + "?";
}

std::vector<std::string_view> keys_of(const Capabilities::Types& types) {
  std::vector<std::string_view> keys;
  for (const auto& [name, type] : types) keys.push_back(name);
  return keys;
}

std::vector<std::string_view> views_of(const std::vector<std::string>& names) {
  return {names.begin(), names.end()};
}

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// `file.driver`, `ports[0]`: what stands in front.
std::string_view top_key(std::string_view key) { return key.substr(0, key.find_first_of(".[")); }

// Each property that is not in known, once.
void check_properties(Checking& c, const Option& option, const Capabilities::Types& known,
                      std::initializer_list<std::string_view> also, const std::string& whose) {
  std::set<std::string> told;
  for (const Property& p : properties(option)) {
    std::string key(top_key(p.key));
    if (known.count(key) || known.count(p.key) ||
        std::find(also.begin(), also.end(), key) != also.end() || !told.insert(key).second)
      continue;
    std::string hint = hint_for(kPropertyHints, key);
    if (hint.empty())
      hint = did_you_mean(key, keys_of(known), "`" + std::string(option.spelling) + " " + whose +
                                                   ",help` lists them");
    c.error(option, "unknown-property", whose + "." + key,
            whose + " has no property '" + printable(key) + "'", hint);
  }
}

void check_type(Checking& c, const Option& option, const Property& p, const std::string& what,
                const std::vector<std::string>& known) {
  if (p.type != ValueType::kText || known.empty() || holds(known, p.value)) return;
  c.error(option, "unknown-type", p.value,
          "this qemu has no " + what + " '" + printable(p.value) + "'",
          did_you_mean(p.value, views_of(known), "leave it out, or take another qemu"));
}

bool is_quoted_json(const Option& o) { return o.value && o.value->starts_with("'{"); }

Status check_object(Checking& c, const Option& option) {
  auto types = c.qemu().object_types();
  if (!types) return tl::unexpected<Error>(types.error());
  auto type = find_property(option.name, *option.value, "qom-type");
  if (!type || types->empty()) return {};
  check_type(c, option, *type, "object", *types);
  if (!holds(*types, type->value)) return {};
  auto known = c.qemu().object_properties(type->value);
  if (known) check_properties(c, option, *known, {"qom-type", "id"}, type->value);
  return {};
}

}  // namespace

Status check_options(Checking& c) {
  auto version = c.qemu().version();
  if (!version) return tl::unexpected<Error>(version.error());
  const bool table_knows = version->starts_with("7.2.");
  std::set<std::string> told;
  for (const Option& o : c.line().options()) {
    if (o.is_image()) continue;
    const OptionInfo* info = find_option(o.name);
    if (!(table_knows && info && info->age == OptionAge::kCurrent)) {
      auto known = c.qemu().has_option(o.name);
      if (!known) return tl::unexpected<Error>(known.error());
      if (!*known) {
        std::vector<std::string_view> names;
        for (const OptionInfo& i : option_table())
          if (i.age == OptionAge::kCurrent) names.push_back(i.name);
        std::string hint = hint_for(kOptionHints, o.name);
        if (hint.empty()) hint = did_you_mean(o.name, names, "leave it out");
        if (told.insert(o.name).second)
          c.error(o, "unknown-option", o.name,
                  "qemu " + *version + " has no option " + printable(o.spelling), hint);
        continue;
      }
    }
    if (o.incomplete())
      c.error(o, "missing-value", o.name, printable(o.spelling) + " has no value",
              "the command line ends behind it");
    if (!info || info->kind != ValueKind::kKeyvalOrJson || !o.value) continue;
    if (is_quoted_json(o))
      c.error(o, "bad-json", o.name, "the value begins with a quote",
              "the line was quoted once too often: the shell has to take that quote away");
    if (!o.value->starts_with('{')) continue;
    if (auto parsed = parse_json(*o.value); !parsed)
      c.error(o, "bad-json", o.name, "the JSON cannot be read: " + parsed.error().message,
              "correct it; words in it must be quoted by \" for JSON and as a whole for the shell");
  }
  return {};
}

Status check_devices(Checking& c) {
  if (!c.line().has("device")) return {};
  auto pluggable = c.qemu().pluggable_devices();
  if (!pluggable) return tl::unexpected<Error>(pluggable.error());
  if (pluggable->empty()) return {};
  for (const Option& o : c.line().options()) {
    auto driver = o.name == "device" ? get_property(o, "driver") : std::nullopt;
    if (!driver || is_quoted_json(o)) continue;
    if (!pluggable->count(*driver)) {
      auto built_in = c.qemu().has_device(*driver);
      if (!built_in) return tl::unexpected<Error>(built_in.error());
      std::string hint = hint_for(kDeviceHints, *driver);
      if (hint.empty() && !*built_in)
        hint = did_you_mean(*driver, keys_of(*pluggable), "`-device help` lists what it has");
      if (*built_in)
        c.error(o, "unknown-device", *driver,
                "the device " + printable(*driver) + " cannot be added by -device",
                hint.empty() ? "only a machine type can bring it" : hint);
      else
        c.error(o, "unknown-device", *driver, "this qemu has no device " + printable(*driver),
                hint);
      continue;
    }
    auto type = c.qemu().device_type(*driver);
    if (!type) return tl::unexpected<Error>(type.error());
    auto known = c.qemu().device_properties(*type);
    if (!known && known.error().code == ErrorCode::kNotFound) continue;  // it does not tell
    if (!known) return tl::unexpected<Error>(known.error());
    check_properties(c, o, *known, {"driver", "id", "bus"}, *driver);
  }
  return {};
}

Status check_backends(Checking& c) {
  using List = Result<std::vector<std::string>>;
  for (const Option& o : c.line().options()) {
    if (!o.value || is_quoted_json(o)) continue;
    if (o.name == "object") {
      if (Status s = check_object(c, o); !s) return s;
    } else if (o.name == "netdev" || o.name == "net" || o.name == "nic") {
      List types = c.qemu().netdev_types();
      if (!types) return tl::unexpected<Error>(types.error());
      if (auto p = find_property(o.name, *o.value, "type"))
        check_type(c, o, *p, "network backend", *types);
    } else if (o.name == "chardev") {
      List types = c.qemu().chardev_types();
      if (!types) return tl::unexpected<Error>(types.error());
      if (auto p = find_property(o.name, *o.value, "backend"))
        check_type(c, o, *p, "character device", *types);
    } else if (o.name == "blockdev" || o.name == "drive") {
      List drivers = c.qemu().blockdev_drivers();
      if (!drivers) return tl::unexpected<Error>(drivers.error());
      for (const Property& p : properties(o)) {
        bool driver = p.key == "driver" || p.key.ends_with(".driver") ||
                      (o.name == "drive" && p.key == "format");
        if (driver && !p.value.empty()) check_type(c, o, p, "block driver", *drivers);
      }
    }
  }
  return {};
}

}  // namespace gs::qemu
