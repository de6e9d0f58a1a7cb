#include "companion/loop.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include "base/clock.hpp"
#include "base/fd.hpp"

namespace gs::companion {
namespace {

TEST(Loop, CallsBackForInputAndStops) {
  Loop loop;
  auto p = make_pipe();
  char got = 0;
  loop.watch(p->first.get(), POLLIN, [&](short) {
    EXPECT_EQ(::read(p->first.get(), &got, 1), 1);
    loop.stop();
  });
  ASSERT_EQ(::write(p->second.get(), "x", 1), 1);
  loop.run();
  EXPECT_EQ(got, 'x');
}

TEST(Loop, ANappingDescriptorIsLookedAtAgainAfterItsNap) {
  Loop loop;
  auto p = make_pipe();
  constexpr std::int64_t kNapNs = 20'000'000;
  std::int64_t last = 0;
  int calls = 0;
  loop.watch(p->first.get(), POLLIN, [&](short) {
    char c;
    EXPECT_EQ(::read(p->first.get(), &c, 1), 1);  // the others wait in the pipe
    std::int64_t now = monotonic_ns();
    if (calls > 0) {
      EXPECT_GE(now - last, kNapNs);
    }
    last = now;
    if (++calls == 3) loop.stop();
  }, kNapNs);
  ASSERT_EQ(::write(p->second.get(), "abc", 3), 3);
  loop.run();
  EXPECT_EQ(calls, 3);
}

TEST(Loop, ADescriptorMayBeUnwatchedFromAnothersCallback) {
  Loop loop;
  auto a = make_pipe(), b = make_pipe();
  int calls = 0;
  auto callback = [&](short) {
    ++calls;
    loop.unwatch(a->first.get());
    loop.unwatch(b->first.get());
    loop.stop();
  };
  loop.watch(a->first.get(), POLLIN, callback);
  loop.watch(b->first.get(), POLLIN, callback);
  ASSERT_EQ(::write(a->second.get(), "x", 1), 1);
  ASSERT_EQ(::write(b->second.get(), "x", 1), 1);
  loop.run();
  EXPECT_EQ(calls, 1);
}

TEST(Loop, TheTickIsCalledWhenItAsked) {
  Loop loop;
  int ticks = 0;
  std::int64_t due = 0;
  loop.set_tick([&](std::int64_t now) {
    if (due) {
      EXPECT_GE(now, due);
    }
    if (++ticks == 3) loop.stop();
    due = now + 1'000'000;
    return due;
  });
  loop.run();
  EXPECT_EQ(ticks, 3);
}

}  // namespace
}  // namespace gs::companion
