#include "tracefile/line.hpp"

#include <gtest/gtest.h>

#include "tracefile/format.hpp"

namespace gs::tracefile {
namespace {

TEST(Line, LooksAsTheFormatPageSays) {
  std::string out;
  ASSERT_TRUE(append_event(&out, {12, EventKind::kConsole, 34, "a\tb\n", {}}, 5));
  EXPECT_EQ(out, "{\"t\":12,\"k\":\"console\",\"pid\":34,\"w\":5,\"text\":\"a\\tb\\n\"}\n");
  out.clear();
  ASSERT_TRUE(append_event(&out, {-1, EventKind::kQmp, 0, "\xff", "{\"a\":1}"}, 5));
  EXPECT_EQ(out, "{\"t\":-1,\"k\":\"qmp\",\"w\":5,\"b64\":\"/w==\",\"data\":{\"a\":1}}\n");
  out.clear();
  append_open(&out, 1, 2, 3, "recorder");
  append_close(&out, 4, 3, 7);
  EXPECT_EQ(out,
            "{\"t\":1,\"k\":\"open\",\"pid\":2,\"w\":3,\"role\":\"recorder\"}\n"
            "{\"t\":4,\"k\":\"close\",\"w\":3,\"events\":7}\n");
}

TEST(Line, ReadsWhatOtherJsonWritersMakeOfIt) {
  Line l;
  ASSERT_TRUE(
      parse_line(" { \"text\" : \"\\u00e9\\ud83d\\ude00\\/\\u0000\" ,\t\"k\":\"qmp\","
                 "\"later\":[{\"]\":\"}\\\"\"}],\"t\":5, \"w\":6 } \r",
                 &l));
  EXPECT_EQ(l.kind, Line::Kind::kEvent);
  EXPECT_EQ(l.event.text, std::string("\xc3\xa9\xf0\x9f\x98\x80/\0", 8));
  EXPECT_EQ(l.event.t_ns, 5);
  EXPECT_EQ(l.writer, 6);
  ASSERT_TRUE(parse_line("{\"t\":5,\"k\":\"of the future\",\"w\":6}", &l));
  EXPECT_EQ(l.kind, Line::Kind::kUnknown);
}

TEST(Line, RejectsWhatIsNoEvent) {
  for (const char* text : {"",
                           "{",
                           "}",
                           "[]",
                           "null",
                           "{}",
                           "{\"t\":1}",
                           "{\"k\":\"note\"}",
                           "{\"t\":1,\"k\":\"\"}",
                           "{\"t\":1.5,\"k\":\"note\"}",
                           "{\"t\":\"1\",\"k\":\"note\"}",
                           "{\"t\":1,\"k\":note}",
                           "{\"t\":99999999999999999999,\"k\":\"note\"}",
                           "{\"t\":1,\"k\":\"note\"",
                           "{\"t\":1,\"k\":\"note\",}",
                           "{\"t\":1 \"k\":\"note\"}",
                           "{\"t\":1,\"k\":\"note\"}}",
                           "{\"t\":1,\"k\":\"note\"} x",
                           "{\"t\":1,\"k\":\"note\",\"text\":\"a\tb\"}",
                           "{\"t\":1,\"k\":\"note\",\"text\":\"\\x\"}",
                           "{\"t\":1,\"k\":\"note\",\"text\":\"\\u12\"}",
                           "{\"t\":1,\"k\":\"note\",\"text\":\"\\ud800\"}",
                           "{\"t\":1,\"k\":\"note\",\"text\":\"\\ud800\\u0041\"}",
                           "{\"t\":1,\"k\":\"note\",\"text\":\"\\udc00\"}",
                           "{\"t\":1,\"k\":\"note\",\"text\":\"\\u+123\"}",
                           "{\"t\":1,\"k\":\"note\",\"text\":\"\xff\"}",
                           "{\"t\":1,\"k\":\"note\",\"text\":5}",
                           "{\"t\":1,\"k\":\"note\",\"text\":\"\\\"}",
                           "{\"t\":1,\"k\":\"note\",\"b64\":\"!\"}",
                           "{\"t\":1,\"k\":\"note\",\"data\":[]}",
                           "{\"t\":1,\"k\":\"note\",\"data\":{]}}",
                           "{\"t\":1,\"k\":\"note\",\"data\":{\"a\":01}}",
                           "{\"t\":1,\"k\":\"note\",\"x\":{\"a\"",
                           "{\"t\":1,\"k\":\"close\",\"events\":-1}",
                           "{t:1,\"k\":\"note\"}"}) {
    Line l;
    EXPECT_FALSE(parse_line(text, &l)) << text;
  }
}

TEST(Line, DepthIsBounded) {
  auto nested = [](std::size_t n) {
    std::string s;
    for (std::size_t i = 0; i < n; ++i) s += "{\"a\":";
    s += "1";
    return s + std::string(n, '}');
  };
  Line l;
  EXPECT_TRUE(parse_line("{\"t\":1,\"k\":\"qmp\",\"data\":" + nested(kMaxJsonDepth) + "}", &l));
  EXPECT_FALSE(
      parse_line("{\"t\":1,\"k\":\"qmp\",\"data\":" + nested(kMaxJsonDepth + 1) + "}", &l));
  EXPECT_FALSE(parse_line("{\"t\":1,\"k\":\"qmp\",\"data\":" + nested(1'000'000) + "}", &l));
  EXPECT_TRUE(is_json_object(nested(kMaxJsonDepth), kMaxJsonDepth));
  EXPECT_FALSE(is_json_object(nested(kMaxJsonDepth + 1), kMaxJsonDepth));
}

}  // namespace
}  // namespace gs::tracefile
