#include "qemu/machine.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "qemu/references.hpp"
#include "qemu/size_text.hpp"

namespace gs::qemu {
namespace {

constexpr std::uint64_t kMiB = 1u << 20;

constexpr std::string_view kMerging[] = {"machine", "m",          "smp",    "name",  "boot",  "rtc",
                                         "sandbox", "overcommit", "icount", "spice", "compat"};
constexpr std::string_view kLists[] = {
    "accel",    "serial", "parallel",  "monitor", "qmp",       "qmp-pretty", "chardev",
    "device",   "drive",  "blockdev",  "netdev",  "nic",       "net",        "object",
    "numa",     "smbios", "fw_cfg",    "global",  "set",       "readconfig", "add-fd",
    "mon",      "vnc",    "usbdevice", "virtfs",  "fsdev",     "audiodev",   "tpmdev",
    "trace",    "plugin", "prom-env",  "L",       "acpitable", "option-rom", "pflash",
    "mtdblock", "sd",     "",
};

bool holds(const auto& list, std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

// The occurrence whose property is in effect.
const Option* effective_option(const CommandLine& line, std::string_view option,
                               std::string_view key) {
  if (repeat_of(option) != Repeat::kMerge) {
    const Option* last = line.last(option);
    return last && get_property(*last, key) ? last : nullptr;
  }
  const Option* found = nullptr;
  for (const Option& o : line.options())
    if (o.name == option && get_property(o, key)) found = &o;
  return found;
}

Status set_value_of(CommandLine& line, OptionId id, std::string_view key,
                    const PropertyValue& value) {
  const Option* o = line.find(id);
  auto text = set_property(o->name, o->value.value_or(""), key, value);
  if (!text) return tl::unexpected<Error>(text.error());
  line.set_value(id, std::move(*text));
  return {};
}

// A size in the spelling that is there: plain digits stay plain digits (of unit).
PropertyValue sized(std::uint64_t bytes, std::string_view old, std::uint64_t unit) {
  bool digits = !old.empty() && old.find_first_not_of("0123456789") == old.npos;
  std::string text =
      digits && bytes % unit == 0 ? std::to_string(bytes / unit) : format_size(bytes);
  return PropertyValue::of(std::string_view(text));
}

Status set_object_size(CommandLine& line, std::string_view id, std::uint64_t bytes) {
  const Option* object = find_by_id(line, IdGroup::kObject, id);
  if (!object) return {};
  auto old = get_property(*object, "size");
  PropertyValue size = sized(bytes, old.value_or(""), 1);
  if (value_style(*object) == ValueStyle::kJson)
    size = PropertyValue::of(static_cast<std::int64_t>(bytes));
  return set_value_of(line, object->id, "size", size);
}

Status set_numa_memory(CommandLine& line, std::uint64_t bytes) {
  std::vector<OptionId> nodes;
  for (const Option& o : line.options())
    if (o.name == "numa" && get_property(o, "type") == "node") nodes.push_back(o.id);
  if (nodes.empty()) return {};
  if (nodes.size() > 1)
    return fail(ErrorCode::kUsage,
                "the memory is split over " + std::to_string(nodes.size()) + " NUMA nodes",
                "change the -numa options and their memory backends one by one");
  const Option* node = line.find(nodes[0]);
  if (auto memdev = get_property(*node, "memdev")) return set_object_size(line, *memdev, bytes);
  if (auto mem = get_property(*node, "mem"))
    return set_value_of(line, nodes[0], "mem", sized(bytes, *mem, kMiB));
  return {};
}

// The names among `-accel` options become names, in this order; values that stay keep properties.
Status set_accel_options(CommandLine& line, const std::vector<std::string>& names) {
  std::vector<OptionId> ids = line.find("accel");
  std::vector<std::string> values;
  for (const std::string& name : names) {
    std::string value = name;
    for (OptionId id : ids)
      if (get_property(*line.find(id), "accel") == name) value = *line.find(id)->value;
    values.push_back(std::move(value));
  }
  for (std::size_t i = 0; i < std::max(ids.size(), values.size()); ++i) {
    if (i >= values.size()) {
      line.remove(ids[i]);
    } else if (i < ids.size()) {
      line.set_value(ids[i], values[i]);
    } else {
      auto added = i == 0 ? line.append("accel", values[i])
                          : line.insert_after(ids[i - 1], "accel", values[i]);
      if (!added) return tl::unexpected<Error>(added.error());
      ids.push_back(*added);
    }
  }
  return {};
}

}  // namespace

Repeat repeat_of(std::string_view option) {
  if (holds(kMerging, option)) return Repeat::kMerge;
  return holds(kLists, option) ? Repeat::kList : Repeat::kLastWins;
}

std::optional<std::string> effective_property(const CommandLine& line, std::string_view option,
                                              std::string_view key) {
  option = canonical_option_name(option);
  const Option* o = effective_option(line, option, key);
  return o ? get_property(*o, key) : std::nullopt;
}

Status set_effective_property(CommandLine& line, std::string_view option, std::string_view key,
                              const PropertyValue& value) {
  option = canonical_option_name(option);
  const Option* o = effective_option(line, option, key);
  if (!o) o = line.last(option);
  if (o) return set_value_of(line, o->id, key, value);
  auto text = make_value(option, prefers_json(line, option), {{std::string(key), value}});
  if (!text) return tl::unexpected<Error>(text.error());
  auto added = line.append(option, std::move(*text));
  if (!added) return tl::unexpected<Error>(added.error());
  return {};
}

Status remove_everywhere(CommandLine& line, std::string_view option, std::string_view key) {
  for (OptionId id : line.find(option)) {
    const Option* o = line.find(id);
    if (!get_property(*o, key)) continue;
    auto text = remove_property(o->name, *o->value, key);
    if (!text) return tl::unexpected<Error>(text.error());
    if (text->empty())
      line.remove(id);
    else
      line.set_value(id, std::move(*text));
  }
  return {};
}

std::string machine_type(const CommandLine& line) {
  return effective_property(line, "machine", "type").value_or("");
}

std::vector<std::string> accelerators(const CommandLine& line) {
  std::vector<std::string> names;
  for (const Option& o : line.options())
    if (o.name == "accel") names.push_back(get_property(o, "accel").value_or(""));
  if (!names.empty()) return names;
  if (auto list = effective_property(line, "machine", "accel")) {
    for (std::string_view name : split(*list, ':')) names.emplace_back(name);
    return names;
  }
  if (line.has("enable-kvm")) names.emplace_back("kvm");
  return names;
}

Status set_accelerators(CommandLine& line, const std::vector<std::string>& names) {
  if (names.empty()) return fail(ErrorCode::kUsage, "no accelerator is named", "name kvm or tcg");
  if (line.has("accel")) {
    line.remove_all("enable-kvm");
    if (auto s = remove_everywhere(line, "machine", "accel"); !s) return s;
    return set_accel_options(line, names);
  }
  if (effective_property(line, "machine", "accel")) {
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ":") + name;
    if (auto s = set_effective_property(line, "machine", "accel",
                                        PropertyValue::of(std::string_view(list)));
        !s)
      return s;
    // Others in front would be without effect; they only confuse.
    OptionId kept = effective_option(line, "machine", "accel")->id;
    for (OptionId id : line.find("machine")) {
      const Option* o = line.find(id);
      if (id == kept || !get_property(*o, "accel")) continue;
      std::string rest = remove_property("machine", *o->value, "accel").value();
      if (rest.empty())
        line.remove(id);
      else
        line.set_value(id, rest);
    }
    line.remove_all("enable-kvm");
    return {};
  }
  if (const Option* kvm = line.first("enable-kvm")) {
    auto added = line.insert_before(kvm->id, "accel", names.front());
    if (!added) return tl::unexpected<Error>(added.error());
    line.remove_all("enable-kvm");
  }
  return set_accel_options(line, names);
}

std::optional<std::uint64_t> memory_bytes(const CommandLine& line) {
  auto text = effective_property(line, "m", "size");
  if (!text) return {};
  auto bytes = parse_size(*text, kMiB);
  if (!bytes) return {};
  return *bytes;
}

Status set_memory_bytes(CommandLine& line, std::uint64_t bytes) {
  if (bytes < kMiB)
    return fail(ErrorCode::kUsage, std::to_string(bytes) + " bytes are no memory for a guest",
                "a number counts bytes; write '512M' for mebibytes");
  auto old = effective_property(line, "m", "size");
  if (auto s = set_effective_property(line, "m", "size", sized(bytes, old.value_or(""), kMiB)); !s)
    return s;
  if (auto max = effective_property(line, "m", "maxmem")) {
    auto max_bytes = parse_size(*max, kMiB);
    if (max_bytes && *max_bytes < bytes)
      if (auto s = set_effective_property(line, "m", "maxmem", sized(bytes, *max, kMiB)); !s)
        return s;
  }
  if (auto backend = effective_property(line, "machine", "memory-backend"))
    if (auto s = set_object_size(line, *backend, bytes); !s) return s;
  return set_numa_memory(line, bytes);
}

}  // namespace gs::qemu
