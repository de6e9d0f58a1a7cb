// Two things in one place, one name twice, references to nothing, and an order that qemu cannot take.
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>

#include "base/text.hpp"
#include "qemu/check_parts.hpp"
#include "qemu/secrets.hpp"

namespace gs::qemu {
namespace {

std::string name_of(IdGroup group) {
  switch (group) {
    case IdGroup::kDevice:
      return "device";
    case IdGroup::kNetdev:
      return "network backend";
    case IdGroup::kChardev:
      return "character device";
    case IdGroup::kObject:
      return "object";
    case IdGroup::kBlock:
      return "drive or block node";
    case IdGroup::kFsdev:
      return "fsdev";
    case IdGroup::kTpmdev:
      return "tpmdev";
    case IdGroup::kAudiodev:
      return "audiodev";
    case IdGroup::kMon:
      return "monitor";
    case IdGroup::kNone:
      break;
  }
  return "option";
}

bool is_number(std::string_view s) {
  return !s.empty() && s.find_first_not_of("0123456789") == s.npos;
}

// prefix + a number: what qemu calls things that have no name of their own.
bool is_numbered(std::string_view id, std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view p) {
    return id.starts_with(p) && id.size() > p.size() &&
           std::string_view("0123456789").find(id[p.size()]) != std::string_view::npos;
  });
}

// Names that are defined in other ways than references.hpp knows.
std::set<std::string> other_names(const CommandLine& line, IdGroup group) {
  std::set<std::string> names;
  for (const Option& o : line.options()) {
    if (group == IdGroup::kBlock && (o.name == "drive" || o.name == "blockdev")) {
      for (const Property& p : properties(o))
        if (p.key == "node-name" || p.key.ends_with(".node-name")) names.insert(p.value);
    }
    if (group == IdGroup::kNetdev && (o.name == "nic" || o.name == "net"))
      if (auto id = get_property(o, "id")) names.insert(*id);
  }
  return names;
}

// May qemu itself have made it?
bool is_automatic(IdGroup group, std::string_view id) {
  if (id.starts_with('/')) return true;  // a QOM path
  if (group == IdGroup::kChardev) return is_numbered(id, {"serial", "parallel", "compat_monitor"});
  if (group == IdGroup::kBlock)
    return is_numbered(id, {"ide", "scsi", "virtio", "floppy", "pflash", "mtd", "sd", "xen", "none"});
  return false;
}

// May be there or not: made when it is named, or plugged in later.
bool is_optional(std::string_view key) {
  return key.starts_with("throttling") || key == "failover_pair_id";
}

void check_duplicates(Checking& c) {
  std::set<std::pair<IdGroup, std::string>> seen;
  for (const Option& o : c.line().options()) {
    std::string id;
    IdGroup group = defines(o, &id);
    if (group == IdGroup::kNone || id.empty() || seen.insert({group, id}).second) continue;
    c.error(o, "duplicate-id", id,
            "there are two of the name " + printable(id) + " (" + name_of(group) + ")",
            "give one of them another id, and change what refers to it");
  }
}

std::size_t place_of(const CommandLine& line, OptionId id) {
  const auto& all = line.options();
  return static_cast<std::size_t>(
      std::find_if(all.begin(), all.end(), [id](const Option& o) { return o.id == id; }) -
      all.begin());
}

void check_order(Checking& c, const Reference& r, const Option& from, const Option& to) {
  auto made = [&](const Option& o) {
    bool json = value_style(o) == ValueStyle::kJson;
    return std::pair(json && o.name == "device", place_of(c.line(), o.id));
  };
  if (r.key == "bus" && made(to) > made(from)) {
    bool style = made(to).first && !made(from).first;
    c.error(from, "order", r.id,
            "the bus " + printable(r.id) + " is made after the device that sits on it",
            style ? "qemu makes all devices written as key=value before all written as JSON: write "
                    "both in one style"
                  : "move the device that makes the bus in front");
  } else if (from.name == "blockdev" && to.name == "blockdev" && made(to) > made(from)) {
    c.error(from, "order", r.id, "the block node " + printable(r.id) + " is made only later",
            "move it in front of what refers to it");
  } else if (from.name == "set" && made(to).second > made(from).second) {
    c.error(from, "order", r.id, "-set stands before the option that it changes", "move it behind");
  } else if (from.name == "set" && value_style(to) == ValueStyle::kJson) {
    c.error(from, "dangling", r.id, "-set cannot change " + printable(r.id) + ": it is written as JSON",
            "write the property into the JSON; --hook set-property does");
  }
}

// Every bus of the machine itself has such a name; what is in front of the number.
constexpr std::string_view kBusTypes[] = {
    "pci", "pcie", "ide", "scsi", "usb-bus", "isa", "virtio-serial-bus", "virtio-mmio-bus",
    "virtio-bus", "i2c", "i2c-bus", "smbus", "sd-bus", "floppy-bus", "ssi", "spi", "hda", "HDA",
    "ccid-bus", "nvme-bus", "cxl", "css", "virtual-css-bridge", "main-system-bus", "xen", "vmbus",
    "adb", "macio-bus", "apple-desktop-bus", "ipack", "rocker", "aux-bus", "dpaux", "i3c"};

