#include "qemu/keyval.hpp"

#include <algorithm>

namespace gs::qemu {
namespace {

// Position of the comma that ends the value which starts at from, or the end of the text.
std::size_t value_end(std::string_view text, std::size_t from) {
  for (std::size_t i = from; i < text.size(); ++i) {
    if (text[i] != ',') continue;
    if (i + 1 < text.size() && text[i + 1] == ',') {
      ++i;
      continue;
    }
    return i;
  }
  return text.size();
}

bool names_key(const KeyvalItem& item, bool is_first, const KeyvalRules& rules,
               std::string_view key) {
  return !key.empty() && same_key(keyval_key(item, is_first, rules), key, rules);
}

// Where the text goes on behind an item that is changed or taken out. Empty items may follow a
// switch (`server,,id=x`); behind a value their commas would become a part of it.
std::size_t behind(std::string_view text, const KeyvalItem& item) {
  std::size_t at = item.end;
  while (text.substr(at).starts_with(",,")) ++at;
  return at;
}

bool is_off_switch(const KeyvalItem& item) { return !item.has_value && item.key.starts_with("no"); }

}  // namespace

std::vector<KeyvalItem> split_keyval(std::string_view text, bool implied_first_key) {
  std::vector<KeyvalItem> items;
  for (std::size_t at = 0; at < text.size();) {
    KeyvalItem item;
    item.begin = at;
    std::size_t stop = text.find_first_of("=,", at);
    if (stop == text.npos) stop = text.size();
    if (stop < text.size() && text[stop] == '=') {
      item.key = text.substr(at, stop - at);
      item.end = value_end(text, stop + 1);
      item.raw_value = text.substr(stop + 1, item.end - stop - 1);
      item.has_value = true;
    } else if (items.empty() && implied_first_key && stop > at) {
      item.end = value_end(text, at);
      item.raw_value = text.substr(at, item.end - at);
      item.has_value = true;
    } else {
      item.end = stop;
      item.key = text.substr(at, stop - at);
    }
    at = item.end + 1;
    items.push_back(item);
  }
  return items;
}

std::string_view keyval_key(const KeyvalItem& item, bool is_first, const KeyvalRules& rules) {
  if (is_first && item.key.empty() && item.has_value) return rules.implied_key;
  return is_off_switch(item) ? item.key.substr(2) : item.key;
}

bool same_key(std::string_view a, std::string_view b, const KeyvalRules& rules) {
  auto folded = [&](char c) { return rules.fold_dashes && c == '_' ? '-' : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return folded(x) == folded(y); });
}

std::string keyval_value(const KeyvalItem& item) {
  if (item.has_value) return undouble_commas(item.raw_value);
  return is_off_switch(item) ? "off" : "on";
}

std::optional<std::string> keyval_get(std::string_view text, const KeyvalRules& rules,
                                      std::string_view key) {
  std::optional<std::string> found;
  auto items = split_keyval(text, !rules.implied_key.empty());
  for (const KeyvalItem& item : items) {
    if (!names_key(item, &item == &items.front(), rules, key)) continue;
    found = keyval_value(item);
  }
  return found;
}

std::string keyval_set(std::string_view text, const KeyvalRules& rules, std::string_view key,
                       std::string_view value) {
  std::string spelled = std::string(key) + "=" + double_commas(value);
  // An implied value ends at the first comma and must not hold a '='.
  bool may_imply = key == rules.implied_key && !value.empty() && value.find('=') == value.npos;
  auto items = split_keyval(text, !rules.implied_key.empty());
  for (std::size_t i = items.size(); i-- > 0;) {
    const KeyvalItem& item = items[i];
    if (!names_key(item, i == 0, rules, key)) continue;
    std::string out(text.substr(0, item.begin));
    if (item.has_value && !item.key.empty())
      out += std::string(item.key) + "=" + double_commas(value);
    else
      out += item.has_value && may_imply ? double_commas(value) : spelled;
    return out.append(text.substr(behind(text, item)));
  }
  if (text.empty()) return may_imply ? double_commas(value) : spelled;
  if (may_imply) {
    std::string_view rest = text.substr(std::min(text.find_first_not_of(','), text.size()));
    return double_commas(value) + "," + std::string(rest);
  }
  std::string out(text);
  // One trailing comma is an empty item that qemu accepts: the new one takes its place.
  bool open_end = items.back().end + 1 == text.size();
  if (!open_end) out += ',';
  return out + spelled;
}

std::string keyval_remove(std::string_view text, const KeyvalRules& rules, std::string_view key) {
  std::string out;
  bool first = true, removed_first = false;
  auto items = split_keyval(text, !rules.implied_key.empty());
  std::size_t copied = 0;  // text before this is in out, or removed
  for (const KeyvalItem& item : items) {
    bool is_first = &item == &items.front();
    if (names_key(item, is_first, rules, key)) {
      out.append(text.substr(copied, item.begin - copied));
      copied = std::min(behind(text, item) + 1, text.size());
      removed_first |= is_first;
      continue;
    }
    // A switch that comes to stand first would be read as the implied key's value.
    if (first && removed_first && !rules.implied_key.empty() && !item.has_value &&
        !item.key.empty()) {
      bool off = is_off_switch(item);
      out.append(off ? item.key.substr(2) : item.key).append(off ? "=off" : "=on");
      copied = behind(text, item);
    }
    if (item.begin < item.end) first = false;
  }
  out.append(text.substr(copied));
  // The last item took the comma behind it along; there was none, so the one in front goes.
  if (!items.empty() && copied == text.size() && out.ends_with(',') && !text.ends_with(','))
    out.pop_back();
  return out;
}

std::string double_commas(std::string_view value) {
  std::string out;
  out.reserve(value.size());
  for (char c : value) out.append(c == ',' ? 2 : 1, c);
  return out;
}

std::string undouble_commas(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    out += raw[i];
    if (raw[i] == ',' && i + 1 < raw.size() && raw[i + 1] == ',') ++i;
  }
  return out;
}

}  // namespace gs::qemu
