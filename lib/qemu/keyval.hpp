// The `first,key=value,key=value` grammar of most qemu options, read without losing a byte and
// edited in place.
//
// A comma separates, `,,` inside a value is a literal comma, `=` splits at the first one only; no
// quotes, no backslashes. A first item without `=` is the value of an implied key (`-machine pc`).
// A later word without `=` is a switch: `key` means key=on, `nokey` means key=off.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gs::qemu {

struct KeyvalItem {
  std::size_t begin = 0, end = 0;  // the item's bytes in the text, without the commas around it
  std::string_view key;            // as written; "" when implied
  std::string_view raw_value;      // as written, commas still doubled; "" for a switch
  bool has_value = false;          // false: a switch (or an empty item, as in a trailing comma)
};

// What differs between options.
struct KeyvalRules {
  std::string_view implied_key = {};  // of a first item without '='; "" where there is none
  bool fold_dashes = false;           // '_' and '-' are the same in keys (-machine)
};

// Items in order; an empty text has none. The views point into text.
std::vector<KeyvalItem> split_keyval(std::string_view text, bool implied_first_key);

// The key that an item stands for, as qemu reads it: the implied one, `wait` for the switch
// `nowait`.
std::string_view keyval_key(const KeyvalItem& item, bool is_first, const KeyvalRules& rules);
bool same_key(std::string_view a, std::string_view b, const KeyvalRules& rules);
// Its value, undoubled; "on" or "off" for a switch.
std::string keyval_value(const KeyvalItem& item);

// The value of key, undoubled; the last one wins, a switch reads as "on" or "off".
std::optional<std::string> keyval_get(std::string_view text, const KeyvalRules& rules,
                                      std::string_view key);
// text with key set to value: the last occurrence is changed in place, else an item is added at the
// end (the implied key: in front). Every other byte stays.
std::string keyval_set(std::string_view text, const KeyvalRules& rules, std::string_view key,
                       std::string_view value);
// text without any occurrence of key.
std::string keyval_remove(std::string_view text, const KeyvalRules& rules, std::string_view key);

std::string double_commas(std::string_view value);
std::string undouble_commas(std::string_view raw);

}  // namespace gs::qemu
