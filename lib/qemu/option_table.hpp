// Which options qemu knows, and whether each takes the next word as its value.
//
// Origin: the option table of the qemu 7.2 binary (122 names), names that older versions and
// downstream builds took (old command lines must still be read right), and a few newer ones.
// option_table_help_test compares it with what qemu-system-x86_64, -aarch64 and -ppc64 say themselves.
#pragma once

#include <span>
#include <string_view>

namespace gs::qemu {

enum class OptionAge : unsigned char {
  kCurrent,     // qemu 7.2 has it
  kRemoved,     // an older qemu had it; 7.2 says "invalid option"
  kNewer,       // came after 7.2
  kDownstream,  // Proxmox, Android emulator
};

enum class ValueKind : unsigned char {
  kNone,          // takes no value
  kText,          // one opaque word, or a small language of its own (-serial, -incoming)
  kKeyval,        // first,key=value,... (keyval.hpp)
  kKeyvalOrJson,  // the same, or JSON where the first character is '{'
  kCpu,           // model,+feature,-feature,feature=value: no comma escape
  kGlobal,        // driver.property=value with literal commas, or keyval
};

struct OptionInfo {
  std::string_view name;  // without dashes
  ValueKind kind;
  std::string_view implied_key = {};  // of a first item without '='; "" where there is none
  OptionAge age = OptionAge::kCurrent;

  constexpr bool takes_value() const { return kind != ValueKind::kNone; }
};

// Sorted by name.
std::span<const OptionInfo> option_table();
// nullptr when no qemu that we know of has it. name is without dashes; case matters.
const OptionInfo* find_option(std::string_view name);

// A word as an option's name: one or two leading dashes taken off, and the short forms M and h
// under their long names. "-" and "--" alone are no options; they stay as they are.
std::string_view canonical_option_name(std::string_view word);

}  // namespace gs::qemu
