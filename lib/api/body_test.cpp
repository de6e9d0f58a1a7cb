#include <gtest/gtest.h>

#include "api/body_reader.hpp"
#include "api/body_writer.hpp"

namespace gs::api {
namespace {

std::string bytes(std::initializer_list<int> list) {
  std::string s;
  for (int c : list) s += static_cast<char>(c);
  return s;
}

TEST(BodyWriter, LaysOutAsTheRfcSays) {
  BodyWriter writer;
  writer.int32(-2);
  writer.int64(1);
  writer.boolean(true);
  writer.text("t", "abcde");
  writer.nullable_text("n", std::nullopt);
  writer.nullable_text("n", "x");
  writer.percent(std::nullopt);
  EXPECT_EQ(writer.finish().value(),
            bytes({255, 255, 255, 254, 0,   0,   0,   0,   0,   0, 0, 1, 0,    0,    0, 1,
                   0,   0,   0,   5,   'a', 'b', 'c', 'd', 'e', 0, 0, 0, 0,    0,    0, 0,
                   0,   0,   0,   1,   0,   0,   0,   1,   'x', 0, 0, 0, 0xbf, 0x80, 0, 0}));
}

TEST(BodyWriter, TakesExactlyWhatAMessageHolds) {
  BodyWriter writer;
  writer.bytes("b", std::string(kMaxBodySize - 4, 'x'));
  EXPECT_EQ(writer.finish().value().size(), kMaxBodySize);
  writer.bytes("b", std::string(kMaxBodySize - 3, 'x'));
  EXPECT_EQ(writer.finish().error().code, ErrorCode::kLimit);
  writer.text_list("l", std::vector<std::string>(kMaxBodySize / 4 - 1));
  EXPECT_EQ(writer.finish().value().size(), kMaxBodySize);
  writer.text_list("l", std::vector<std::string>(kMaxBodySize / 4));
  EXPECT_EQ(writer.finish().error().code, ErrorCode::kLimit);
}

TEST(BodyWriter, KeepsTheFirstErrorOnly) {
  BodyWriter writer;
  writer.uuid("u", "short");
  writer.text("t", std::string_view("\0", 1));
  EXPECT_EQ(writer.finish().error().message, "u: a UUID here has 32 characters, not 5");
  EXPECT_EQ(writer.finish().value(), "") << "and is empty afterwards";
}

TEST(BodyReader, ReadsBackWhatWasWritten) {
  BodyWriter writer;
  writer.int64(-5);
  writer.text_list("l", std::vector<std::string>{"", "a", "bcd", "efgh"});
  writer.pairs("p", {{"k", "v"}});
  writer.percent(99.5F);
  writer.nullable_text("n", "");
  const std::string body = writer.finish().value();
  BodyReader reader(body);
  std::int64_t number = 0;
  std::vector<std::string> list;
  Pairs pairs;
  std::optional<float> percent;
  std::optional<std::string> nullable;
  reader.get(number);
  reader.get(list);
  reader.get(pairs);
  reader.percent(percent);
  reader.get(nullable);
  EXPECT_TRUE(reader.ok() && reader.at_end());
  EXPECT_EQ(number, -5);
  EXPECT_EQ(list, (std::vector<std::string>{"", "a", "bcd", "efgh"}));
  EXPECT_EQ(pairs, (Pairs{{"k", "v"}}));
  EXPECT_EQ(percent, 99.5F);
  EXPECT_EQ(nullable, "");
}

// What a lying daemon may send: no length is believed.
TEST(BodyReader, BelievesNoLength) {
  std::string text;
  std::vector<std::string> list;
  Pairs pairs;
  for (const std::string& length :
       {bytes({0xff, 0xff, 0xff, 0xff}), bytes({0x7f, 0xff, 0xff, 0xfc}), bytes({0, 0, 0, 9}),
        bytes({0xff, 0xff, 0xff, 0xfd})}) {
    const std::string body = length + "abcdefgh";
    BodyReader a(body), b(body), c(body);
    a.get(text);
    EXPECT_FALSE(a.ok());
    EXPECT_EQ(text, "");
    b.get(list);
    EXPECT_FALSE(b.ok());
    EXPECT_TRUE(list.empty());
    c.get(pairs);
    EXPECT_FALSE(c.ok());
    EXPECT_TRUE(pairs.empty());
  }
}

TEST(BodyReader, AfterAFaultEverythingIsEmpty) {
  BodyReader reader("\1\2");
  std::int32_t number = 7;
  std::string text = "old";
  reader.get(number);
  reader.get(text);
  EXPECT_EQ(number, 0);
  EXPECT_EQ(text, "");
  EXPECT_EQ(reader.fault(), "it ends where 4 bytes should follow");
  EXPECT_EQ(reader.error("the reply").message,
            "the reply cannot be decoded: it ends where 4 bytes should follow");
}

TEST(BodyReader, OddTablesAndOddBools) {
  const std::string odd = bytes({0, 0, 0, 1, 0, 0, 0, 0});
  BodyReader reader(odd);
  Pairs pairs;
  reader.get(pairs);
  EXPECT_EQ(reader.fault(), "a table of 1 strings, which are no pairs");
  const std::string two = bytes({0, 0, 0, 2});
  BodyReader other(two);
  bool flag = false;
  other.get(flag);
  EXPECT_TRUE(flag && other.ok()) << "the real daemon takes any other number for true";
}

}  // namespace
}  // namespace gs::api
