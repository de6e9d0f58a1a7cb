// Which JSON type a property wants. qemu refuses "multifunction":"on" and "serial":1 alike, and a
// caller who writes key=value text cannot be asked. Read out of qemu 7.2: device-list-properties of
// all devices, and the arguments of netdev_add, object-add and blockdev-add in query-qmp-schema.
#include <algorithm>
#include <array>

#include "qemu/json_value.hpp"
#include "qemu/property.hpp"

namespace gs::qemu {
namespace {

// Strings although their text mostly looks like a number.
constexpr auto kStrings = std::to_array<std::string_view>({
    "addr",   "audiodev",  "bus",       "chardev", "cid",      "connect",  "data",      "desc",
    "dns",    "drive",     "dst",       "dstport", "fd",       "fds",      "file",      "filename",
    "fsdev",  "group",     "height",    "host",    "hostport", "id",       "ifname",    "keyid",
    "label",  "listen",    "localaddr", "mac",     "match",    "model",    "mount_tag", "name",
    "netdev", "node-name", "path",      "pool",    "position", "priority", "product",   "romfile",
    "serial", "server",    "snapshot",  "src",     "srcport",  "str",      "tag",       "tpmdev",
    "uuid",   "vendor",    "ver",       "vhostfd", "vhostfds", "volume",   "width",     "wwpn",
});
static_assert(std::is_sorted(kStrings.begin(), kStrings.end()));

// on/off/auto, or on/off as one of more words: never a JSON boolean.
constexpr auto kOnOffWords = std::to_array<std::string_view>({
    "account-failed",
    "account-invalid",
    "backend_defaults",
    "detect-zeroes",
    "disable-legacy",
    "display",
    "eim",
    "intremap",
    "locking",
    "msi",
    "msix",
    "seqpacket",
    "status",
    "unplugged-inaccessible",
    "write-cache",
    "x-pre-copy-dirty-page-tracking",
});
static_assert(std::is_sorted(kOnOffWords.begin(), kOnOffWords.end()));

bool holds(const auto& sorted, std::string_view key) {
  return std::binary_search(sorted.begin(), sorted.end(), key);
}

bool looks_like_number(std::string_view s) {
  if (s.starts_with('-')) s.remove_prefix(1);
  if (s.empty() || s.size() > 20 || (s.size() > 1 && s[0] == '0')) return false;
  return std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_string(std::string_view option, std::string_view key, std::string_view driver) {
  // The port of a usb device is a path through hubs ("1.2"); that of a PCI root port is a number.
  if (key == "port") return option != "device" || driver.starts_with("usb");
  return holds(kStrings, key);
}

}  // namespace

std::string json_literal(std::string_view option, std::string_view key, std::string_view driver,
                         const PropertyValue& property) {
  const std::string& text = property.text;
  std::string_view last = key.substr(key.rfind('.') + 1);
  switch (property.type) {
    case ValueType::kBool:
      if (holds(kOnOffWords, last)) return json_quote(text);
      return text == "on" ? "true" : "false";
    case ValueType::kNumber:
      return is_string(option, last, driver) ? json_quote(text) : text;
    case ValueType::kNull:
      return "null";
    case ValueType::kJson:
      return text;
    case ValueType::kText:
      break;
  }
  if ((text == "on" || text == "off") && !holds(kOnOffWords, last))
    return text == "on" ? "true" : "false";
  if (looks_like_number(text) && !is_string(option, last, driver)) return text;
  return json_quote(text);
}

}  // namespace gs::qemu
