// Calls and their results as one line of text for people: `mount "/dev/sda1" "/"`, with optional
// arguments as "name:value". For trace events and `record --calls`. Whatever a guest or a client
// sent, the line is printable, and bounded.
#pragma once

#include <cstddef>
#include <string>

#include "protocol/body_codec.hpp"
#include "protocol/call_table.hpp"
#include "protocol/value.hpp"

namespace gs::protocol {

struct TextLimits {
  std::size_t string_bytes = 256;  // of one string or buffer; "..." says that there was more
  std::size_t list_items = 64;     // of a list
  std::size_t line_bytes = 16384;  // of the whole
};

// Name and arguments. Keys (Meaning::kKey) show as "***". File parameters are not shown: they are
// not in the body.
std::string call_text(const CallInfo& call, const Arguments& arguments, TextLimits limits = {});
// The value alone: `"ext4"`, `["/dev/sda"]`, `0` for a call that returns nothing.
std::string result_text(const CallInfo& call, const Value& value, TextLimits limits = {});

}  // namespace gs::protocol
