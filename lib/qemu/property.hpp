// Properties of an option's value, whichever of qemu's grammars it is written in. Editing one
// changes its own bytes and no other.
//
// Keys are the long names (`type` for the first item of -machine, `model` for -cpu); nested ones
// have dots (`file.driver`, `server.0.host`) in key=value lists and in JSON alike.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "qemu/command_line.hpp"

namespace gs::qemu {

enum class ValueStyle : unsigned char { kNone, kText, kKeyval, kJson, kCpu, kGlobal };

// How a value is to be read. JSON that cannot be parsed is kText: kept, never edited by key.
ValueStyle value_style(std::string_view option, std::string_view value);
inline ValueStyle value_style(const Option& o) {
  return o.value ? value_style(o.name, *o.value) : ValueStyle::kNone;
}

enum class ValueType : unsigned char {
  kText,    // a string
  kBool,    // a switch, or JSON true/false; value is "on" or "off"
  kNumber,  // a JSON number
  kNull,    // JSON null; value is ""
  kJson,    // a JSON object or array; value is its text
};

struct Property {
  std::string key;
  std::string value;  // decoded
  ValueType type = ValueType::kText;
  std::size_t begin = 0, end = 0;  // the value's bytes in the option's value; the word of a switch
};

// In order, repeated keys as often as they are there; JSON as its leaves.
std::vector<Property> properties(std::string_view option, std::string_view value);
inline std::vector<Property> properties(const Option& o) {
  return properties(o.name, o.value ? std::string_view(*o.value) : std::string_view());
}

// The one in effect where a key is repeated.
std::optional<Property> find_property(std::string_view option, std::string_view value,
                                      std::string_view key);
std::optional<std::string> get_property(const Option& option, std::string_view key);
// qemu's words for true: on, yes, true, y (not 1). False where the key is missing.
bool is_on(std::string_view value);
bool property_is_on(const Option& option, std::string_view key);

// What to write. In JSON the type has to be right: text takes the type that the property has
// already, else what qemu is known to want for that key (see json_literal).
struct PropertyValue {
  ValueType type = ValueType::kText;
  std::string text;

  static PropertyValue of(bool b) { return {ValueType::kBool, b ? "on" : "off"}; }
  static PropertyValue of(std::int64_t n) { return {ValueType::kNumber, std::to_string(n)}; }
  static PropertyValue of(std::string_view s) { return {ValueType::kText, std::string(s)}; }
};

// The option's value with the property set. kUsage where the value has no properties, or the new
// one cannot be written in its grammar.
Result<std::string> set_property(std::string_view option, std::string_view value,
                                 std::string_view key, const PropertyValue& property);
Result<std::string> remove_property(std::string_view option, std::string_view value,
                                    std::string_view key);

// A new option value, from properties in that order, as a key=value list or as JSON. In a list, a
// key may come more than once (hostfwd=).
Result<std::string> make_value(std::string_view option, bool as_json,
                               const std::vector<std::pair<std::string, PropertyValue>>& list);

// property as JSON for a key of a device, netdev, object or blockdev. Text that looks like a number
// or a switch becomes one, but for the keys that qemu 7.2 declares as strings (port, serial, addr)
// or as on/off/auto.
std::string json_literal(std::string_view option, std::string_view key, std::string_view driver,
                         const PropertyValue& property);

}  // namespace gs::qemu
