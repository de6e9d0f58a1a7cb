#include "protocol/progress_limiter.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace gs::protocol {
namespace {

constexpr std::int64_t kMs = 1'000'000;

TEST(ProgressLimiter, ReportsAsTheRealDaemonDoes) {
  // raw-daemon-probe.jsonl, "debug progress 3": a step each 100 ms for 3 s, of 30.
  ProgressLimiter limiter(7 * kMs);
  std::vector<std::uint64_t> sent;
  for (std::uint64_t step = 1; step <= 30; ++step)
    if (limiter.allow(step, 30, (7 + 100 * static_cast<std::int64_t>(step)) * kMs))
      sent.push_back(step);
  EXPECT_EQ(sent, (std::vector<std::uint64_t>{20, 24, 28, 30}));
}

TEST(ProgressLimiter, AShortCallSaysNothingNotEvenItsEnd) {
  ProgressLimiter limiter(0);
  EXPECT_FALSE(limiter.allow(50, 100, 1999 * kMs));
  EXPECT_FALSE(limiter.allow(100, 100, 1999 * kMs));
  EXPECT_FALSE(limiter.any_sent());
  EXPECT_EQ(limiter.due_ns(), 2000 * kMs);
}

TEST(ProgressLimiter, TheEndIsToldAtOnceIfAnythingWas) {
  ProgressLimiter limiter(0);
  EXPECT_TRUE(limiter.allow(50, 100, 2000 * kMs));
  EXPECT_FALSE(limiter.allow(60, 100, 2001 * kMs));
  EXPECT_TRUE(limiter.allow(100, 100, 2002 * kMs));
}

}  // namespace
}  // namespace gs::protocol
