#include "trace/stage_follower.hpp"

#include <gtest/gtest.h>

namespace gs::trace {
namespace {

Event bytes(EventKind kind, std::int64_t t, std::string text) {
  return {.t_ns = t, .kind = kind, .pid = 5, .text = std::move(text), .data = {}};
}

TEST(StageFollower, FollowsABootAsItHappens) {
  auto f = StageFollower::create();
  ASSERT_TRUE(f) << f.error().message;
  EXPECT_EQ(f->current(), Stage::kClient);
  EXPECT_EQ(f->since_ns(), 0);
  f->feed({.t_ns = 100, .kind = EventKind::kRun, .text = {}, .data = R"({"pid":1,"argv":["x"]})"});
  EXPECT_EQ(f->since_ns(), 100);
  EXPECT_TRUE(f->feed(
      {.t_ns = 200, .kind = EventKind::kQemu, .text = {}, .data = R"({"pid":5,"argv":["qemu"]})"}));
  EXPECT_EQ(f->current(), Stage::kQemuStart);
  EXPECT_FALSE(f->feed(bytes(EventKind::kConsole, 300, "[    0.000000] Linux ver")));
  EXPECT_TRUE(f->feed(bytes(EventKind::kConsole, 310, "sion 6.1.0\n")));
  EXPECT_EQ(f->current(), Stage::kKernel);
  EXPECT_EQ(f->since_ns(), 310);
  EXPECT_FALSE(f->feed(bytes(EventKind::kClientErr, 320, "SeaBIOS (version 1)\n"))) << "late echo";
  EXPECT_TRUE(f->feed(bytes(EventKind::kConsole, 330, "\nDebian 12 guest ttyS0\n\nguest login: ")))
      << "a prompt has no line end";
  EXPECT_EQ(f->current(), Stage::kReady);
  EXPECT_TRUE(f->feed(
      {.t_ns = 400, .kind = EventKind::kExit, .text = {}, .data = R"({"pid":5,"status":0})"}));
  EXPECT_EQ(f->current(), Stage::kClient) << "the machine is gone";
  EXPECT_EQ(f->since_ns(), 400);
}

TEST(StageFollower, KeepsNoMoreOfAnEndlessLineThanItNeeds) {
  auto f = StageFollower::create();
  ASSERT_TRUE(f);
  for (int i = 0; i < 2000; ++i) f->feed(bytes(EventKind::kConsole, i, std::string(500, 'x')));
  EXPECT_TRUE(f->feed(bytes(EventKind::kConsole, 9999, " Linux version 6")));
}

}  // namespace
}  // namespace gs::trace
