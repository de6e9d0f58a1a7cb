#include "trace/rule_book.hpp"

#include <gtest/gtest.h>

#include "trace/marker_book.hpp"

namespace gs::trace {
namespace {

constexpr const char* kGood =
    "cause='c_1', any={'some phrase'}, summary='s', match='some phrase', healthy='none'";

std::string rule(const std::string& more) { return std::string("return {{") + kGood + more + "}}"; }

TEST(RuleBook, ReadsARuleAndItsDefaults) {
  RuleBook book;
  auto ok = book.load("x.lua", rule(", cure={text='do it', hook='force-tcg'}"));
  ASSERT_TRUE(ok) << ok.error().message;
  ASSERT_EQ(book.rules().size(), 1u);
  const Rule& r = book.rules()[0];
  EXPECT_EQ(r.cause, "c_1");
  EXPECT_EQ(r.file, "x.lua");
  EXPECT_EQ(r.rank, Rank::kDecisive);
  EXPECT_EQ(r.confidence, Confidence::kHigh);
  EXPECT_FALSE(r.stage);
  EXPECT_EQ(r.cure_hook, "force-tcg");
  ASSERT_TRUE(book.load("y.lua", rule(", stage='root-device', rank='weak', confidence='low',"
                                      "all={'more of it'}, unless='but not this', line='%d+'")));
  const Rule& s = book.rules()[1];
  EXPECT_EQ(s.stage, Stage::kRootDevice);
  EXPECT_EQ(s.rank, Rank::kWeak);
  EXPECT_EQ(s.confidence, Confidence::kLow);
  EXPECT_EQ(s.unless, std::vector<std::string>{"but not this"});
  EXPECT_EQ(s.line, "%d+");
}

struct Bad {
  const char* text;
  const char* message;
};

TEST(RuleBook, AWrongRuleIsAnErrorThatNamesFileAndRule) {
  const std::string good = rule("");
  const Bad cases[] = {
      {"return {{cause='c'}}", "any"},
      {"return {{any={'abc'}, summary='s', match='m', healthy='h'}}", "cause"},
      {"return {{cause='Bad Id', any={'abc'}, summary='s', match='m', healthy='h'}}", "lower case"},
      {"return {{cause='c', any={'abc'}, summary='s', healthy='h'}}", "match"},
      {"return {{cause='c', any={'abc'}, summary='s', match='m'}}", "healthy"},
      {"return {{cause='c', any={'abc'}, match='m', healthy='h'}}", "summary"},
      {"return {{cause='c', any={'ab'}, summary='s', match='m', healthy='h'}}", "too short"},
      {"return {{cause='c', any={7}, summary='s', match='m', healthy='h'}}", "string"},
      {"return {{cause='c', any={}, summary='s', match='m', healthy='h'}}", "empty"},
      {"return {{cause='c', stage='grub', any={'abc'}, summary='s', match='m', healthy='h'}}",
       "grub"},
      {"return {{cause='c', rank='top', any={'abc'}, summary='s', match='m', healthy='h'}}", "top"},
      {"return {{cause='c', confidence='1', any={'abc'}, summary='s', match='m', healthy='h'}}",
       "confidence"},
      {"return {{cause='c', line='[', any={'abc'}, summary='s', match='m', healthy='h'}}",
       "pattern"},
      {"return {{cause='c', typo=1, any={'abc'}, summary='s', match='m', healthy='h'}}", "typo"},
      {"return {{cause='c', cure='x', any={'abc'}, summary='s', match='m', healthy='h'}}", "cure"},
      {"return {{cause='c', cure={hook='x'}, any={'abc'}, summary='s', match='m', healthy='h'}}",
       "text"},
      {"return {7}", "not a table"},
      {"return 7", "list"},
      {"", "list"},
  };
  for (const Bad& bad : cases) {
    RuleBook book;
    auto ok = book.load("mine.lua", bad.text);
    ASSERT_FALSE(ok) << bad.text;
    EXPECT_EQ(ok.error().code, ErrorCode::kFormat) << bad.text;
    EXPECT_NE(ok.error().message.find("mine.lua"), std::string::npos) << ok.error().message;
    EXPECT_NE(ok.error().message.find(bad.message), std::string::npos) << ok.error().message;
    EXPECT_FALSE(ok.error().hint.empty());
    EXPECT_TRUE(book.rules().empty());
  }
}

TEST(RuleBook, SyntaxErrorsAndRunawaysAreErrors) {
  RuleBook book;
  auto ok = book.load("mine.lua", "return {{cause=}}");
  ASSERT_FALSE(ok);
  EXPECT_NE(ok.error().message.find("mine.lua:1"), std::string::npos) << ok.error().message;
  auto loop = book.load("mine.lua", "while true do end");
  ASSERT_FALSE(loop);
  EXPECT_EQ(loop.error().code, ErrorCode::kLimit);
  EXPECT_FALSE(book.load("mine.lua", "return io.open('/etc/passwd')"));
}

TEST(RuleBook, OneBadRuleAddsNothingOfItsFile) {
  RuleBook book;
  EXPECT_FALSE(book.load("x.lua", std::string("return {{") + kGood + "}, {}}"));
  EXPECT_TRUE(book.rules().empty());
}

TEST(RuleBook, TheEmbeddedOneIsValid) {
  auto book = RuleBook::embedded();
  ASSERT_TRUE(book) << book.error().message;
  EXPECT_FALSE(book->rules().empty());
}

TEST(MarkerBook, ReadsMarkersStrictly) {
  MarkerBook book;
  ASSERT_TRUE(
      book.load("m.lua",
                "return {{stage='kernel', phrase='Linux version', kind='restart-after-end',"
                " line={'%d'}, reject='no', confidence='low'}, {kind='end', phrase={'panic'}}}"));
  ASSERT_EQ(book.markers().size(), 2u);
  EXPECT_EQ(book.markers()[0].kind, MarkKind::kRestartAfterEnd);
  EXPECT_EQ(book.markers()[0].confidence, Confidence::kLow);
  EXPECT_EQ(book.markers()[1].kind, MarkKind::kEnd);
  for (const char* bad :
       {"return {{phrase='abc'}}", "return {{stage='kernel'}}",
        "return {{stage='x', phrase='abc'}}", "return {{stage='kernel', phrase='abc', kind='x'}}",
        "return {{stage='kernel', phrase='ab'}}",
        "return {{stage='kernel', phrase='abc', kind='gone'}}",
        "return {{stage='kernel', phrase='abc', reject='['}}",
        "return {{stage='kernel', phrase='abc', rank='weak'}}"}) {
    auto ok = book.load("mine.lua", bad);
    ASSERT_FALSE(ok) << bad;
    EXPECT_NE(ok.error().message.find("mine.lua"), std::string::npos) << ok.error().message;
  }
  EXPECT_EQ(book.markers().size(), 2u);
}

TEST(MarkerBook, TheEmbeddedOneKnowsEveryStage) {
  auto book = MarkerBook::embedded();
  ASSERT_TRUE(book) << book.error().message;
  for (int s = 0; s < kStageCount; ++s) {
    bool known = false;
    for (const Marker& m : book->markers()) known = known || m.stage == static_cast<Stage>(s);
    EXPECT_TRUE(known) << to_string(static_cast<Stage>(s));
  }
}

}  // namespace
}  // namespace gs::trace
