// The value of -cpu: `model,+feature,-feature,feature,feature=value`.
//
// Not the key=value grammar: a comma always separates, and `-` and `_` are the same in names. In
// effect +x and -x beat x=value wherever they stand, and -x beats +x (qemu 7.2, x86 and s390).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace gs::qemu {

struct CpuItem {
  std::size_t begin = 0, end = 0;              // bytes of the item, without commas
  std::size_t value_begin = 0, value_end = 0;  // of its value; the whole item where it has none
  std::string_view name;                       // "" for the model; without sign
  std::string_view value;                      // "on" or "off" for signs and bare names
  char sign = 0;                               // '+', '-', or 0
};

std::vector<CpuItem> split_cpu(std::string_view text);
bool same_cpu_feature(std::string_view a, std::string_view b);

// The model is the key "model".
std::optional<std::string> cpu_get(std::string_view text, std::string_view key);
// kUsage when the value cannot be written (it holds a comma, or is no name of a model).
Result<std::string> cpu_set(std::string_view text, std::string_view key, std::string_view value);
std::string cpu_remove(std::string_view text, std::string_view key);

}  // namespace gs::qemu
