#include "api/body_writer.hpp"

#include <rpc/types.h>
#include <rpc/xdr.h>

namespace gs::api {
namespace {

// One item of fixed size at the end of body.
template <class T, class Filter>
void append(std::string& body, Filter filter, T value, u_int size) {
  const std::size_t at = body.size();
  body.resize(at + size);
  XDR xdr;
  xdrmem_create(&xdr, body.data() + at, size, XDR_ENCODE);
  filter(&xdr, &value);  // cannot fail: the room is there
}

std::size_t padded(std::size_t size) { return (size + 3) & ~std::size_t{3}; }

}  // namespace

void BodyWriter::int32(std::int32_t value) { append(body_, xdr_int32_t, value, 4); }
void BodyWriter::uint32(std::uint32_t value) { append(body_, xdr_uint32_t, value, 4); }
void BodyWriter::int64(std::int64_t value) { append(body_, xdr_int64_t, value, 8); }
void BodyWriter::uint64(std::uint64_t value) { append(body_, xdr_uint64_t, value, 8); }
void BodyWriter::boolean(bool value) { append(body_, xdr_bool, bool_t{value}, 4); }
void BodyWriter::percent(const std::optional<float>& value) {
  append(body_, xdr_float, value.value_or(-1.0F), 4);
}

void BodyWriter::opaque(std::string_view value) {
  const std::size_t at = body_.size();
  const auto size = static_cast<u_int>(value.size());
  body_.resize(at + padded(size));
  XDR xdr;
  xdrmem_create(&xdr, body_.data() + at, static_cast<u_int>(padded(size)), XDR_ENCODE);
  xdr_opaque(&xdr, const_cast<char*>(value.data()), size);  // only read when encoding
}

bool BodyWriter::room(std::string_view name, std::size_t size) {
  if (!error_ && size <= kMaxBodySize && body_.size() + padded(size) + 4 <= kMaxBodySize)
    return true;
  fail(ErrorCode::kLimit, std::string(name) + ": the message would be larger than 4 MiB",
       "send large contents as a file: upload, tar_in");
  return false;
}

void BodyWriter::bytes(std::string_view name, std::string_view value) {
  if (!room(name, value.size())) return;
  uint32(static_cast<std::uint32_t>(value.size()));
  opaque(value);
}

void BodyWriter::text(std::string_view name, std::string_view value) {
  if (value.find('\0') != value.npos)
    fail(ErrorCode::kUsage, std::string(name) + ": there is a NUL byte in it",
         "the daemon would read the text up to there only; leave the byte out");
  bytes(name, value);
}

void BodyWriter::nullable_text(std::string_view name,
                               const std::optional<std::string_view>& value) {
  boolean(value.has_value());
  if (value) text(name, *value);
}

void BodyWriter::text_list(std::string_view name, std::span<const std::string> values) {
  uint32(static_cast<std::uint32_t>(values.size()));
  for (const std::string& value : values) {
    if (error_) return;
    text(name, value);
  }
}

void BodyWriter::pairs(std::string_view name, const Pairs& values) {
  uint32(static_cast<std::uint32_t>(values.size() * 2));
  for (const auto& [key, value] : values) {
    if (error_) return;
    text(name, key);
    text(name, value);
  }
}

void BodyWriter::uuid(std::string_view name, std::string_view value) {
  if (value.size() != 32)
    return fail(
        ErrorCode::kUsage,
        std::string(name) + ": a UUID here has 32 characters, not " + std::to_string(value.size()),
        "leave the dashes out");
  if (room(name, value.size())) opaque(value);
}

void BodyWriter::fail(ErrorCode code, std::string message, std::string hint) {
  if (!error_) error_ = Error{code, std::move(message), std::move(hint), {}};
}

Result<std::string> BodyWriter::finish() {
  if (body_.size() > kMaxBodySize) room("the arguments", kMaxBodySize + 1);
  std::optional<Error> error = std::exchange(error_, std::nullopt);
  std::string body = std::exchange(body_, {});
  if (error) return tl::unexpected(std::move(*error));
  return body;
}

}  // namespace gs::api
