#include "protocol/message.hpp"

#include <algorithm>

#include "protocol/xdr.hpp"

namespace gs::protocol {
namespace {

void append_header(std::string* out, const Header& h) {
  append_u32(out, h.prog);
  append_u32(out, h.vers);
  append_u32(out, h.proc);
  append_u32(out, h.direction);
  append_u32(out, h.serial);
  append_u64(out, h.progress_hint);
  append_u64(out, h.optional_mask);
  append_u32(out, h.status);
}

std::string wrong(const char* what, std::uint32_t got, std::uint32_t expected) {
  return std::string(what) + " is " + std::to_string(got) + ", not " + std::to_string(expected);
}

std::string envelope_problem(const Header& h, std::uint32_t direction) {
  if (h.prog != kProgram) return wrong("program number", h.prog, kProgram);
  if (h.vers != kProtocolVersion) return wrong("protocol version", h.vers, kProtocolVersion);
  if (h.direction != direction) return wrong("message direction", h.direction, direction);
  return {};
}

}  // namespace

Result<Message> decode_message(std::string_view body) {
  if (body.size() < kHeaderBytes)
    return fail(
        ErrorCode::kFormat,
        "a message of " + std::to_string(body.size()) + " bytes is too short for its header",
        "the two sides are out of step; start the appliance again");
  XdrReader in(body);
  Message message;
  Header& h = message.header;
  h.prog = in.u32();
  h.vers = in.u32();
  h.proc = in.u32();
  h.direction = in.u32();
  h.serial = in.u32();
  h.progress_hint = in.u64();
  h.optional_mask = in.u64();
  h.status = in.u32();
  message.body = in.rest();
  return message;
}

Status append_message(std::string* out, const Header& header, std::string_view body) {
  if (body.size() > kMaxBodyBytes - kHeaderBytes)
    return fail(ErrorCode::kLimit,
                "a message of " + std::to_string(kHeaderBytes + body.size()) +
                    " bytes is more than the protocol's " + std::to_string(kMaxBodyBytes),
                "use a call that transfers a file for data of this size");
  append_u32(out, static_cast<std::uint32_t>(kHeaderBytes + body.size()));
  append_header(out, header);
  out->append(body);
  return {};
}

void overwrite_header(char* body, const Header& header) {
  std::string bytes;
  append_header(&bytes, header);
  std::copy(bytes.begin(), bytes.end(), body);
}

std::string call_header_problem(const Header& h) {
  std::string problem = envelope_problem(h, kDirectionCall);
  if (problem.empty() && h.status != kStatusOk) return wrong("message status", h.status, kStatusOk);
  return problem;
}

std::string reply_header_problem(const Header& h, std::uint32_t proc, std::uint32_t serial) {
  std::string problem = envelope_problem(h, kDirectionReply);
  if (!problem.empty()) return problem;
  if (h.proc != proc) return wrong("procedure number", h.proc, proc);
  if (h.serial != serial) return wrong("serial", h.serial, serial);
  return {};
}

Result<ErrorBody> decode_error(std::string_view body) {
  XdrReader in(body);
  ErrorBody error;
  error.errno_name = in.opaque(kMaxErrnoName);
  error.text = in.opaque(kMaxErrorText);
  if (!in.ok()) return fail(ErrorCode::kFormat, "an error reply cannot be read: " + in.problem());
  error.trailing = in.rest().size();
  return error;
}

void append_error_reply(std::string* out, std::uint32_t proc, std::uint32_t serial,
                        std::string_view errno_name, std::string_view text) {
  Header header;
  header.proc = proc;
  header.direction = kDirectionReply;
  header.serial = serial;
  header.status = kStatusError;
  std::string body;
  append_opaque(&body, errno_name.size() <= kMaxErrnoName ? errno_name : "EINVAL");
  append_opaque(&body, text.substr(0, kMaxErrorText));
  (void)append_message(out, header, body);  // far below the limit
}

Result<Chunk> decode_chunk(std::string_view body) {
  XdrReader in(body);
  Chunk chunk;
  chunk.cancel = in.u32();
  chunk.data = in.opaque();
  if (!in.ok()) return fail(ErrorCode::kFormat, "a file chunk cannot be read: " + in.problem());
  if (chunk.cancel > 1)
    return fail(ErrorCode::kFormat, chunk.cancel == kProgram
                                        ? std::string("a message came where a file chunk should be")
                                        : wrong("cancel word of a file chunk", chunk.cancel, 0));
  if (chunk.data.size() > kMaxChunkData)
    return fail(ErrorCode::kLimit, "a file chunk has " + std::to_string(chunk.data.size()) +
                                       " bytes of data, more than " +
                                       std::to_string(kMaxChunkData));
  chunk.trailing = in.rest().size();
  return chunk;
}

void append_chunk(std::string* out, std::string_view data) {
  append_u32(out, static_cast<std::uint32_t>(8 + data.size() + xdr_padding(data.size())));
  append_u32(out, 0);
  append_opaque(out, data);
}

void append_end_chunk(std::string* out) { append_chunk(out, {}); }

void append_cancel_chunk(std::string* out) {
  append_u32(out, 8);
  append_u32(out, 1);
  append_u32(out, 0);
}

void append_chunks(std::string* out, std::string_view data) {
  while (!data.empty()) {
    append_chunk(out, data.substr(0, kMaxChunkData));
    data.remove_prefix(std::min(data.size(), kMaxChunkData));
  }
}

}  // namespace gs::protocol
