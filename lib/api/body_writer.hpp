// Writes the body of a message (RFC 4506, by libtirpc). The first thing that cannot be written is
// kept and comes out of finish(); what is written after it does not matter.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace gs::api {

// A message with its header is at most 4 MiB, the header 40 bytes.
inline constexpr std::size_t kMaxBodySize = (4u << 20) - 40;

using Pairs = std::vector<std::pair<std::string, std::string>>;

class BodyWriter {
 public:
  void int32(std::int32_t value);
  void uint32(std::uint32_t value);
  void int64(std::int64_t value);
  void uint64(std::uint64_t value);
  void boolean(bool value);
  void percent(const std::optional<float>& value);  // -1 on the wire: absent
  // Text is what C takes for a string: a NUL byte in it is an error. name is for that error.
  void text(std::string_view name, std::string_view value);
  void nullable_text(std::string_view name, const std::optional<std::string_view>& value);
  void text_list(std::string_view name, std::span<const std::string> values);
  void pairs(std::string_view name, const Pairs& values);
  void bytes(std::string_view name, std::string_view value);
  void uuid(std::string_view name, std::string_view value);  // 32 bytes, no length

  void fail(ErrorCode code, std::string message, std::string hint);
  // The body, or what was wrong first. The writer is empty afterwards.
  Result<std::string> finish();

 private:
  bool room(std::string_view name, std::size_t size);
  void opaque(std::string_view value);

  std::string body_;
  std::optional<Error> error_;
};

}  // namespace gs::api