// "" where it is not known.
std::string root_bus(const Checking& c) {
  if (c.family() == MachineFamily::kOther) return {};
  return c.family() == MachineFamily::kI440fx ? "pci.0" : "pcie.0";
}

// A bus that is neither a device's nor the machine's.
void check_bus(Checking& c, const Option& o, const std::string& bus) {
  if (c.family() == MachineFamily::kOther || bus.find('/') != bus.npos) return;
  std::size_t dot = bus.rfind('.');
  std::string_view base = std::string_view(bus).substr(0, dot);
  bool root_like = base == "pci" || base == "pcie";
  if (!root_like) {
    if (std::find(std::begin(kBusTypes), std::end(kBusTypes), base) != std::end(kBusTypes)) return;
    return c.error(o, "dangling", bus, "nothing on the command line makes the bus " + printable(bus),
                   "add the device that makes it (with that id), or leave bus= out");
  }
  const std::string root = root_bus(c);
  if (bus == root) return;
  for (const Option& d : c.line().options()) {
    auto driver = d.name == "device" ? get_property(d, "driver") : std::nullopt;
    if (!driver || get_property(d, "id")) continue;
    for (const char* word : {"bridge", "root-port", "pxb", "ioh3420", "downstream", "upstream"})
      if (driver->find(word) != driver->npos) return;  // its bus gets a name from qemu
  }
  bool other_root = bus == "pci.0" || bus == "pcie.0";
  c.error(o, "dangling", bus, "there is no bus " + printable(bus),
          other_root ? "the first PCI bus of this machine type is called " + root
                     : "add the bridge or port that makes it (with that id)");
}

void check_references(Checking& c) {
  for (const Reference& r : references(c.line())) {
    const Option& from = *c.line().find(r.from);
    if (r.to) {
      check_order(c, r, from, *c.line().find(r.to));
      continue;
    }
    if (c.reads_config() || is_optional(r.key) || is_automatic(r.group, r.id) ||
        other_names(c.line(), r.group).count(r.id))
      continue;
    std::string key = r.key.empty() ? "" : printable(r.key) + "=";
    c.error(from, "dangling", r.id,
            key + printable(r.id) + " refers to nothing: there is no " + name_of(r.group) +
                " of that name",
            "add it, or correct the name");
  }
  if (c.reads_config()) return;
  for (const Option& o : c.line().options()) {
    auto bus = o.name == "device" ? get_property(o, "bus") : std::nullopt;
    if (!bus || bus->empty()) continue;
    std::size_t dot = bus->rfind('.');
    bool made = find_by_id(c.line(), IdGroup::kDevice, *bus) ||
                (dot != bus->npos &&
                 find_by_id(c.line(), IdGroup::kDevice, std::string_view(*bus).substr(0, dot)));
    if (!made) check_bus(c, o, *bus);
  }
}

struct PciAddress {
  unsigned slot = 0, function = 0;
  auto operator<=>(const PciAddress&) const = default;
};

// `0x3`, `3.1` (hexadecimal both ways); in JSON a number is slot * 8 + function.
std::optional<PciAddress> pci_address(const Property& p) {
  std::string_view text = p.value;
  auto number = [&](int base) -> std::optional<unsigned> {
    if (text.starts_with("0x")) text.remove_prefix(2);
    unsigned n = 0;
    auto end = std::from_chars(text.data(), text.data() + text.size(), n, base);
    if (end.ec != std::errc()) return {};
    text.remove_prefix(static_cast<std::size_t>(end.ptr - text.data()));
    return n;
  };
  if (p.type == ValueType::kNumber) {
    auto devfn = number(10);
    return devfn && *devfn < 256 ? std::optional(PciAddress{*devfn / 8, *devfn % 8}) : std::nullopt;
  }
  auto slot = number(16);
  std::optional<unsigned> function = 0;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    function = number(16);
  }
  if (!slot || !function || !text.empty() || *slot > 31 || *function > 7) return {};
  return PciAddress{*slot, *function};
}

std::string hex(const PciAddress& a) {
  char text[16];
  auto end = std::to_chars(text, text + sizeof text, a.slot, 16).ptr;
  return "0x" + std::string(text, end) + "." + std::to_string(a.function);
}

struct Placed {
  const Option* option;
  PciAddress address;
  bool multifunction;
};

