#include "qemu/json_value.hpp"

#include <gtest/gtest.h>

namespace gs::qemu {
namespace {

std::string get(std::string_view text, std::string_view key) {
  auto root = parse_json(text);
  if (!root) return root.error().message;
  const JsonNode* node = find_json(*root, key);
  return node ? json_value_text(text, *node) : "(none)";
}

TEST(JsonValue, ReadsMembersThroughDotsAndArrays) {
  constexpr std::string_view kText =
      R"({"driver":"rbd", "cache":{"direct":true},"server":[{"host":"a"},{"host":"b","port":"1"}],)"
      R"("a.b":1,"n":null,"e":[],"s":"q\"\\\/\b\f\n\r\t\u00e4\ud83d\ude00\udc00"})";
  EXPECT_EQ(get(kText, "driver"), "rbd");
  EXPECT_EQ(get(kText, "cache.direct"), "true");
  EXPECT_EQ(get(kText, "server.1.port"), "1");
  EXPECT_EQ(get(kText, "server.2.port"), "(none)");
  EXPECT_EQ(get(kText, "server.x"), "(none)");
  EXPECT_EQ(get(kText, "a.b"), "1");
  EXPECT_EQ(get(kText, "n"), "null");
  EXPECT_EQ(get(kText, "cache"), "{\"direct\":true}");
  EXPECT_EQ(get(kText, "s"), "q\"\\/\b\f\n\r\t\u00e4\U0001F600\uFFFD");
  EXPECT_EQ(get("{'driver':'e1000','x':'it\\'s'}", "x"), "it's");
  EXPECT_EQ(get("{\"a\":1,\"a\":2}", "a"), "2");
}

TEST(JsonValue, RefusesWhatQemuRefuses) {
  for (const char* text : {"",
                           "{",
                           "{}x",
                           "{\"a\":1,}",
                           "[1,]",
                           "{a:1}",
                           "{\"a\" 1}",
                           "{\"a\":01}",
                           "{\"a\":1.}",
                           "{\"a\":-}",
                           "{\"a\":1e}",
                           "{\"a\":tru}",
                           "{\"a\":\"\\x\"}",
                           "{\"a\":\"\\u12\"}",
                           "{\"a\":\"\n\"}",
                           "{\"a\":\"",
                           "{\"a\":\"\\",
                           "'a",
                           "{} {}",
                           "{\"a\":+1}",
                           "nul"}) {
    auto root = parse_json(text);
    ASSERT_FALSE(root) << text;
    EXPECT_EQ(root.error().code, ErrorCode::kFormat);
    EXPECT_NE(root.error().message.find("at byte"), std::string::npos);
  }
  std::string deep(1000, '[');
  EXPECT_EQ(parse_json(deep).error().code, ErrorCode::kLimit);
  EXPECT_TRUE(parse_json(std::string(150, '[') + std::string(150, ']')));
}

TEST(JsonValue, EveryCutIsRefused) {
  constexpr std::string_view kText = R"({"a":[1,-2.5e+3,"x\u00e4"],"b":{"c":null,"d":true}})";
  for (std::size_t i = 0; i < kText.size(); ++i) EXPECT_FALSE(parse_json(kText.substr(0, i))) << i;
  EXPECT_TRUE(parse_json(kText));
}

struct Edit {
  const char *text, *key, *literal, *want;  // literal nullptr: remove
};

TEST(JsonValue, EditsKeepTheSpellingOfTheRest) {
  const Edit kEdits[] = {
      {R"({"a":1,"b":2})", "a", "3", R"({"a":3,"b":2})"},
      {R"({"a": 1, "b" : "x"})", "b", "\"y\"", R"({"a": 1, "b" : "y"})"},
      {R"({"a":1})", "c", "true", R"({"a":1,"c":true})"},
      {R"({"a": 1})", "c", "true", R"({"a": 1, "c": true})"},
      {R"({"a": 1, "b": 2 })", "c", "3", R"({"a": 1, "b": 2, "c": 3 })"},
      {"{\n  'a': 1,\n  'b': 2\n}", "c", "3", "{\n  'a': 1,\n  'b': 2,\n  \"c\": 3\n}"},
      {"{}", "c", "3", R"({"c":3})"},
      {R"({"cache":{"direct":true}})", "cache.no-flush", "false",
       R"({"cache":{"direct":true,"no-flush":false}})"},
      {R"({"a":1})", "file.x.y", "2", R"({"a":1,"file":{"x":{"y":2}}})"},
      {R"({"a":[{"p":1},{"p":2}]})", "a.1.p", "9", R"({"a":[{"p":1},{"p":9}]})"},
      {R"({"a":1,"b":2,"c":3})", "a", nullptr, R"({"b":2,"c":3})"},
      {R"({"a":1, "b":2, "c":3})", "b", nullptr, R"({"a":1, "c":3})"},
      {R"({"a":1, "b":2, "c":3})", "c", nullptr, R"({"a":1, "b":2})"},
      {R"({"a":1})", "a", nullptr, "{}"},
      {R"({ "a":{"b":1} })", "a.b", nullptr, R"({ "a":{} })"},
      {R"({"a":[1,2,3]})", "a.1", nullptr, R"({"a":[1,3]})"},
      {R"({"a":1})", "z", nullptr, R"({"a":1})"},
  };
  for (const Edit& e : kEdits) {
    auto root = parse_json(e.text);
    ASSERT_TRUE(root) << e.text;
    std::string got = e.literal ? set_json(e.text, *root, e.key, e.literal).value()
                                : remove_json(e.text, *root, e.key);
    EXPECT_EQ(got, e.want);
    EXPECT_TRUE(parse_json(got));
  }
  constexpr std::string_view kScalar = R"({"a":1})";
  auto into_number = set_json(kScalar, *parse_json(kScalar), "a.b", "1");
  ASSERT_FALSE(into_number);
  EXPECT_EQ(into_number.error().code, ErrorCode::kUsage);
}

TEST(JsonValue, QuotedStringsReadBack) {
  for (std::string_view s : {"", "a\"b\\c", "\n\t\x01", "\xc3\xa4", "it's"}) {
    std::string text = json_quote(s);
    auto root = parse_json(text);
    ASSERT_TRUE(root) << text;
    EXPECT_EQ(json_value_text(text, *root), s);
  }
}

}  // namespace
}  // namespace gs::qemu
