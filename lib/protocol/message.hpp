// Messages (a call, or the answer to one) and file chunks: what lies in a frame of a length.
// Writers append whole frames, length word included.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "protocol/frame.hpp"

namespace gs::protocol {

inline constexpr std::uint32_t kProgram = 0x2000f5f5;
inline constexpr std::uint32_t kProtocolVersion = 4;
inline constexpr std::uint32_t kFirstSerial = 0x00123400;  // of the real client's first call
inline constexpr std::size_t kHeaderBytes = 40;
inline constexpr std::size_t kMaxChunkData = 8192;
inline constexpr std::size_t kMaxErrnoName = 32;
inline constexpr std::size_t kMaxErrorText = 65536;
inline constexpr std::uint32_t kDirectionCall = 0, kDirectionReply = 1;
inline constexpr std::uint32_t kStatusOk = 0, kStatusError = 1;

struct Header {
  std::uint32_t prog = kProgram;
  std::uint32_t vers = kProtocolVersion;
  std::uint32_t proc = 0;
  std::uint32_t direction = kDirectionCall;
  std::uint32_t serial = 0;
  std::uint64_t progress_hint = 0;  // bytes that an upload will have, 0 = unknown
  std::uint64_t optional_mask = 0;  // bit i: optional argument i is given
  std::uint32_t status = kStatusOk;
  bool operator==(const Header&) const = default;
};

struct Message {
  Header header;
  std::string_view body;  // arguments, result or error, as XDR
};

// kFormat where body is shorter than a header; the header's fields are not judged.
Result<Message> decode_message(std::string_view body);
// kLimit where header and body are more than kMaxBodyBytes; nothing is appended then.
Status append_message(std::string* out, const Header& header, std::string_view body);
// The frame of a message whose header was changed in place, as a broker does with serials.
void overwrite_header(char* body, const Header& header);

// "" where it is the header of a call, else what is wrong with it, in one line. The order of the
// checks is that of the real daemon.
std::string call_header_problem(const Header& header);
// The same for the answer to (proc, serial).
std::string reply_header_problem(const Header& header, std::uint32_t proc, std::uint32_t serial);

struct ErrorBody {
  std::string_view errno_name;  // "" = no errno
  std::string_view text;
  std::size_t trailing = 0;  // bytes behind it, which are ignored
};
// body: of a message of status kStatusError.
Result<ErrorBody> decode_error(std::string_view body);
// A text that is too long is cut; a name that is too long is no errno's, and becomes EINVAL as any
// unknown name would at the other end.
void append_error_reply(std::string* out, std::uint32_t proc, std::uint32_t serial,
                        std::string_view errno_name, std::string_view text);

struct Chunk {
  std::uint32_t cancel = 0;  // as it was sent; good ones are 0 and 1
  std::string_view data;
  std::size_t trailing = 0;

  bool is_cancel() const { return cancel == 1; }
  bool is_end() const { return cancel == 0 && data.empty(); }
  bool is_last() const { return is_cancel() || is_end(); }
};
// kFormat where it is none, kLimit where it holds more than kMaxChunkData, kFormat too for a cancel
// word that is neither 0 nor 1: such a frame is likely a message.
Result<Chunk> decode_chunk(std::string_view body);
// data: 1 to kMaxChunkData bytes.
void append_chunk(std::string* out, std::string_view data);
void append_end_chunk(std::string* out);
void append_cancel_chunk(std::string* out);
// All of data, cut into chunks.
void append_chunks(std::string* out, std::string_view data);

}  // namespace gs::protocol
