#include "session/event.hpp"

#include <gtest/gtest.h>

namespace gs::session {
namespace {

TEST(SessionEvent, BitsHaveTheNamesOfEventsMd) {
  EXPECT_EQ(event_names(0), "");
  EXPECT_EQ(event_names(kAllEvents),
            "appliance,close,enter,launch_done,library,libvirt_auth,progress,subprocess_quit,trace,"
            "warning");
  EXPECT_EQ(event_names(kTrace | kClose), "close,trace");
  EXPECT_EQ(event_bit("subprocess_quit"), kSubprocessQuit);
  EXPECT_EQ(event_bit("progres"), 0u);
}

TEST(SessionEvent, EveryCallbackWithTheBitIsCalledInOrder) {
  EventRegistry r;
  std::string seen;
  const auto note = [&seen](const EventPayload& p) {
    seen += std::to_string(p.handle) + event_names(p.event) + "[" + std::string(p.text) + "]";
  };
  EXPECT_EQ(r.add(kTrace, note), 0);
  EXPECT_EQ(r.add(kAllEvents, note), 1);
  EXPECT_EQ(r.add(kClose, note), 2);
  EXPECT_EQ(r.send(kTrace, "a"), 2);
  EXPECT_EQ(r.send(kWarning, "b"), 1);
  EXPECT_EQ(seen, "0trace[a]1trace[a]1warning[b]");
}

TEST(SessionEvent, AnArrayComesWithProgressOnly) {
  EventRegistry r;
  std::array<std::uint64_t, 4> got{};
  ASSERT_TRUE(r.add(kProgress, [&](const EventPayload& p) {
    EXPECT_TRUE(p.has_array);
    got = p.array;
  }));
  const std::array<std::uint64_t, 4> sent{1, 2, 3, 4};
  r.send(kProgress, {}, &sent);
  EXPECT_EQ(got, sent);
}

TEST(SessionEvent, OnlyTheLastSlotIsUsedAgain) {
  EventRegistry r;
  const auto nothing = [](const EventPayload&) {};
  EXPECT_EQ(r.add(1, nothing), 0);
  EXPECT_EQ(r.add(1, nothing), 1);
  r.remove(0);
  EXPECT_EQ(r.add(1, nothing), 2);
  r.remove(2);
  EXPECT_EQ(r.add(1, nothing), 2);
  r.remove(77);
  r.remove(-1);
  EXPECT_EQ(r.send(kClose, {}), 2);
}

TEST(SessionEvent, ACallbackMayRemoveItselfAndAddOthers) {
  EventRegistry r;
  int calls = 0;
  ASSERT_TRUE(r.add(kClose, [&](const EventPayload& p) {
    ++calls;
    r.remove(p.handle);
    for (int i = 0; i < 100; ++i) (void)r.add(kTrace, [](const EventPayload&) {});
  }));
  r.send(kClose, {});
  r.send(kClose, {});
  EXPECT_EQ(calls, 1);
}

TEST(SessionEvent, ThousandCallbacksAndNoMore) {
  EventRegistry r;
  for (int i = 0; i < EventRegistry::kMaxCallbacks; ++i)
    ASSERT_TRUE(r.add(kClose, [](const EventPayload&) {}));
  const auto one_more = r.add(kClose, [](const EventPayload&) {});
  ASSERT_FALSE(one_more);
  EXPECT_EQ(one_more.error().code, ErrorCode::kLimit);
  EXPECT_FALSE(EventRegistry().add(0x400, [](const EventPayload&) {}));
}

TEST(SessionEvent, TextForStderr) {
  EXPECT_EQ(default_rendering(kAppliance, std::string("a\r\nb\0\x1b[m\xff", 9), ""),
            "a\r\nb\\0\\x1b[m\\xff");
  EXPECT_EQ(default_rendering(kTrace, "mount \"a\nb\"", "G"),
            "guestscope: trace: G: mount \"a\\nb\"\n");
  EXPECT_EQ(default_rendering(kLibrary, "x", "G"), "guestscope: x\n");
  EXPECT_EQ(default_rendering(kWarning, "x", ""), "guestscope: warning: x\n");
}

}  // namespace
}  // namespace gs::session
