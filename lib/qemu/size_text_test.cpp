#include "qemu/size_text.hpp"

#include <gtest/gtest.h>

namespace gs::qemu {
namespace {

TEST(SizeText, ReadsWhatQemuReads) {
  constexpr std::uint64_t kMiB = 1 << 20;
  struct Row {
    const char* text;
    std::uint64_t unit, want;
  };
  const Row kRows[] = {
      {"512", kMiB, 512 * kMiB},
      {"512", 1, 512},
      {"512M", 1, 512 * kMiB},
      {"1g", 1, 1024 * kMiB},
      {"0.25G", 1, 256 * kMiB},
      {"1.5G", 1, 1536 * kMiB},
      {"+256", kMiB, 256 * kMiB},
      {"0x100", kMiB, 256 * kMiB},
      {"4096B", kMiB, 4096},
      {"1T", 1, std::uint64_t{1} << 40},
      {"0", 1, 0},
  };
  for (const Row& row : kRows) {
    auto got = parse_size(row.text, row.unit);
    ASSERT_TRUE(got) << row.text;
    EXPECT_EQ(*got, row.want) << row.text;
  }
  for (const char* text : {"", "256MB", "256 M", "256Mi", "1e3", "-1", "x", "9E", "99999999999G",
                           "18446744073709551616", "0x", "M"})
    EXPECT_FALSE(parse_size(text)) << text;
}

TEST(SizeText, WritesTheShortestExactForm) {
  EXPECT_EQ(format_size(std::uint64_t{1} << 30), "1G");
  EXPECT_EQ(format_size(1536u << 20), "1536M");
  EXPECT_EQ(format_size(4097), "4097B");
  EXPECT_EQ(format_size(0), "0B");
  for (std::uint64_t n : {std::uint64_t{1}, std::uint64_t{1024}, std::uint64_t{7} << 40})
    EXPECT_EQ(parse_size(format_size(n)), n);
}

}  // namespace
}  // namespace gs::qemu
