#include "protocol/conversation_tracker.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "protocol/sample_calls.hpp"

namespace gs::protocol {
namespace {

using Kind = TrackEvent::Kind;

class Tracker : public testing::Test {
 protected:
  ConversationTracker t_{&sample::find, true};
  std::vector<TrackEvent> events_;  // their views are stale

  std::vector<Kind> feed(Side from, std::string_view bytes) {
    std::vector<Kind> kinds;
    while (auto e = t_.next(from, &bytes)) {
      kinds.push_back(e->kind);
      events_.push_back(*e);
    }
    EXPECT_TRUE(bytes.empty());
    return kinds;
  }
  std::vector<Kind> client(std::string_view bytes) { return feed(Side::kClient, bytes); }
  std::vector<Kind> daemon(std::string_view bytes) { return feed(Side::kDaemon, bytes); }
  static std::string message(std::uint32_t proc, std::uint32_t serial, std::uint32_t direction,
                             std::string_view body = {}) {
    Header h;
    h.proc = proc, h.serial = serial, h.direction = direction;
    std::string s;
    EXPECT_TRUE(append_message(&s, h, body));
    return s;
  }
  static std::string call(std::uint32_t proc, std::uint32_t serial) {
    return message(proc, serial, kDirectionCall, "args");
  }
  static std::string reply(std::uint32_t proc, std::uint32_t serial) {
    return message(proc, serial, kDirectionReply, "result..");
  }
  static std::string error(std::uint32_t proc, std::uint32_t serial) {
    std::string s;
    append_error_reply(&s, proc, serial, "EIO", "text");
    return s;
  }
  static std::string chunk(std::string_view data) {
    std::string s;
    append_chunk(&s, data);
    return s;
  }
  static std::string flag() {
    std::string s;
    append_cancel(&s);
    return s;
  }
  void expect_out_of_step(std::vector<Kind> kinds, std::string_view why) {
    ASSERT_FALSE(kinds.empty());
    EXPECT_EQ(kinds.back(), Kind::kOutOfStep);
    EXPECT_FALSE(t_.in_step());
    EXPECT_NE(t_.problem().find(why), std::string::npos) << t_.problem();
    EXPECT_TRUE(client(call(92, 1)).empty()) << "it is said once";
    EXPECT_TRUE(daemon("rubbish").empty());
  }
};

TEST_F(Tracker, ACallAndItsAnswer) {
  EXPECT_EQ(client(call(36, 5)), std::vector{Kind::kCall});
  EXPECT_EQ(events_[0].call->info->name, "exists");
  EXPECT_EQ(events_[0].call->header.serial, 5u);
  EXPECT_FALSE(t_.idle());
  EXPECT_EQ(t_.unfinished(0).header.serial, 5u);
  EXPECT_EQ(daemon(reply(36, 5)), (std::vector{Kind::kReply, Kind::kDone}));
  EXPECT_FALSE(events_[2].call->failed);
  EXPECT_TRUE(t_.idle());
  client(call(36, 6));
  EXPECT_EQ(daemon(error(36, 6)), (std::vector{Kind::kErrorReply, Kind::kDone}));
  EXPECT_TRUE(events_.back().call->failed);
}

TEST_F(Tracker, LaunchFlag) {
  t_ = ConversationTracker(&sample::find);
  EXPECT_EQ(daemon("\xf5\xf5\x5f\xf5"), std::vector{Kind::kLaunch});
  expect_out_of_step(daemon("\xf5\xf5\x5f\xf5"), "a second launch flag");
}
TEST_F(Tracker, AMessageBeforeTheLaunchFlag) {
  t_ = ConversationTracker(&sample::find);
  client(call(36, 1));
  expect_out_of_step(daemon(reply(36, 1)), "before the launch flag");
}

TEST_F(Tracker, TransfersAreCounted) {
  EXPECT_EQ(client(call(66, 1) + chunk("abc") + chunk("de") + chunk("")),
            (std::vector{Kind::kCall, Kind::kChunk, Kind::kChunk, Kind::kChunk}));
  EXPECT_TRUE(events_.back().last);
  daemon(reply(66, 1));
  EXPECT_EQ(events_.back().call->upload.chunks, 2u);
  EXPECT_EQ(events_.back().call->upload.bytes, 5u);
  client(call(67, 2));
  std::string bytes = reply(67, 2) + chunk("abc");
  append_progress(&bytes, {67, 2, 3, 4});
  EXPECT_EQ(daemon(bytes + chunk("")),
            (std::vector{Kind::kReply, Kind::kChunk, Kind::kProgress, Kind::kChunk, Kind::kDone}));
  EXPECT_EQ(events_.back().call->download.bytes, 3u);
  EXPECT_EQ(events_.back().call->progress_frames, 1u);
  EXPECT_FALSE(events_.back().call->cancelled_by_client ||
               events_.back().call->cancelled_by_daemon);
}

TEST_F(Tracker, AnErrorMeansThatNoFileFollows) {
  client(call(67, 1));
  EXPECT_EQ(daemon(error(67, 1)), (std::vector{Kind::kErrorReply, Kind::kDone}));
  EXPECT_TRUE(t_.idle());
}

TEST_F(Tracker, LateCancelFlagsBelongToNoCall) {
  EXPECT_EQ(client(flag()), std::vector{Kind::kCancelFlag});
  EXPECT_FALSE(events_.back().call);
  client(call(36, 1));
  EXPECT_EQ(daemon(flag()), std::vector{Kind::kCancelFlag});
  EXPECT_FALSE(events_.back().call) << "the call has no upload";
  daemon(reply(36, 1));
  EXPECT_TRUE(t_.in_step());
}

TEST_F(Tracker, CallsMayBeSentBeforeTheAnswers) {
  client(call(36, 1) + call(92, 2));
  EXPECT_EQ(t_.outstanding(), 2u);
  EXPECT_EQ(daemon(reply(36, 1) + reply(92, 2)),
            (std::vector{Kind::kReply, Kind::kDone, Kind::kReply, Kind::kDone}));
}
TEST_F(Tracker, ButNotWithoutEnd) {
  for (std::uint32_t i = 0; i < ConversationTracker::kMaxOutstanding; ++i) client(call(92, i));
  EXPECT_TRUE(t_.in_step());
  expect_out_of_step(client(call(92, 99)), "too many calls");
}

TEST_F(Tracker, UnknownNumbersWithAndWithoutFiles) {
  client(call(5000, 1));
  EXPECT_EQ(events_[0].call->info, nullptr);
  EXPECT_EQ(daemon(reply(5000, 1)), std::vector{Kind::kReply});
  EXPECT_EQ(client(call(36, 2)), (std::vector{Kind::kDone, Kind::kCall}));
  daemon(reply(36, 2));
  client(call(5001, 3) + chunk("up") + chunk(""));
  EXPECT_EQ(daemon(reply(5001, 3)), std::vector{Kind::kReply});
  EXPECT_EQ(client(call(5002, 4)), (std::vector{Kind::kDone, Kind::kCall}));
  EXPECT_EQ(events_[events_.size() - 2].call->upload.bytes, 2u);
  EXPECT_EQ(daemon(reply(5002, 4) + chunk("down") + chunk("")),
            (std::vector{Kind::kReply, Kind::kChunk, Kind::kChunk, Kind::kDone}));
  EXPECT_EQ(events_.back().call->download.bytes, 4u);
  EXPECT_TRUE(t_.idle());
  client(call(5003, 5) + call(36, 6));
  EXPECT_EQ(daemon(reply(5003, 5) + reply(36, 6)),
            (std::vector{Kind::kReply, Kind::kDone, Kind::kReply, Kind::kDone}));
  EXPECT_EQ(client(call(5004, 7)), std::vector{Kind::kCall});
  EXPECT_EQ(daemon(error(5004, 7)), (std::vector{Kind::kErrorReply, Kind::kDone}));
}

TEST_F(Tracker, WrongSerial) {
  client(call(36, 1));
  expect_out_of_step(daemon(reply(36, 2)), "the daemon's serial is 2, not 1");
}
TEST_F(Tracker, WrongProcedure) {
  client(call(36, 1));
  expect_out_of_step(daemon(reply(37, 1)), "procedure number is 37");
}
TEST_F(Tracker, AnAnswerToNothing) {
  expect_out_of_step(daemon(reply(36, 1)), "no call asked for");
  EXPECT_EQ(t_.problem().substr(0, 14), "daemon, byte 0");
}
TEST_F(Tracker, AnAnswerInTheMiddleOfAnUpload) {
  client(call(66, 1) + chunk("a"));
  expect_out_of_step(daemon(error(66, 1)), "before the end of the upload");
}
TEST_F(Tracker, AMessageForAChunk) {
  client(call(66, 1));
  expect_out_of_step(client(call(92, 2)), "a message came where a file chunk should be");
}
TEST_F(Tracker, AChunkForAMessage) {
  expect_out_of_step(client(chunk("a")), "too short for its header");
}
TEST_F(Tracker, NoFrameAtAll) {
  client(call(36, 1));
  expect_out_of_step(client("GET / HTTP/1.1"), "0x47455420");
}

}  // namespace
}  // namespace gs::protocol
