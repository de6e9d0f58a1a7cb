#include "qemu/references.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "qemu/property.hpp"

namespace gs::qemu {
namespace {

using enum IdGroup;

struct Definer {
  std::string_view option, key;
  IdGroup group;
};
constexpr Definer kDefiners[] = {
    {"device", "id", kDevice}, {"netdev", "id", kNetdev}, {"chardev", "id", kChardev},
    {"object", "id", kObject}, {"drive", "id", kBlock},   {"blockdev", "node-name", kBlock},
    {"fsdev", "id", kFsdev},   {"tpmdev", "id", kTpmdev}, {"audiodev", "id", kAudiodev},
    {"mon", "id", kMon},         {"nic", "id", kNetdev},    {"audio", "id", kAudiodev},
};

struct Referrer {
  std::string_view option, key;
  IdGroup group;
};
// A key may hold '*', which stands for digits (sgx-epc.0.memdev).
constexpr Referrer kReferrers[] = {
    {"device", "drive", kBlock},
    {"device", "netdev", kNetdev},
    {"device", "chardev", kChardev},
    {"device", "iothread", kObject},
    {"device", "rng", kObject},
    {"device", "memdev", kObject},
    {"device", "hostmem", kObject},
    {"device", "cryptodev", kObject},
    {"device", "tpmdev", kTpmdev},
    {"device", "audiodev", kAudiodev},
    {"device", "fsdev", kFsdev},
    {"device", "failover_pair_id", kDevice},
    {"device", "subsys", kDevice},
    {"device", "bmc", kDevice},
    {"device", "canbus", kObject},
    {"device", "canbus0", kObject},
    {"device", "canbus1", kObject},
    {"device", "iommufd", kObject},
    {"device", "iothread-vq-mapping.*.iothread", kObject},
    {"device", "lsa", kObject},
    {"device", "persistent-memdev", kObject},
    {"device", "volatile-memdev", kObject},
    {"display", "audiodev", kAudiodev},
    {"netdev", "chardev", kChardev},
    {"netdev", "netdev", kNetdev},
    {"mon", "chardev", kChardev},
    {"tpmdev", "chardev", kChardev},
    {"semihosting-config", "chardev", kChardev},
    {"object", "chardev", kChardev},
    {"object", "netdev", kNetdev},
    {"object", "iothread", kObject},
    {"object", "indev", kChardev},
    {"object", "outdev", kChardev},
    {"object", "primary_in", kChardev},
    {"object", "secondary_in", kChardev},
    {"object", "keyid", kObject},
    {"object", "passwordid", kObject},
    {"object", "canbus", kObject},
    {"object", "devid", kDevice},
    {"object", "pci-dev", kDevice},
    {"object", "prealloc-context", kObject},
    {"chardev", "tls-creds", kObject},
    {"chardev", "tls-authz", kObject},
    {"chardev", "chardev", kChardev},
    {"vnc", "tls-creds", kObject},
    {"vnc", "audiodev", kAudiodev},
    {"vnc", "password-secret", kObject},
    {"vnc", "tls-authz", kObject},
    {"vnc", "sasl-authz", kObject},
    {"spice", "password-secret", kObject},
    {"iscsi", "password-secret", kObject},
    {"machine", "memory-backend", kObject},
    {"machine", "memory-encryption", kObject},
    {"machine", "confidential-guest-support", kObject},
    {"machine", "audiodev", kAudiodev},
    {"machine", "pcspk-audiodev", kAudiodev},
    {"machine", "pflash0", kBlock},
    {"machine", "pflash1", kBlock},
    {"machine", "canbus*", kObject},
    {"machine", "cxl-fmw.*.targets.*", kDevice},
    {"machine", "igvm-cfg", kObject},
    {"machine", "sgx-epc.*.memdev", kObject},
    {"numa", "memdev", kObject},
    {"net", "netdev", kNetdev},
};

// Keys that refer only where their text is an id of the line: it may as well be on or off
// (display), or the name of something that qemu makes by itself (throttling.group).
constexpr Referrer kMaybeReferrers[] = {
    {"device", "display", kDevice},
    {"device", "target", kDevice},  // of zpci; of others a number
    {"drive", "throttling.group", kObject},
    {"drive", "throttling-group", kObject},
    {"drive", "top-id", kBlock},
};

// Keys of -blockdev whose text names another node; below other keys too (`file.file`).
constexpr std::string_view kNodeKeys[] = {"file", "backing", "data-file", "bottom", "test", "raw"};
constexpr std::string_view kSecretKeys[] = {"key-secret", "password-secret", "cookie-secret",
                                            "tls-creds",  "throttle-group",  "pr-manager"};

IdGroup group_of(std::string_view name) {
  if (name == "blockdev") return kBlock;
  for (const Definer& d : kDefiners)
    if (d.option == name) return d.group;
  return kNone;
}

bool holds(const auto& list, std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

IdGroup block_reference(std::string_view key) {
  std::size_t dot = key.rfind('.');
  std::string_view last = key.substr(dot + 1);
  if (holds(kNodeKeys, last)) return kBlock;
  if (holds(kSecretKeys, last)) return kObject;
  bool child =
      key.find("children.") != key.npos && last.find_first_not_of("0123456789") == key.npos;
  return child ? kBlock : kNone;
}

// pattern's '*' stand for digits each.
bool key_fits(std::string_view pattern, std::string_view key) {
  std::size_t star = pattern.find('*');
  if (star == pattern.npos) return pattern == key;
  if (key.substr(0, star) != pattern.substr(0, star)) return false;
  std::size_t digits = std::min(key.find_first_not_of("0123456789", star), key.size());
  return digits > star && key_fits(pattern.substr(star + 1), key.substr(digits));
}

class Collector {
 public:
  explicit Collector(const CommandLine& line) {
    for (const Option& o : line.options()) {
      std::string id;
      IdGroup group = defines(o, &id);
      if (group != kNone && !id.empty()) by_id_.try_emplace({group, id}, o.id);
    }
    for (const Option& o : line.options()) collect(o);
  }

  std::vector<Reference> take() { return std::move(found_); }

 private:
  void add(const Option& o, std::string_view key, IdGroup group, std::string id) {
    auto it = by_id_.find({group, id});
    found_.push_back(
        {o.id, std::string(key), group, std::move(id), it == by_id_.end() ? 0 : it->second});
  }

  void add_if_there(const Option& o, std::string_view key, IdGroup group, const std::string& id) {
    auto it = by_id_.find({group, id});
    if (it != by_id_.end() && it->second != o.id) add(o, key, group, id);
  }

  // A forward of user networking into a chardev: "tcp:10.0.2.1:4600-chardev:ID".
  void add_guestfwd(const Option& o, const Property& p) {
    constexpr std::string_view kTo = "-chardev:";
    std::size_t at = p.value.find(kTo);
    if (p.key.starts_with("guestfwd") && at != p.value.npos)
      add(o, p.key, kChardev, p.value.substr(at + kTo.size()));
  }

  void add_block(const Option& o, const Property& p) {
    IdGroup group = block_reference(p.key);
    // `file` of -drive is a file's name; deeper down both may be meant.
    bool exact = o.name == "blockdev" || (o.name == "drive" && group == kObject);
    if (group != kNone && exact)
      add(o, p.key, group, p.value);
    else if (group == kBlock && o.name == "drive" && p.key != "file")
      add_if_there(o, p.key, group, p.value);
    // Of copy-before-write a node, of iSCSI a name of its own.
    if (o.name == "blockdev" && p.key == "target") add_if_there(o, p.key, kBlock, p.value);
  }

  // "pci.1" is a device's id as a whole, "scsi0.0" the first bus of scsi0; "pcie.0" is the
  // machine's.
  void add_bus(const Option& o, const std::string& bus) {
    if (by_id_.count({kDevice, bus})) return add(o, "bus", kDevice, bus);
    std::size_t dot = bus.rfind('.');
    if (dot != bus.npos && by_id_.count({kDevice, bus.substr(0, dot)}))
      add(o, "bus", kDevice, bus.substr(0, dot));
  }

  void collect_set(const Option& o) {
    // group.id.key=value; an id may hold dots, a key does not.
    std::string_view path = *o.value;
    path = path.substr(0, path.find('='));
    std::size_t first = path.find('.'), last = path.rfind('.');
    if (first == path.npos || first == last) return;
    IdGroup group = group_of(path.substr(0, first));
    if (group != kNone) add(o, "", group, std::string(path.substr(first + 1, last - first - 1)));
  }

  void collect(const Option& o) {
    if (!o.value) return;
    if (o.name == "set") return collect_set(o);
    constexpr std::string_view kChardevPrefix = "chardev:";
    if (value_style(o) == ValueStyle::kText && o.value->starts_with(kChardevPrefix))
      return add(o, "", kChardev, o.value->substr(kChardevPrefix.size()));
    for (Property& p : properties(o)) {
      if (p.type != ValueType::kText || p.value.empty()) continue;
      if (o.name == "device" && p.key == "bus") add_bus(o, p.value);
      if (o.name == "netdev") add_guestfwd(o, p);
      add_block(o, p);
      for (const Referrer& r : kReferrers)
        if (r.option == o.name && key_fits(r.key, p.key)) add(o, p.key, r.group, p.value);
      for (const Referrer& r : kMaybeReferrers)
        if (r.option == o.name && r.key == p.key) add_if_there(o, p.key, r.group, p.value);
    }
  }

  std::map<std::pair<IdGroup, std::string>, OptionId> by_id_;
  std::vector<Reference> found_;
};

// Does from only serve what it refers to, so that it goes along and keeps nothing alive: -set, a
// filter of a netdev, the zpci device that gives another one its place on s390?
bool is_follower(const Reference& r, const Option& from) {
  return from.name == "set" || (from.name == "object" && r.key == "netdev") ||
         (from.name == "device" && r.key == "target");
}

// What a removed option may take along when nothing else needs it.
bool is_backend(IdGroup group) {
  return group == kNetdev || group == kChardev || group == kBlock || group == kObject ||
         group == kFsdev || group == kTpmdev;
}

}  // namespace

IdGroup defines(const Option& option, std::string* id) {
  for (const Definer& d : kDefiners)
    if (d.option == option.name) {
      *id = get_property(option, d.key).value_or("");
      return d.group;
    }
  return kNone;
}

const Option* find_by_id(const CommandLine& line, IdGroup group, std::string_view id) {
  for (const Option& o : line.options()) {
    std::string own;
    if (defines(o, &own) == group && own == id && !own.empty()) return &o;
  }
  return nullptr;
}

std::vector<Reference> references(const CommandLine& line) { return Collector(line).take(); }

Result<std::vector<OptionId>> removal_set(const CommandLine& line, OptionId option,
                                          RemovalScope scope) {
  std::vector<Reference> all = references(line);
  std::set<OptionId> gone = {option};
  for (bool grown = true; grown;) {
    grown = false;
    for (const Reference& r : all) {
      if (gone.count(r.to) && !gone.count(r.from)) {
        const Option* from = line.find(r.from);
        bool child = r.key == "bus";
        if (child && !scope.children)
          return fail(ErrorCode::kUsage,
                      "device " + CommandLine::words(*from).back() + " sits on the bus " + r.id,
                      "remove it first, or with {children = true}");
        if (child || is_follower(r, *from)) grown |= gone.insert(r.from).second;
      }
      if (!scope.backends || !r.to || !gone.count(r.from) || gone.count(r.to) ||
          !is_backend(r.group))
        continue;
      bool needed = std::any_of(all.begin(), all.end(), [&](const Reference& other) {
        return other.to == r.to && !gone.count(other.from) &&
               !is_follower(other, *line.find(other.from));
      });
      if (!needed) grown |= gone.insert(r.to).second;
    }
  }
  std::vector<OptionId> ordered;
  for (const Option& o : line.options())
    if (gone.count(o.id)) ordered.push_back(o.id);
  return ordered;
}

bool prefers_json(const CommandLine& line, std::string_view option) {
  const OptionInfo* info = find_option(canonical_option_name(option));
  if (!info || info->kind != ValueKind::kKeyvalOrJson) return false;
  if (const Option* last = line.last(option)) return value_style(*last) == ValueStyle::kJson;
  if (info->name == "device") return false;
  // -display and -compat are written as text by every producer.
  if (info->name == "display" || info->name == "compat") return false;
  return std::any_of(line.options().begin(), line.options().end(),
                     [](const Option& o) { return value_style(o) == ValueStyle::kJson; });
}

}  // namespace gs::qemu
