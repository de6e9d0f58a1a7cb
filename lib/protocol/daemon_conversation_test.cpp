#include "protocol/daemon_conversation.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <vector>

#include "protocol/sample_calls.hpp"

namespace gs::protocol {
namespace {

using Kind = DaemonEvent::Kind;
using State = DaemonConversation::State;
constexpr std::int64_t kMs = 1'000'000;

class Daemon : public testing::Test {
 protected:
  DaemonConversation d_{&sample::find};
  std::string input_;
  std::string data_;  // uploaded
  std::int64_t now_ns_ = 1000 * kMs;

  std::vector<Kind> feed(std::string_view bytes) {
    input_ += bytes;
    std::string_view in = input_;
    std::vector<Kind> kinds;
    while (auto e = d_.next(&in, now_ns_)) {
      if (e->kind == Kind::kFileData)
        data_ += e->data;
      else
        kinds.push_back(e->kind);
    }
    input_.erase(0, input_.size() - in.size());
    return kinds;
  }
  static std::string call(std::uint32_t proc, std::uint32_t serial, std::string_view args = {}) {
    Header h;
    h.proc = proc, h.serial = serial;
    std::string s;
    EXPECT_TRUE(append_message(&s, h, args));
    return s;
  }
  static std::string chunks(std::string_view data, bool end = true) {
    std::string s;
    append_chunks(&s, data);
    if (end) append_end_chunk(&s);
    return s;
  }
  static std::string cancel_flag() {
    std::string s;
    append_cancel(&s);
    return s;
  }
  static std::string cancel_chunk() {
    std::string s;
    append_cancel_chunk(&s);
    return s;
  }
  std::string take_output() {
    std::string out(d_.output());
    d_.sent(out.size());
    return out;
  }
  // The output in words: "reply 36/1", "error 3/2 ENOENT text", "chunk 5", "cancel-flag" ...
  std::vector<std::string> said(bool sending = false) {
    std::string out = take_output();
    std::vector<std::string> words;
    FrameReader reader(Side::kDaemon);
    std::string_view in = out;
    while (auto f = reader.next(&in)) {
      if (f->kind == FrameKind::kCancel) words.push_back("cancel-flag");
      if (f->kind == FrameKind::kProgress)
        words.push_back("progress " + std::to_string(f->progress.position) + "/" +
                        std::to_string(f->progress.total));
      if (f->kind != FrameKind::kBody) continue;
      if (sending) {
        auto c = decode_chunk(f->body);
        words.push_back(c->is_cancel() ? "cancel" : "chunk " + std::to_string(c->data.size()));
        continue;
      }
      auto m = decode_message(f->body);
      std::string id = std::to_string(m->header.proc) + "/" + std::to_string(m->header.serial);
      if (m->header.status == kStatusOk) {
        words.push_back("reply " + id);
        sending = d_.call() && d_.call()->file_out;
      } else {
        auto e = decode_error(m->body);
        words.push_back("error " + id + " " + std::string(e->errno_name) + " " +
                        std::string(e->text));
      }
    }
    EXPECT_TRUE(in.empty());
    return words;
  }
  using Words = std::vector<std::string>;
};

TEST_F(Daemon, AnswersACall) {
  d_.launch();
  EXPECT_EQ(take_output(), "\xf5\xf5\x5f\xf5");
  EXPECT_EQ(feed(call(36, 7, "args")), std::vector{Kind::kCall});
  EXPECT_EQ(d_.call()->name, "exists");
  EXPECT_EQ(d_.state(), State::kServing);
  ASSERT_TRUE(d_.reply(std::string(4, '\0')));
  EXPECT_EQ(said(), Words{"reply 36/7"});
  EXPECT_FALSE(d_.reply("")) << "once";
  EXPECT_FALSE(d_.reply_error(EIO, "x"));
}

TEST_F(Daemon, TheNextCallWaitsForTheAnswer) {
  EXPECT_EQ(feed(call(92, 1) + call(36, 2)), std::vector{Kind::kCall});
  EXPECT_EQ(d_.call()->number, 92u);
  EXPECT_EQ(input_, call(36, 2));
  ASSERT_TRUE(d_.reply(""));
  EXPECT_EQ(feed(""), std::vector{Kind::kCall});
  EXPECT_EQ(d_.call()->number, 36u);
}

TEST_F(Daemon, AHeaderThatIsNoneIsAnsweredWithTheNumbersOfTheCallBefore) {
  std::string bad = call(92, 9);
  bad[11] = 3;  // version
  EXPECT_EQ(feed(bad), std::vector{Kind::kRefused});
  EXPECT_EQ(said(), Words{"error 0/0  protocol version is 3, not 4"});
  feed(call(36, 7));
  ASSERT_TRUE(d_.reply_error(ENOENT, "gone"));
  EXPECT_EQ(said(), Words{"error 36/7 ENOENT gone"});
  EXPECT_EQ(feed(bad), std::vector{Kind::kRefused});
  EXPECT_EQ(said(), Words{"error 36/7  protocol version is 3, not 4"});
  EXPECT_EQ(feed(call(9999, 12)), std::vector{Kind::kRefused});
  EXPECT_EQ(said(), Words{"error 9999/12  there is no procedure number 9999; client and daemon are "
                          "of different versions"});
}

TEST_F(Daemon, WhatIsNoMessageAtAllIsFatal) {
  EXPECT_EQ(feed(std::string("\0\0\0\x14", 4) + std::string(20, 'x')), std::vector{Kind::kFatal});
  EXPECT_NE(d_.problem().find("too short"), std::string::npos);
  EXPECT_TRUE(feed(call(92, 1)).empty());
  d_ = DaemonConversation(&sample::find);
  input_.clear();
  EXPECT_EQ(feed(std::string("\0\x40\0\1", 4)), std::vector{Kind::kFatal});
  d_ = DaemonConversation(&sample::find);
  input_.clear();
  EXPECT_EQ(feed(std::string(4, '\0')), std::vector{Kind::kFatal});
}

TEST_F(Daemon, ReceivesAFile) {
  EXPECT_EQ(feed(call(66, 1) + chunks("abc", false) + cancel_flag() + chunks("def") + call(92, 2)),
            (std::vector{Kind::kCall, Kind::kFileEnd}));
  EXPECT_EQ(data_, "abcdef");
  ASSERT_TRUE(d_.reply(""));
  EXPECT_EQ(said(), Words{"reply 66/1"});
  EXPECT_EQ(feed(""), std::vector{Kind::kCall});
}

TEST_F(Daemon, AnUploadIsNotAnsweredBeforeItsEnd) {
  feed(call(66, 1) + chunks("abc", false));
  EXPECT_FALSE(d_.reply(""));
  EXPECT_TRUE(take_output().empty());
}

TEST_F(Daemon, RefusesAnUploadDrainsItAndOnlyThenSaysWhy) {
  feed(call(66, 1) + chunks("abc", false));
  ASSERT_TRUE(d_.reply_error(ENOSPC, "full"));
  EXPECT_EQ(said(), Words{"cancel-flag"});
  EXPECT_FALSE(d_.reply_error(EIO, "again"));
  EXPECT_TRUE(feed(chunks("in flight", false)).empty());
  EXPECT_TRUE(take_output().empty());
  EXPECT_EQ(feed(cancel_chunk() + call(92, 2)), std::vector{Kind::kCall});
  EXPECT_EQ(said(), Words{"error 66/1 ENOSPC full"});
  EXPECT_EQ(data_, "abc");
}

TEST_F(Daemon, TheRefusalCrossesTheEndOfTheUpload) {
  feed(call(66, 1));
  ASSERT_TRUE(d_.reply_error(ENOENT, "no"));
  EXPECT_TRUE(feed(chunks("all of it")).empty());
  EXPECT_EQ(said(), (Words{"cancel-flag", "error 66/1 ENOENT no"}));
  EXPECT_EQ(d_.state(), State::kIdle);
}

TEST_F(Daemon, TheClientCancelsAnUpload) {
  EXPECT_EQ(feed(call(66, 1) + chunks("abc", false) + cancel_chunk()),
            (std::vector{Kind::kCall, Kind::kFileCancelled}));
  EXPECT_FALSE(d_.reply("")) << "it did not succeed";
  ASSERT_TRUE(d_.reply_error(0, DaemonConversation::kUploadCancelled));
  EXPECT_EQ(said(), Words{"error 66/1  file upload cancelled"});
}

TEST_F(Daemon, ABrokenChunkCancelsAndDrains) {
  std::string broken = chunks("a", false);
  broken[7] = 2;
  EXPECT_EQ(feed(call(66, 1) + broken), (std::vector{Kind::kCall, Kind::kFileBroken}));
  EXPECT_EQ(feed(chunks("")), std::vector<Kind>{}) << "drained before the error is known";
  EXPECT_FALSE(d_.reply(""));
  ASSERT_TRUE(d_.reply_error(0, "write error"));
  EXPECT_EQ(said(), (Words{"cancel-flag", "error 66/1  write error"}));
  std::string large;
  append_chunk(&large, std::string(8193, 'x'));
  EXPECT_EQ(feed(call(66, 2) + large), (std::vector{Kind::kCall, Kind::kFileBroken}));
  ASSERT_TRUE(d_.reply_error(0, "write error"));
  feed(chunks(""));
  EXPECT_EQ(said(), (Words{"cancel-flag", "error 66/2  write error"}));
}

TEST_F(Daemon, SendsAFile) {
  feed(call(67, 1));
  d_.send_file("too early");
  ASSERT_TRUE(d_.reply(""));
  d_.send_file(std::string(10000, 'x'));
  d_.end_file();
  d_.end_file();
  d_.send_file("too late");
  EXPECT_EQ(said(), (Words{"reply 67/1", "chunk 8192", "chunk 1808", "chunk 0"}));
  EXPECT_EQ(d_.state(), State::kIdle);
}

TEST_F(Daemon, TheClientCancelsADownload) {
  feed(call(67, 1));
  ASSERT_TRUE(d_.reply(""));
  d_.send_file("abc");
  EXPECT_EQ(feed(cancel_flag() + call(92, 2)), (std::vector{Kind::kSendCancelled, Kind::kCall}));
  d_.send_file("more");
  EXPECT_EQ(said(true).size(), 3u);
}

TEST_F(Daemon, ACancelFlagRightBehindTheCall) {
  // raw-daemon-probe.jsonl: ok reply, then the cancel chunk at once.
  EXPECT_EQ(feed(call(67, 1) + cancel_flag()), std::vector{Kind::kCall});
  ASSERT_TRUE(d_.reply(""));
  EXPECT_EQ(feed(""), std::vector{Kind::kSendCancelled});
  EXPECT_EQ(said(), (Words{"reply 67/1", "cancel"}));
}

TEST_F(Daemon, TheCancelFlagComesAfterTheEnd) {
  feed(call(67, 1));
  ASSERT_TRUE(d_.reply(""));
  d_.end_file();
  EXPECT_EQ(feed(cancel_flag() + call(92, 2)), std::vector{Kind::kCall});
}

TEST_F(Daemon, ACancelFlagInTwoPieces) {
  feed(call(67, 1));
  ASSERT_TRUE(d_.reply(""));
  EXPECT_TRUE(feed(cancel_flag().substr(0, 3)).empty());
  EXPECT_EQ(feed(cancel_flag().substr(3)), std::vector{Kind::kSendCancelled});
}

TEST_F(Daemon, ACallBehindADownloadWaits) {
  feed(call(67, 1) + call(92, 2));
  ASSERT_TRUE(d_.reply(""));
  EXPECT_TRUE(feed("").empty());
  d_.abort_file();
  EXPECT_EQ(said(), (Words{"reply 67/1", "cancel"}));
  EXPECT_EQ(feed(""), std::vector{Kind::kCall});
}

TEST_F(Daemon, AResultThatIsTooLargeIsAnError) {
  feed(call(67, 1));
  ASSERT_TRUE(d_.reply(std::string(4194304 - 40 + 1, 'x')));
  auto words = said();
  ASSERT_EQ(words.size(), 1u);
  EXPECT_EQ(words[0].substr(0, 12), "error 67/1  ");
  EXPECT_EQ(d_.state(), State::kIdle) << "and no file follows";
  feed(call(207, 2));
  ASSERT_TRUE(d_.reply(std::string(4194304 - 40, 'x')));
  EXPECT_EQ(said(), Words{"reply 207/2"});
}

TEST_F(Daemon, AnErrnoWithoutANameIsEinval) {
  feed(call(36, 1));
  ASSERT_TRUE(d_.reply_error(99999, "odd"));
  EXPECT_EQ(said(), Words{"error 36/1 EINVAL odd"});
}

TEST_F(Daemon, ReportsProgressInItsTime) {
  EXPECT_FALSE(d_.progress(1, 2, now_ns_)) << "no call";
  feed(call(66, 3));
  EXPECT_FALSE(d_.progress(1, 10, now_ns_ + 1999 * kMs));
  EXPECT_TRUE(d_.progress(2, 10, now_ns_ + 2000 * kMs));
  EXPECT_FALSE(d_.progress(3, 10, now_ns_ + 2100 * kMs));
  EXPECT_TRUE(d_.progress(10, 10, now_ns_ + 2100 * kMs));
  EXPECT_EQ(said(), (Words{"progress 2/10", "progress 10/10"}));
  ASSERT_TRUE(d_.reply_error(EIO, "x"));
  EXPECT_FALSE(d_.progress_unlimited(1, 2, now_ns_)) << "drains";
}

TEST_F(Daemon, PulsesUntilTheEnd) {
  feed(call(92, 3));
  EXPECT_EQ(d_.pulse_due_ns(), now_ns_ + 2000 * kMs);
  EXPECT_FALSE(d_.end_pulse(now_ns_ + 3000 * kMs)) << "nothing was told, so the end is not either";
  EXPECT_TRUE(d_.pulse(d_.pulse_due_ns()));
  EXPECT_FALSE(d_.pulse(d_.pulse_due_ns() - 1));
  EXPECT_TRUE(d_.pulse(d_.pulse_due_ns()));
  EXPECT_TRUE(d_.end_pulse(now_ns_ + 2400 * kMs));
  ASSERT_TRUE(d_.reply(""));
  EXPECT_EQ(said(), (Words{"progress 0/1", "progress 0/1", "progress 1/1", "reply 92/3"}));
}

}  // namespace
}  // namespace gs::protocol
