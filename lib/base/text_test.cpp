#include "base/text.hpp"

#include <gtest/gtest.h>

namespace gs {
namespace {

TEST(Text, Utf8RejectsOverlongsSurrogatesAndCutSequences) {
  EXPECT_TRUE(is_valid_utf8("plain \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"));
  EXPECT_FALSE(is_valid_utf8("\xc0\x80"));
  EXPECT_FALSE(is_valid_utf8("\xed\xa0\x80"));
  EXPECT_FALSE(is_valid_utf8("\xe2\x82"));
  EXPECT_FALSE(is_valid_utf8("\xff"));
}

TEST(Text, JsonEscape) { EXPECT_EQ(json_escape("a\"\\\n\x1b\t"), "a\\\"\\\\\\n\\u001b\\t"); }

TEST(Text, ShellQuoteKeepsPlainWordsAndProtectsTheRest) {
  EXPECT_EQ(shell_quote("file=/a/b.img,if=none"), "file=/a/b.img,if=none");
  EXPECT_EQ(shell_quote(""), "''");
  EXPECT_EQ(shell_quote("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_join({"-append", "a b"}), "-append 'a b'");
}

TEST(Text, PrintableNeutralisesWhatATerminalWouldObey) {
  EXPECT_EQ(printable("\x1b[31mred\x1b[0m"), "red");
  EXPECT_EQ(printable("\x1b]0;title\x07x"), "x");
  EXPECT_EQ(printable("a\x01\xff"), "a\\x01\\xff");
  EXPECT_EQ(printable("\xc2\x9b" "31m"), "\\xc2\\x9b31m");
  EXPECT_EQ(printable("\x1b"), "");
}

TEST(Text, Base64RoundTripsEveryLength) {
  std::string s, back;
  for (int i = 0; i < 70; ++i) {
    ASSERT_TRUE(base64_decode(base64_encode(s), &back));
    EXPECT_EQ(back, s);
    s += static_cast<char>(i * 37);
  }
  EXPECT_FALSE(base64_decode("abc", &back));
  EXPECT_FALSE(base64_decode("a=bc", &back));
  EXPECT_FALSE(base64_decode("ab!=", &back));
}

TEST(Text, TrimAndSplit) {
  EXPECT_EQ(trim("  a b\r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(split("a,,b", ',').size(), 3u);
}

}  // namespace
}  // namespace gs
