// The first bytes of a trace: the opening mark and the frame with the header line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "tracefile/format.hpp"

namespace gs {

// Do these first bytes of a file (12 are enough) belong to a trace?
bool looks_like_trace(std::string_view first_bytes);

namespace tracefile {

struct Opening {
  Header header;
  std::uint64_t bytes = 0;  // where the first frame of events begins
};

// first_bytes: the file, or as much of it as kOpeningBytes; name is for messages.
inline constexpr std::size_t kOpeningBytes = kOpeningMark.size() + kMaxHeaderBytes + kMarkBytes;
Result<Opening> read_opening(std::string_view first_bytes, const std::string& name);

}  // namespace tracefile
}  // namespace gs
