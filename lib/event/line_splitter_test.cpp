#include "event/line_splitter.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace gs {
namespace {

struct Piece {
  std::int64_t t;
  std::string text;
  bool operator==(const Piece&) const = default;
};

TEST(LineSplitter, EveryCutOfAStreamGivesTheSameBytes) {
  const std::string stream("one\ntwo\r\n\nthree\0four\nrest", 25);
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    std::string all;
    std::size_t lines = 0;
    LineSplitter s([&](std::int64_t, std::string_view p) {
      all += p;
      if (p.back() == '\n') ++lines;
    });
    s.feed(std::string_view(stream).substr(0, cut), 1);
    s.feed(std::string_view(stream).substr(cut), 2);
    s.finish();
    EXPECT_EQ(all, stream);
    EXPECT_EQ(lines, 4u);
  }
}

TEST(LineSplitter, TimeIsThatOfTheFirstByte) {
  std::vector<Piece> got;
  LineSplitter s([&](std::int64_t t, std::string_view p) { got.push_back({t, std::string(p)}); });
  s.feed("ab", 10);
  s.feed("c\nd", 20);
  EXPECT_EQ(s.waiting_since_ns(), 20);
  s.flush(19);
  EXPECT_EQ(got, (std::vector<Piece>{{10, "abc\n"}}));
  s.flush(20);
  EXPECT_EQ(got.back(), (Piece{20, "d"}));
  EXPECT_EQ(s.waiting_since_ns(), -1);
}

TEST(LineSplitter, ALineWithoutEndIsCutAtTheBound) {
  std::size_t total = 0, longest = 0;
  LineSplitter s([&](std::int64_t, std::string_view p) {
    total += p.size();
    longest = std::max(longest, p.size());
  });
  std::string big(3 * LineSplitter::kMaxLine + 5, 'x');
  s.feed(big + "\n", 1);
  s.finish();
  EXPECT_EQ(total, big.size() + 1);
  EXPECT_EQ(longest, LineSplitter::kMaxLine);
}

}  // namespace
}  // namespace gs
