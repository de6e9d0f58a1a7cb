#include "qemu/size_text.hpp"

#include <charconv>

#include "base/text.hpp"

namespace gs::qemu {
namespace {

constexpr std::string_view kSuffixes = "BKMGTPE";  // each 1024 times the one before

std::uint64_t unit_of(std::size_t suffix) { return std::uint64_t{1} << (10 * suffix); }

tl::unexpected<Error> bad(std::string_view text) {
  return fail(ErrorCode::kUsage, "'" + printable(text) + "' is no size",
              "write a number and one of B K M G T P E, like 512M or 1.5G");
}

}  // namespace

Result<std::uint64_t> parse_size(std::string_view text, std::uint64_t default_unit) {
  std::string_view rest = text;
  if (rest.starts_with('+')) rest.remove_prefix(1);
  bool hex = rest.starts_with("0x") || rest.starts_with("0X");
  if (hex) rest.remove_prefix(2);
  std::uint64_t whole = 0;
  auto [end, ec] = std::from_chars(rest.data(), rest.data() + rest.size(), whole, hex ? 16 : 10);
  if (ec != std::errc()) return bad(text);
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  // The fraction as a count of 10^-9: more digits would not change a byte of what people write.
  constexpr std::uint64_t kBillion = 1'000'000'000;
  std::uint64_t fraction = 0;
  if (!hex && rest.starts_with('.')) {
    std::uint64_t scale = kBillion;
    rest.remove_prefix(1);
    for (; !rest.empty() && rest[0] >= '0' && rest[0] <= '9'; rest.remove_prefix(1)) {
      scale /= 10;
      fraction += scale * static_cast<std::uint64_t>(rest[0] - '0');
    }
  }
  std::uint64_t unit = default_unit;
  if (!rest.empty()) {
    char upper = rest[0] >= 'a' ? static_cast<char>(rest[0] - 'a' + 'A') : rest[0];
    std::size_t suffix = kSuffixes.find(upper);
    if (rest.size() > 1 || suffix == kSuffixes.npos) return bad(text);
    unit = unit_of(suffix);
  }
  constexpr std::uint64_t kMax = INT64_MAX;
  if (whole > kMax / unit - 1) return bad(text);
  // unit * fraction / 10^9 without overflow: unit is at most 2^60.
  std::uint64_t part = unit / kBillion * fraction + unit % kBillion * fraction / kBillion;
  return whole * unit + part;
}

std::string format_size(std::uint64_t bytes) {
  std::size_t suffix = 0;
  while (bytes != 0 && suffix + 1 < kSuffixes.size() && bytes % unit_of(suffix + 1) == 0) ++suffix;
  return std::to_string(bytes / unit_of(suffix)) + kSuffixes[suffix];
}

}  // namespace gs::qemu
