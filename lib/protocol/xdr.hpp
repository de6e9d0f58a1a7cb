// The few items of XDR (RFC 4506) that the protocol uses, read from and written to memory. The
// reader is made for hostile input: it never looks beyond its bytes, never takes memory, and a
// count is good only if that many items can still follow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gs::protocol {

// Up to three zero bytes follow an opaque item, so that the next begins at a multiple of 4.
constexpr std::size_t xdr_padding(std::size_t length) { return (4 - length % 4) % 4; }

std::uint32_t load_u32(const char* bytes);
std::uint64_t load_u64(const char* bytes);
void append_u32(std::string* out, std::uint32_t value);
void append_u64(std::string* out, std::uint64_t value);
// Length, bytes, padding. bytes must be shorter than 4 GiB.
void append_opaque(std::string* out, std::string_view bytes);

// After the first failure every read yields 0, false or "", and ok() says so: callers check once.
class XdrReader {
 public:
  explicit XdrReader(std::string_view bytes) : rest_(bytes), size_(bytes.size()) {}

  std::uint32_t u32();
  std::uint64_t u64();
  // Any word but 0 is true, as in libtirpc; others than 0 and 1 are not canonical.
  bool boolean();
  // n bytes as they are, n a multiple of 4.
  std::string_view fixed(std::size_t n);
  // A view of at most max_length bytes. Padding is not looked at but for canonical().
  std::string_view opaque(std::size_t max_length = SIZE_MAX);
  // A count of items of which each takes at least item_bytes (> 0).
  std::size_t count(std::size_t item_bytes);
  // For callers that find a value wrong in itself. reason is static.
  void fail(const char* reason);

  bool ok() const { return problem_ == nullptr; }
  // What was wrong, and the offset of the item; only where !ok().
  std::string problem() const;
  // False once padding was not zero or a bool was neither 0 nor 1: what was read will not be
  // written as the same bytes.
  bool canonical() const { return canonical_; }
  std::string_view rest() const { return rest_; }
  std::size_t offset() const { return size_ - rest_.size(); }

 private:
  std::string_view rest_;
  std::size_t size_;
  std::size_t item_offset_ = 0;
  const char* problem_ = nullptr;
  bool canonical_ = true;
};

}  // namespace gs::protocol
