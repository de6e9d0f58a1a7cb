#include "protocol/errno_names.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <fstream>

#include "base/text.hpp"
#include "protocol/captures.hpp"

namespace gs::protocol {
namespace {

TEST(ErrnoNames, EmptyUnknownAndKnown) {
  EXPECT_EQ(errno_from_name(""), 0);
  EXPECT_EQ(errno_from_name("ENOENT"), ENOENT);
  EXPECT_EQ(errno_from_name("ENOEN"), EINVAL);
  EXPECT_EQ(errno_from_name("zzz"), EINVAL);
  EXPECT_EQ(errno_name(0), "");
  EXPECT_EQ(errno_name(-1), "");
  EXPECT_EQ(errno_name(EINVAL), "EINVAL");
}

TEST(ErrnoNames, AsInTheTableOfFacts) {
  std::ifstream in(shared_protocol("errnos.tsv"));
  if (!in) GTEST_SKIP() << "../shared/protocol is not there";
  std::string line;
  std::getline(in, line);
  int names = 0;
  while (std::getline(in, line)) {
    auto cells = split(line, '\t');
    ++names;
    int number = cells[1] == "-" ? EINVAL : std::stoi(std::string(cells[1]));
#if defined(__x86_64__)
    EXPECT_EQ(errno_from_name(cells[0]), number) << line;
    if (cells[1] != "-") {
      EXPECT_EQ(errno_name(number), cells[2]) << line;
    }
#endif
  }
  EXPECT_EQ(names, 131);
}

}  // namespace
}  // namespace gs::protocol
