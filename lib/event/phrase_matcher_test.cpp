#include "event/phrase_matcher.hpp"

#include <gtest/gtest.h>

#include <random>

#include "base/text.hpp"

namespace gs {
namespace {

struct Found {
  std::string phrase;
  std::size_t begin, end;
  bool operator==(const Found&) const = default;
};

std::vector<Found> find(const std::vector<std::string>& phrases, std::string_view text) {
  PhraseMatcher m;
  for (const auto& p : phrases) EXPECT_TRUE(m.add(p)) << p;
  m.build();
  std::vector<Found> out;
  PhraseMatcher::Hit hit;
  PhraseMatcher::Scan scan(m, text);
  while (scan.next(&hit)) out.push_back({phrases[hit.phrase], hit.begin, hit.end});
  return out;
}

TEST(PhraseMatcher, FindsPhrasesInsideOneAnother) {
  auto hits = find({"she", "hers", "his", "usher"}, "ushers");
  EXPECT_EQ(hits, (std::vector<Found>{{"she", 1, 4}, {"usher", 0, 5}, {"hers", 2, 6}}));
}

TEST(PhraseMatcher, IgnoresCaseAndFoldsWhiteSpace) {
  std::string_view text = "Failed to\r\n   SET\tmsr 0x10";
  EXPECT_EQ(find({"failed to set MSR"}, text), (std::vector<Found>{{"failed to set MSR", 0, 21}}));
  EXPECT_EQ(find({"failed   to\nset msr"}, text).size(), 1u);
}

TEST(PhraseMatcher, SeesThroughTerminalEscapesInEverySpelling) {
  for (std::string_view text :
       {"Reached target \x1b[0;1;39mMulti-User", "Reached target ^[[0;1;39mMulti-User",
        "Reached target \\x1b[0;1;39mMulti-User", "Reached target \\033[0;1;39mMulti-User",
        "Reached target \\u001b[0;1;39mMulti-User", "Reached target [0;1;39mMulti-User",
        "Reached target \x1b]0;title\aMulti-User", "Reached\x1b[K target M\x01ulti-User",
        "Reached\xC2\xA0target Multi-User", "\xEF\xBB\xBFReached target Multi-User",
        "Reached target\\n Multi-User"})
    EXPECT_EQ(find({"reached target multi-user"}, text).size(), 1u) << text;
}

TEST(PhraseMatcher, ALostTerminatorHidesNothing) {
  EXPECT_EQ(find({"kernel panic"}, "\x1b]0;never ended\nKernel panic").size(), 1u);
  EXPECT_EQ(find({"kernel panic"}, "\x1b[0;0;0\nKernel panic").size(), 1u);
  EXPECT_EQ(find({"kernel panic"}, "\x1b[Kernel panic").size(), 0u) << "the K ends the sequence";
}

TEST(PhraseMatcher, QuotesAreAlike) {
  for (std::string_view text :
       {"option '--x'", "option `--x'", "option \xE2\x80\x98--x\xE2\x80\x99", "option \\'--x\\'"})
    EXPECT_EQ(find({"option '--x'"}, text).size(), 1u) << text;
  EXPECT_EQ(find({"get \"write\" lock"}, "Failed to get \\\"write\\\" lock").size(), 1u);
  EXPECT_EQ(find({"get \"write\" lock"}, "get \xE2\x80\x9Cwrite\xE2\x80\x9D lock").size(), 1u);
}

TEST(PhraseMatcher, TextBeginsAndEndsWithABlank) {
  EXPECT_EQ(find({" login: "}, "login:"), (std::vector<Found>{{" login: ", 0, 6}}));
  EXPECT_EQ(find({" login: "}, "xlogin:").size(), 0u);
}

TEST(PhraseMatcher, AHitBeginsAtItsFirstVisibleByte) {
  EXPECT_EQ(find({" foo"}, "bar\n   foo"), (std::vector<Found>{{" foo", 7, 10}}));
}

TEST(PhraseMatcher, BackslashesThatEscapeNothingStay) {
  EXPECT_EQ(find({"run: \\ --build"}, "command: run: \\ --build").size(), 1u);
}

TEST(PhraseMatcher, RefusesPhrasesThatAreTooShortOrTooLong) {
  PhraseMatcher m;
  EXPECT_FALSE(m.add("ab"));
  EXPECT_FALSE(m.add(" \n "));
  EXPECT_FALSE(m.add(std::string(PhraseMatcher::kMaxPhrase + 1, 'x')));
  EXPECT_EQ(m.add("Same  Phrase").value(), m.add("same phrase").value());
}

TEST(PhraseMatcher, RefusesMorePhrasesThanItsMemoryAllows) {
  PhraseMatcher m;
  std::size_t taken = 0;
  while (taken < PhraseMatcher::kMaxBytes) {
    std::string p = std::to_string(taken) + std::string(200, 'x');
    if (!m.add(p)) break;
    ++taken;
  }
  EXPECT_GT(taken, 5000u);
  EXPECT_LE(taken, PhraseMatcher::kMaxBytes / 200);
}

TEST(PhraseMatcher, WithoutPhrasesFindsNothing) {
  PhraseMatcher unbuilt;
  PhraseMatcher::Hit hit;
  EXPECT_FALSE(PhraseMatcher::Scan(unbuilt, "text").next(&hit));
  PhraseMatcher empty;
  empty.build();
  EXPECT_FALSE(PhraseMatcher::Scan(empty, "text").next(&hit));
}

// Against the plain way of searching, on texts that are dense in partial matches.
TEST(PhraseMatcher, FindsWhatAPlainSearchFinds) {
  std::mt19937 random(7);
  auto word = [&](std::size_t n) {
    std::string s;
    for (std::size_t i = 0; i < n; ++i) s += "ab c"[random() % 4];
    return s;
  };
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> phrases;
    PhraseMatcher m;
    for (int i = 0; i < 8; ++i) {
      std::string p = PhraseMatcher::normal_form(word(3 + random() % 4));
      auto id = p.size() < 3 ? Result<PhraseMatcher::Id>(fail(ErrorCode::kFormat, "")) : m.add(p);
      if (id && *id == phrases.size()) phrases.push_back(p);
    }
    m.build();
    std::string text = word(60);
    std::string form = PhraseMatcher::normal_form(" " + text + " ");
    std::size_t expected = 0;
    for (const auto& p : phrases)
      for (std::size_t at = form.find(p); at != std::string::npos; at = form.find(p, at + 1))
        ++expected;
    std::size_t got = 0;
    PhraseMatcher::Hit hit;
    for (PhraseMatcher::Scan scan(m, text); scan.next(&hit); ++got)
      EXPECT_EQ(trim(PhraseMatcher::normal_form(text.substr(hit.begin, hit.end - hit.begin))),
                trim(phrases[hit.phrase]));
    EXPECT_EQ(got, expected) << text;
  }
}

TEST(PhraseMatcher, AnyBytesAreFine) {
  std::mt19937 random(11);
  PhraseMatcher m;
  for (const char* p : {"kernel panic",
                        "\xC3\xBC"
                        "ber",
                        "[  0.0"})
    ASSERT_TRUE(m.add(p));
  m.build();
  for (int round = 0; round < 200; ++round) {
    std::string text;
    for (std::size_t i = 0; i < 500; ++i)
      text += random() % 3 ? static_cast<char>(random())
                           : "\x1b[]\\^\xE2\x80\xC2\xEF;0m"[random() % 13];
    text += " kernel panic";
    std::size_t hits = 0;
    PhraseMatcher::Hit hit;
    for (PhraseMatcher::Scan scan(m, text); scan.next(&hit); ++hits) {
      EXPECT_LT(hit.begin, hit.end);
      EXPECT_LE(hit.end, text.size());
    }
    EXPECT_GE(hits, 1u);
  }
}

}  // namespace
}  // namespace gs
