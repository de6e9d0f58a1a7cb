#include "qemu/property.hpp"

#include <algorithm>

#include "qemu/cpu_value.hpp"
#include "qemu/json_value.hpp"
#include "qemu/keyval.hpp"

namespace gs::qemu {
namespace {

KeyvalRules rules_of(std::string_view option) {
  const OptionInfo* info = find_option(option);
  return {.implied_key = info ? info->implied_key : std::string_view(),
          .fold_dashes = option == "machine"};
}

// `driver.property=value`: where the dot and the '=' stand. False for the key=value form.
bool split_global(std::string_view value, std::size_t* dot, std::size_t* equals) {
  *dot = value.find_first_of(".=");
  if (*dot == value.npos || *dot == 0 || value[*dot] == '=') return false;
  *equals = value.find('=', *dot);
  return *equals != value.npos && *equals > *dot + 1;
}

bool is_short_global(std::string_view value) {
  std::size_t dot = 0, equals = 0;
  return split_global(value, &dot, &equals);
}

void add_json_leaves(std::string_view text, const JsonNode& node, const std::string& key,
                     std::vector<Property>& out) {
  bool nested = node.kind == JsonKind::kObject || node.kind == JsonKind::kArray;
  if (nested && !node.children.empty()) {
    std::size_t index = 0;
    for (const JsonNode& child : node.children) {
      std::string name = node.kind == JsonKind::kArray ? std::to_string(index++) : child.key;
      add_json_leaves(text, child, key.empty() ? name : key + "." + name, out);
    }
    return;
  }
  if (key.empty()) return;  // "{}"
  Property p{key, json_value_text(text, node), ValueType::kText, node.begin, node.end};
  if (nested) p.type = ValueType::kJson;
  if (node.kind == JsonKind::kNumber) p.type = ValueType::kNumber;
  if (node.kind == JsonKind::kNull) {
    p.type = ValueType::kNull;
    p.value.clear();
  }
  if (node.kind == JsonKind::kBool) {
    p.type = ValueType::kBool;
    p.value = p.value == "true" ? "on" : "off";
  }
  out.push_back(std::move(p));
}

std::vector<Property> keyval_properties(std::string_view option, std::string_view value) {
  std::vector<Property> out;
  KeyvalRules rules = rules_of(option);
  auto items = split_keyval(value, !rules.implied_key.empty());
  for (const KeyvalItem& item : items) {
    std::string_view key = keyval_key(item, &item == &items.front(), rules);
    if (key.empty() && !item.has_value) continue;  // an empty item
    std::size_t begin = item.has_value ? item.end - item.raw_value.size() : item.begin;
    out.push_back({std::string(key), keyval_value(item),
                   item.has_value ? ValueType::kText : ValueType::kBool, begin, item.end});
  }
  return out;
}

std::vector<Property> cpu_properties(std::string_view value) {
  std::vector<Property> out;
  for (const CpuItem& item : split_cpu(value)) {
    if (item.begin == item.end && item.begin > 0) continue;  // an empty item
    bool model = item.begin == 0;
    bool text = model || value.substr(item.begin, item.end - item.begin).find('=') != value.npos;
    out.push_back({model ? "model" : std::string(item.name), std::string(item.value),
                   text ? ValueType::kText : ValueType::kBool, item.value_begin, item.value_end});
  }
  return out;
}

std::vector<Property> global_properties(std::string_view value) {
  std::size_t dot = 0, equals = 0;
  if (!split_global(value, &dot, &equals)) return keyval_properties("global", value);
  auto part = [&](const char* key, std::size_t begin, std::size_t end) {
    return Property{key, std::string(value.substr(begin, end - begin)), ValueType::kText, begin,
                    end};
  };
  return {part("driver", 0, dot), part("property", dot + 1, equals),
          part("value", equals + 1, value.size())};
}

tl::unexpected<Error> no_properties(std::string_view option) {
  return fail(ErrorCode::kUsage, "the value of -" + std::string(option) + " has no properties",
              "change the value as a whole");
}

std::optional<bool> truth(std::string_view word) {
  if (is_on(word)) return true;
  if (word == "off" || word == "no" || word == "false" || word == "n") return false;
  return {};
}

// Does the property mean already what is wanted? Then its spelling stays.
bool same_meaning(const Property& old, const PropertyValue& wanted) {
  bool plain = old.type != ValueType::kNull && old.type != ValueType::kJson;
  if (!plain) return old.type == wanted.type && old.value == wanted.text;
  if (old.type == ValueType::kBool || wanted.type == ValueType::kBool) {
    auto before = truth(old.value), after = truth(wanted.text);
    return before && before == after;
  }
  return old.value == wanted.text;
}

Result<std::string> set_in_json(std::string_view option, std::string_view value,
                                std::string_view key, PropertyValue wanted) {
  auto root = parse_json(value);
  if (!root) return tl::unexpected<Error>(root.error());
  const JsonNode* old = find_json(*root, key);
  // Text keeps the type that is there, as far as it can be read as that type.
  if (old && old->kind == JsonKind::kString && wanted.type != ValueType::kJson)
    return set_json(value, *root, key, json_quote(wanted.text));
  if (old && old->kind == JsonKind::kBool && wanted.type == ValueType::kText)
    for (std::string_view word : {"on", "off", "yes", "no", "true", "false", "y", "n"})
      if (wanted.text == word) wanted = PropertyValue::of(is_on(word));
  auto driver = find_property(option, value, option == "object" ? "qom-type" : "driver");
  return set_json(value, *root, key,
                  json_literal(option, key, driver ? driver->value : "", wanted));
}

Result<std::string> set_in_long_global(std::string_view value, std::string_view key,
                                       const std::string& text) {
  std::string set = keyval_set(value, {}, key, text);
  if (!is_short_global(set)) return set;
  return fail(ErrorCode::kUsage, "'" + set + "' would be read as -global driver.property=value",
              "write the option anew, with driver= in front");
}

Result<std::string> set_in_short_global(std::string_view value, std::string_view key,
                                        const std::string& text) {
  if (key == "driver" && text.find_first_of(".=") != text.npos)
    return fail(ErrorCode::kUsage, "-global cannot name the driver " + text,
                "a driver's name holds no dot and no '='");
  for (const Property& p : global_properties(value))
    if (p.key == key)
      return std::string(value.substr(0, p.begin)) + text + std::string(value.substr(p.end));
  return fail(ErrorCode::kUsage, "-global has no property '" + std::string(key) + "'",
              "it has driver, property and value");
}

}  // namespace

ValueStyle value_style(std::string_view option, std::string_view value) {
  const OptionInfo* info = find_option(option);
  if (!info) return ValueStyle::kText;
  switch (info->kind) {
    case ValueKind::kNone:
      return ValueStyle::kNone;
    case ValueKind::kText:
      return ValueStyle::kText;
    case ValueKind::kKeyval:
      return ValueStyle::kKeyval;
    case ValueKind::kCpu:
      return ValueStyle::kCpu;
    case ValueKind::kGlobal:
      return ValueStyle::kGlobal;
    case ValueKind::kKeyvalOrJson:
      break;
  }
  if (!value.starts_with('{')) return ValueStyle::kKeyval;
  return parse_json(value) ? ValueStyle::kJson : ValueStyle::kText;
}

std::vector<Property> properties(std::string_view option, std::string_view value) {
  switch (value_style(option, value)) {
    case ValueStyle::kNone:
    case ValueStyle::kText:
      return {};
    case ValueStyle::kKeyval:
      return keyval_properties(option, value);
    case ValueStyle::kCpu:
      return cpu_properties(value);
    case ValueStyle::kGlobal:
      return global_properties(value);
    case ValueStyle::kJson:
      break;
  }
  std::vector<Property> out;
  add_json_leaves(value, *parse_json(value), "", out);
  return out;
}

std::optional<Property> find_property(std::string_view option, std::string_view value,
                                      std::string_view key) {
  if (value_style(option, value) == ValueStyle::kJson) {
    auto root = parse_json(value);
    const JsonNode* node = find_json(*root, key);
    if (!node) return {};
    if (node->kind == JsonKind::kObject || node->kind == JsonKind::kArray)
      return Property{std::string(key), json_value_text(value, *node), ValueType::kJson,
                      node->begin, node->end};
    std::vector<Property> leaf;
    add_json_leaves(value, *node, std::string(key), leaf);
    return leaf.front();
  }
  bool cpu = value_style(option, value) == ValueStyle::kCpu;
  KeyvalRules rules = rules_of(option);
  std::optional<Property> found;
  for (Property& p : properties(option, value))
    if (cpu ? same_cpu_feature(p.key, key) : same_key(p.key, key, rules)) found = std::move(p);
  // Signs beat the order of -cpu's features.
  if (found && cpu) found->value = cpu_get(value, key).value_or(found->value);
  return found;
}

std::optional<std::string> get_property(const Option& option, std::string_view key) {
  if (!option.value) return {};
  auto found = find_property(option.name, *option.value, key);
  if (!found || found->type == ValueType::kNull) return {};
  return std::move(found->value);
}

bool is_on(std::string_view value) {
  return value == "on" || value == "yes" || value == "true" || value == "y";
}

bool property_is_on(const Option& option, std::string_view key) {
  auto value = get_property(option, key);
  return value && is_on(*value);
}

Result<std::string> set_property(std::string_view option, std::string_view value,
                                 std::string_view key, const PropertyValue& property) {
  if (key.empty() || key.find_first_of("=,") != key.npos)
    return fail(ErrorCode::kUsage, "'" + std::string(key) + "' is no name of a property",
                "a name is not empty and holds no '=' and no ','");
  auto old = find_property(option, value, key);
  if (old && same_meaning(*old, property)) return std::string(value);
  ValueStyle style = value_style(option, value);
  if (style == ValueStyle::kJson) return set_in_json(option, value, key, property);
  if (property.type == ValueType::kJson || property.type == ValueType::kNull)
    return fail(ErrorCode::kUsage,
                "-" + std::string(option) + " cannot carry a list or a table for '" +
                    std::string(key) + "' here",
                "set its parts by dotted names, like cache.direct");
  switch (style) {
    case ValueStyle::kKeyval:
      return keyval_set(value, rules_of(option), key, property.text);
    case ValueStyle::kCpu:
      return cpu_set(value, key, property.text);
    case ValueStyle::kGlobal:
      return is_short_global(value) ? set_in_short_global(value, key, property.text)
                                    : set_in_long_global(value, key, property.text);
    default:
      return no_properties(option);
  }
}

Result<std::string> remove_property(std::string_view option, std::string_view value,
                                    std::string_view key) {
  switch (value_style(option, value)) {
    case ValueStyle::kKeyval:
      return keyval_remove(value, rules_of(option), key);
    case ValueStyle::kCpu:
      return cpu_remove(value, key);
    case ValueStyle::kJson:
      return remove_json(value, *parse_json(value), key);
    case ValueStyle::kGlobal:
      if (!is_short_global(value)) return keyval_remove(value, {}, key);
      return fail(ErrorCode::kUsage, "-global needs driver, property and value",
                  "remove the option as a whole");
    default:
      return no_properties(option);
  }
}

Result<std::string> make_value(std::string_view option, bool as_json,
                               const std::vector<std::pair<std::string, PropertyValue>>& list) {
  std::string value = as_json ? "{}" : "";
  ValueStyle style = value_style(option, value);
  if (style == ValueStyle::kGlobal) style = ValueStyle::kKeyval;
  if (style == ValueStyle::kNone || style == ValueStyle::kText) return no_properties(option);
  for (const auto& [key, property] : list) {
    bool repeated = style == ValueStyle::kKeyval && find_property(option, value, key);
    auto next = repeated ? value + "," + key + "=" + double_commas(property.text)
                         : set_property(option, value, key, property);
    if (!next) return next;
    value = std::move(*next);
  }
  return value;
}

}  // namespace gs::qemu
