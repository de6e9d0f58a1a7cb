#include "protocol/frame_relay.hpp"

#include <gtest/gtest.h>

#include <string>

#include "protocol/sample_calls.hpp"

namespace gs::protocol {
namespace {

TEST(FrameRelay, PassesEverythingOnWhateverItIs) {
  for (auto mode : {FrameRelay::Mode::kBytes, FrameRelay::Mode::kWholeFrames}) {
    ConversationTracker tracker(&sample::find, true);
    FrameRelay relay(Side::kClient, &tracker, mode);
    std::string sent, got;
    for (const char* piece : {"\xff\xff", "\xee\xee", "rub", "bish that is no frame"}) {
      relay.receive(piece, [](const TrackEvent&) {});
      sent += piece;
      got += relay.output();
      relay.sent(relay.output().size());
    }
    EXPECT_EQ(got, sent);
    EXPECT_FALSE(tracker.in_step());
  }
}

TEST(FrameRelay, HoldsBackAtMostTheFrameThatIsNotWhole) {
  Header h;
  h.proc = 3, h.serial = 1;
  std::string bytes;
  ASSERT_TRUE(append_message(&bytes, h, "twelve bytes"));
  std::size_t frame = bytes.size();
  bytes += bytes;
  for (auto mode : {FrameRelay::Mode::kBytes, FrameRelay::Mode::kWholeFrames}) {
    ConversationTracker tracker(&sample::find, true);
    FrameRelay relay(Side::kClient, &tracker, mode);
    int calls = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      relay.receive(std::string_view(bytes).substr(i, 1),
                    [&](const TrackEvent& e) { calls += e.kind == TrackEvent::Kind::kCall; });
      std::size_t expected = mode == FrameRelay::Mode::kBytes ? i + 1 : (i + 1) / frame * frame;
      ASSERT_EQ(relay.output(), bytes.substr(0, expected)) << i;
    }
    EXPECT_EQ(calls, 2);
  }
}

TEST(FrameRelay, LetsTheRestGoWhenTheStreamEnds) {
  ConversationTracker tracker(&sample::find, true);
  FrameRelay relay(Side::kDaemon, &tracker, FrameRelay::Mode::kWholeFrames);
  relay.receive(std::string_view("\0\0\0\x28half", 8), [](const TrackEvent&) {});
  EXPECT_EQ(relay.output(), "");
  relay.end_of_stream();
  EXPECT_EQ(relay.output().size(), 8u);
}

TEST(FrameRelay, AsksForNoMoreWhileMuchWaits) {
  ConversationTracker tracker(&sample::find, true);
  FrameRelay relay(Side::kClient, &tracker);
  EXPECT_TRUE(relay.wants_input());
  relay.receive(std::string(FrameRelay::kHighWaterBytes, '\xff'), [](const TrackEvent&) {});
  EXPECT_FALSE(relay.wants_input());
  relay.sent(1);
  EXPECT_TRUE(relay.wants_input());
}

}  // namespace
}  // namespace gs::protocol
