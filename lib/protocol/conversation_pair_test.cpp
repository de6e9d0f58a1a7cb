#include "protocol/conversation_pair.hpp"

#include <gtest/gtest.h>

#include <random>

namespace gs::protocol {
namespace {

// Cancels of all kinds at all moments: every conversation ends with both sides idle, in step, and
// nothing told that did not happen. A failing seed is in the message.
TEST(ConversationPair, EveryRaceEndsInStep) {
  int calls = 0, outcomes[6] = {};
  for (unsigned seed = 1; seed <= 400; ++seed) {
    std::mt19937 random(seed);
    ConversationPair pair([&](unsigned n) { return static_cast<unsigned>(random() % n); });
    for (int i = 0; i < 600 && pair.problem.empty(); ++i) pair.step();
    if (pair.problem.empty()) pair.settle();
    ASSERT_EQ(pair.problem, "") << "seed " << seed;
    calls += pair.calls;
    for (int k = 0; k < 6; ++k) outcomes[k] += pair.outcomes[k];
  }
  EXPECT_GT(calls, 4000);
  using Kind = CallOutcome::Kind;
  for (Kind kind :
       {Kind::kOk, Kind::kError, Kind::kCancelledByUser, Kind::kAborted, Kind::kCancelledByDaemon})
    EXPECT_GT(outcomes[static_cast<int>(kind)], 20) << static_cast<int>(kind);
}

}  // namespace
}  // namespace gs::protocol
