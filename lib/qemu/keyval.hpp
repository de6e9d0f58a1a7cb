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

// Items in order; an empty text has none. The views point into text.
std::vector<KeyvalItem> split_keyval(std::string_view text, bool implied_first_key);

// The value of key, undoubled; the last one wins, a switch reads as "on" or "off".
std::optional<std::string> keyval_get(std::string_view text, std::string_view implied_key,
                                      std::string_view key);
// text with key set to value: the last occurrence is changed in place, else an item is added at the
// end (the implied key: in front). Every other byte stays.
std::string keyval_set(std::string_view text, std::string_view implied_key, std::string_view key,
                       std::string_view value);
// text without any occurrence of key.
std::string keyval_remove(std::string_view text, std::string_view implied_key,
                          std::string_view key);

std::string double_commas(std::string_view value);
std::string undouble_commas(std::string_view raw);

}  // namespace gs::qemu
