#include "base/common_subsequence.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gs {
namespace {

std::string common(const std::string& a, const std::string& b) {
  std::string out;
  std::size_t i = 0, j = 0;
  for (auto [x, y] : common_subsequence(a.size(), b.size(),
                                        [&](std::size_t p, std::size_t q) { return a[p] == b[q]; })) {
    EXPECT_TRUE(out.empty() || (x > i && y > j));
    i = x, j = y;
    out += a[x];
  }
  return out;
}

TEST(CommonSubsequence, IsTheLongest) {
  EXPECT_EQ(common("", ""), "");
  EXPECT_EQ(common("abc", ""), "");
  EXPECT_EQ(common("abc", "abc"), "abc");
  EXPECT_EQ(common("abcd", "abxd"), "abd");
  EXPECT_EQ(common("aXbYc", "abZc"), "abc");
  EXPECT_EQ(common("abcbdab", "bdcaba").size(), 4u);
  EXPECT_EQ(common("aaaa", "aa"), "aa");
}

TEST(CommonSubsequence, IsBoundedForHugeMiddles) {
  std::string a = "front" + std::string(5000, 'x') + "m" + std::string(5000, 'y') + "end";
  std::string b = "front" + std::string(5000, 'p') + "m" + std::string(5000, 'q') + "end";
  EXPECT_EQ(common(a, b), "frontend");
}

}  // namespace
}  // namespace gs