void check_pci(Checking& c, const std::vector<const Option*>& devices) {
  std::map<std::string, std::vector<Placed>> buses;
  for (const Option* o : devices) {
    auto p = find_property(o->name, *o->value, "addr");
    auto address = p ? pci_address(*p) : std::nullopt;
    if (!address) continue;
    std::string bus = get_property(*o, "bus").value_or("");
    if (bus.empty() || bus == root_bus(c)) bus = "the first PCI bus";
    auto& on_bus = buses[bus];
    Placed now{o, *address, property_is_on(*o, "multifunction")};
    for (const Placed& other : on_bus) {
      if (other.address.slot != now.address.slot) continue;
      const Placed* first = now.address.function == 0 ? &now : &other;
      if (other.address == now.address)
        c.error(*o, "slot", bus + " " + hex(now.address),
                "slot " + hex(now.address) + " of " + printable(bus) + " is taken by " +
                    Checking::named(*other.option),
                "give it another addr=, or leave addr= out");
      else if (first->address.function == 0 && !first->multifunction)
        c.error(*o, "slot", bus + " " + hex(now.address),
                "two functions of one slot: " + Checking::named(*o) + " and " +
                    Checking::named(*other.option),
                "the one at function 0 (" + Checking::named(*first->option) +
                    ") needs multifunction=on; or give it another addr=");
      else
        continue;
      break;
    }
    on_bus.push_back(now);
  }
}

// A place on other buses: two devices must differ in one of the keys.
struct Place {
  std::string_view bus_type;
  std::initializer_list<std::string_view> needed;    // places count only where all are given
  std::initializer_list<std::string_view> optional;  // 0 where not given
};
const Place kPlaces[] = {
    {"SCSI", {"bus", "scsi-id", "lun"}, {"channel"}},
    {"IDE", {"bus", "unit"}, {}},
    {"usb-bus", {"bus", "port"}, {}},
    {"virtio-serial-bus", {"bus", "nr"}, {}},
};

void check_other_bus(Checking& c, const Place& place, const std::vector<const Option*>& devices) {
  std::map<std::string, const Option*> taken;
  for (const Option* o : devices) {
    std::string where;
    bool complete = true;
    for (std::string_view key : place.needed) {
      auto value = get_property(*o, key);
      complete &= value.has_value();
      where += std::string(key) + "=" + value.value_or("") + " ";
    }
    for (std::string_view key : place.optional)
      where += std::string(key) + "=" + get_property(*o, key).value_or("0") + " ";
    if (!complete) continue;
    where.pop_back();
    auto [it, free] = taken.try_emplace(where, o);
    if (!free)
      c.error(*o, "slot", where, printable(where) + " is taken by " + Checking::named(*it->second),
              "give it another place");
  }
}

// -drive, -hda and disk images count one row of places for each kind of interface.
void check_drives(Checking& c) {
  const bool ide = c.family() == MachineFamily::kI440fx || c.family() == MachineFamily::kQ35;
  std::map<std::string, std::map<unsigned, const Option*>> rows;
  auto number = [](const Option& o, const char* key) -> std::optional<unsigned> {
    auto text = get_property(o, key);
    if (!text || !is_number(*text) || text->size() > 4) return {};
    return static_cast<unsigned>(std::stoul(*text));
  };
  for (const Option& o : c.line().options()) {
    std::string row = "ide";
    std::optional<unsigned> index;
    if (o.is_image() || o.name == "hda") index = 0;
    if (o.name == "hdb") index = 1;
    if (o.name == "cdrom" || o.name == "hdc") index = 2;
    if (o.name == "hdd") index = 3;
    if (o.name == "drive") {
      row = get_property(o, "if").value_or("ide");
      index = number(o, "index");
      if (get_property(o, "unit") || get_property(o, "bus")) {
        // A place on a bus, which decides how many each holds.
        unsigned per_bus = c.family() == MachineFamily::kQ35 ? 1 : 2;
        if (row != "ide" || index) continue;
        index = number(o, "bus").value_or(0) * per_bus + number(o, "unit").value_or(0);
      }
    } else if (!index) {
      continue;
    }
    if (row == "none" || (row == "ide" && !ide)) continue;
    auto& taken = rows[row];
    unsigned at = index.value_or(0);
    while (!index && taken.count(at)) ++at;
    auto [it, free] = taken.try_emplace(at, &o);
    if (!free)
      c.error(o, "slot", row + " " + std::to_string(at),
              "the drive " + std::to_string(at) + " (" + printable(row) + ") is there already: " +
                  printable(shell_join(CommandLine::words(masked(*it->second)))),
              "give it another index=; a drive without takes the first that is free");
  }
}

}  // namespace

void check_ids(Checking& c) {
  check_duplicates(c);
  check_references(c);
}

Status check_slots(Checking& c) {
  check_drives(c);
  if (!c.line().has("device")) return {};
  auto pluggable = c.qemu().pluggable_devices();
  if (!pluggable) return tl::unexpected<Error>(pluggable.error());
  std::map<std::string, std::vector<const Option*>, std::less<>> by_bus_type;
  for (const Option& o : c.line().options()) {
    auto driver = o.name == "device" && o.value ? get_property(o, "driver") : std::nullopt;
    auto it = driver ? pluggable->find(*driver) : pluggable->end();
    if (it != pluggable->end()) by_bus_type[it->second].push_back(&o);
  }
  check_pci(c, by_bus_type["PCI"]);
  for (const Place& place : kPlaces) check_other_bus(c, place, by_bus_type[std::string(place.bus_type)]);
  return {};
}

}  // namespace gs::qemu
