// Bodies of calls and replies, by the call's description. Decoding is bounded: no count or length
// is believed before that many bytes are there, and memory grows with the body (at most some twenty
// times its size, for lists of empty items).
//
// Decoding is as lenient as the real daemon: padding is skipped whatever it holds, any bool but 0
// is true, bytes behind the last item are counted and left alone. Encoding always writes zero
// padding and 0 or 1. So a body is the same after decoding and encoding if, and only if, it was
// `canonical` and had no trailing bytes; what passes bytes on must pass the bytes, not what it
// understood of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "protocol/call_table.hpp"
#include "protocol/value.hpp"

namespace gs::protocol {

struct Arguments {
  std::vector<Value> required;  // as CallInfo::parameters; files hold no value
  // As CallInfo::optional. All of them are on the wire; those whose bit is not set mean nothing.
  // For encoding, a Value of none is the zero of its kind, and missing ones at the end are none.
  std::vector<Value> optional;
  std::uint64_t optional_mask = 0;  // bit i: optional[i] is given
};

struct DecodedArguments {
  Arguments arguments;
  std::size_t trailing = 0;
  bool canonical = true;
};

struct DecodedResult {
  Value value;
  std::size_t trailing = 0;
  bool canonical = true;
};

// body: without the header. The mask is taken as it is (see mask_problem).
Result<DecodedArguments> decode_arguments(const CallInfo& call, std::uint64_t optional_mask,
                                          std::string_view body);
// kUsage where a value is not of its parameter's kind or range, kLimit where no message can hold
// it.
Result<std::string> encode_arguments(const CallInfo& call, const Arguments& arguments);

Result<DecodedResult> decode_result(const CallInfo& call, std::string_view body);
Result<std::string> encode_result(const CallInfo& call, const Value& value);

// "" where a daemon should accept the mask, else one line that says what is wrong with it.
std::string mask_problem(const CallInfo& call, std::uint64_t optional_mask);

// For file contents that are a stream of structs (internal_filesystem_walk and its like): takes one
// from the front of *bytes; nullopt where it is not there as a whole yet, then *bytes is unchanged.
std::optional<StructValue> take_struct(const StructInfo& info, std::string_view* bytes);

}  // namespace gs::protocol
