#include "protocol/xdr.hpp"

#include <endian.h>

#include <algorithm>
#include <cstring>

namespace gs::protocol {

std::uint32_t load_u32(const char* bytes) {
  std::uint32_t value;
  std::memcpy(&value, bytes, sizeof value);
  return be32toh(value);
}

std::uint64_t load_u64(const char* bytes) {
  std::uint64_t value;
  std::memcpy(&value, bytes, sizeof value);
  return be64toh(value);
}

void append_u32(std::string* out, std::uint32_t value) {
  value = htobe32(value);
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out->append(bytes, sizeof bytes);
}

void append_u64(std::string* out, std::uint64_t value) {
  value = htobe64(value);
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out->append(bytes, sizeof bytes);
}

void append_opaque(std::string* out, std::string_view bytes) {
  append_u32(out, static_cast<std::uint32_t>(bytes.size()));
  out->append(bytes);
  out->append(xdr_padding(bytes.size()), '\0');
}

std::uint32_t XdrReader::u32() {
  std::string_view bytes = fixed(4);
  return bytes.empty() ? 0 : load_u32(bytes.data());
}

std::uint64_t XdrReader::u64() {
  std::string_view bytes = fixed(8);
  return bytes.empty() ? 0 : load_u64(bytes.data());
}

bool XdrReader::boolean() {
  std::uint32_t word = u32();
  if (word > 1) canonical_ = false;
  return word != 0;
}

std::string_view XdrReader::fixed(std::size_t n) {
  if (!ok()) return {};
  item_offset_ = offset();
  if (n > rest_.size()) {
    fail("the bytes end inside an item");
    return {};
  }
  std::string_view bytes = rest_.substr(0, n);
  rest_.remove_prefix(n);
  return bytes;
}

std::string_view XdrReader::opaque(std::size_t max_length) {
  std::size_t length = u32();
  if (!ok()) return {};
  if (length > max_length) {
    fail("a string is longer than it may be");
    return {};
  }
  // In this order nothing can overflow, and a length beyond the end stops here.
  if (length > rest_.size() || xdr_padding(length) > rest_.size() - length) {
    fail("a string is longer than the bytes that are left");
    return {};
  }
  std::string_view bytes = rest_.substr(0, length);
  std::string_view padding = rest_.substr(length, xdr_padding(length));
  if (std::any_of(padding.begin(), padding.end(), [](char c) { return c != 0; }))
    canonical_ = false;
  rest_.remove_prefix(length + padding.size());
  return bytes;
}

std::size_t XdrReader::count(std::size_t item_bytes) {
  std::size_t n = u32();
  if (!ok()) return 0;
  if (n > rest_.size() / item_bytes) {
    fail("a list has more items than the bytes that are left can hold");
    return 0;
  }
  return n;
}

void XdrReader::fail(const char* reason) {
  if (ok()) problem_ = reason;
  rest_ = rest_.substr(rest_.size());
}

std::string XdrReader::problem() const {
  return ok() ? std::string()
              : std::string(problem_) + " (offset " + std::to_string(item_offset_) + ")";
}

}  // namespace gs::protocol
