// The byte format of a trace (docs/trace-format.md): its fixed marks and its header line. Pure
// functions over bytes; no I/O here.
//
//   opening mark | header frame | end mark | frame | end mark | frame | end mark ...
//
// Marks are zstd "skippable frames" (RFC 8878, 3.1.2), so that zstd itself steps over them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace gs::tracefile {

inline constexpr int kFormatVersion = 1;
inline constexpr std::size_t kMarkBytes = 12;  // magic, payload size, 4 bytes of payload
// Never changes, whatever the version: a trace is known by it.
inline constexpr std::string_view kOpeningMark{"\x5e\x2a\x4d\x18\x04\0\0\0GST\n", kMarkBytes};
// The end mark's fixed part; the payload is the compressed size of the frame before it, u32 LE.
inline constexpr std::string_view kEndMagic{"\x5f\x2a\x4d\x18\x04\0\0\0", 8};
inline constexpr std::string_view kZstdMagic{"\x28\xb5\x2f\xfd", 4};

// What a writer keeps to, and a reader may count on.
inline constexpr std::size_t kMaxPendingBytes = 16u << 20;  // lines that wait for a flush
inline constexpr std::size_t kMaxDataBytes = 8u << 20;      // Event::data
inline constexpr std::size_t kMaxTextBytes = 256u << 10;    // Event::text; longer is cut in pieces
inline constexpr std::size_t kMaxHeaderBytes = 64u << 10;   // the header line
inline constexpr std::size_t kMaxJsonDepth = 64;            // of Event::data

std::string end_mark(std::size_t frame_bytes);
// The frame size that an end mark claims; bytes are its kMarkBytes. 0 = not an end mark.
std::size_t end_mark_frame_bytes(std::string_view bytes);

struct Header {
  int version = kFormatVersion;   // of the format, key "guestscope"
  int stages = 0;                 // kStageTableVersion of the writer
  std::int64_t monotonic_ns = 0;  // both clocks, read at the same moment
  std::int64_t realtime_ns = 0;
  std::string boot_id;          // CLOCK_MONOTONIC means something within one boot of one host only
  std::string program;          // version of the guestscope that made the file
  std::string kernel, machine;  // of the host
};

Header header_of_this_host();
// One line with its line end.
std::string header_line(const Header& header);
// name is for messages. kFormat: not a header; kUnsupported: of another format version.
Result<Header> parse_header(std::string_view line, const std::string& name);

// Is text one JSON object (strict, UTF-8, at most max_depth deep)?
bool is_json_object(std::string_view text, std::size_t max_depth);

}  // namespace gs::tracefile
