// What the client's side makes of a daemon that behaves, and of one that does not; the latter after
// ../shared/protocol/capture/raw-client-probe.txt.
#include "protocol/client_conversation.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <vector>

#include "protocol/body_codec.hpp"
#include "protocol/sample_calls.hpp"
#include "protocol/xdr.hpp"

namespace gs::protocol {
namespace {

using Kind = ClientEvent::Kind;
using Outcome = CallOutcome::Kind;
using State = ClientConversation::State;

std::string launch() {
  std::string s;
  append_launch(&s);
  return s;
}
std::string cancel_flag() {
  std::string s;
  append_cancel(&s);
  return s;
}
std::string chunk(std::string_view data) {
  std::string s;
  append_chunk(&s, data);
  return s;
}
std::string cancel_chunk() {
  std::string s;
  append_cancel_chunk(&s);
  return s;
}

class Client : public testing::Test {
 protected:
  ClientConversation c_;
  std::string data_;  // downloaded
  std::vector<Progress> progress_;

  // The events of these bytes but data and progress, which are kept.
  std::vector<Kind> feed(std::string_view bytes) {
    std::vector<Kind> kinds;
    while (auto e = c_.next(&bytes)) {
      if (e->kind == Kind::kData)
        data_ += e->data;
      else if (e->kind == Kind::kProgress)
        progress_.push_back(e->progress);
      else
        kinds.push_back(e->kind);
    }
    EXPECT_TRUE(bytes.empty());
    return kinds;
  }
  void start(std::uint32_t number, std::string_view args = {}) {
    auto status = c_.start_call(*sample::find(number), 0, args);
    ASSERT_TRUE(status) << status.error().message;
  }
  void launched() { ASSERT_EQ(feed(launch()), std::vector{Kind::kLaunched}); }
  std::string take_output() {
    std::string out(c_.output());
    c_.sent(out.size());
    return out;
  }
  std::string reply(std::string_view body = {}, Header h = {}) {
    h.proc = h.proc ? h.proc : c_.proc();
    h.serial = h.serial ? h.serial : c_.serial();
    h.direction = kDirectionReply;
    std::string s;
    EXPECT_TRUE(append_message(&s, h, body));
    return s;
  }
  std::string error_reply(std::string_view name, std::string_view text) {
    std::string s;
    append_error_reply(&s, c_.proc(), c_.serial(), name, text);
    return s;
  }
  void expect_done(std::string_view bytes, Outcome outcome) {
    EXPECT_EQ(feed(bytes), std::vector{Kind::kDone});
    EXPECT_EQ(c_.outcome().kind, outcome) << c_.outcome().message;
    EXPECT_EQ(c_.state(), State::kIdle);
  }
  void expect_lost(std::string_view bytes, std::string_view why) {
    EXPECT_EQ(feed(bytes), std::vector{Kind::kLost});
    EXPECT_NE(c_.problem().message.find(why), std::string::npos) << c_.problem().message;
    EXPECT_FALSE(c_.problem().hint.empty());
    EXPECT_FALSE(c_.start_call(*sample::find(92), 0, ""));
    EXPECT_TRUE(feed("anything more").empty());
  }
  void expect_next_call_works() {
    take_output();
    start(36);
    std::string one;
    append_u32(&one, 1);
    expect_done(reply(one), Outcome::kOk);
    EXPECT_EQ(decode_result(*sample::find(36), c_.outcome().result)->value, Value(true));
  }
};

TEST_F(Client, ACallIsTheBytesOfTheFacts) {
  launched();
  start(282);
  Header h;
  h.proc = 282, h.serial = kFirstSerial;
  std::string expected;
  ASSERT_TRUE(append_message(&expected, h, ""));
  EXPECT_EQ(take_output(), expected);
  expect_done(reply(), Outcome::kOk);
  start(92);
  EXPECT_EQ(c_.serial(), kFirstSerial + 1);
}

TEST_F(Client, OneCallAtATimeAndNoneBeforeTheLaunch) {
  auto early = c_.start_call(*sample::find(92), 0, "");
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().message, "ping_daemon: the daemon is not up yet");
  launched();
  start(36);
  auto second = c_.start_call(*sample::find(92), 0, "");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message, "ping_daemon: the call exists is still running");
  EXPECT_EQ(c_.serial(), kFirstSerial);
}

TEST_F(Client, ACallThatIsTooLargeHasNotHappened) {
  launched();
  auto status = c_.start_call(*sample::find(246), 0, std::string(4u << 20, 'x'));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kLimit);
  EXPECT_TRUE(c_.output().empty());
  expect_next_call_works();
  EXPECT_EQ(c_.serial(), kFirstSerial);
}

TEST_F(Client, BeforeTheLaunchFlagOnlyProgressMayCome) {
  std::string bytes;
  append_progress(&bytes, {1, 2, 3, 4});
  EXPECT_TRUE(feed(bytes).empty());
  EXPECT_EQ(progress_.size(), 1u);
  launched();
  expect_next_call_works();
}

TEST_F(Client, ACancelFlagBeforeTheLaunchFlag) { expect_lost(cancel_flag(), "before the launch"); }
TEST_F(Client, AMessageBeforeTheLaunchFlag) { expect_lost(reply(), "before the launch"); }
TEST_F(Client, RubbishBeforeTheLaunchFlag) { expect_lost("GRUB loading", "0x47525542 (byte 0)"); }
TEST_F(Client, AttachedToADaemonThatIsUp) {
  c_ = ClientConversation(true, 77);
  start(92);
  EXPECT_EQ(c_.serial(), 77u);
  expect_done(reply(), Outcome::kOk);
}

TEST_F(Client, ErrorsCarryTextAndErrno) {
  launched();
  start(3);
  expect_done(error_reply("ENOENT", "open: /x: No such file"), Outcome::kError);
  EXPECT_EQ(c_.outcome().err, ENOENT);
  EXPECT_EQ(c_.outcome().errno_name, "ENOENT");
  EXPECT_EQ(c_.outcome().message, "open: /x: No such file");
  start(3);
  expect_done(error_reply("", "you must call 'mount' first"), Outcome::kError);
  EXPECT_EQ(c_.outcome().err, 0);
  start(3);
  expect_done(error_reply("ENOSUCH", "x"), Outcome::kError);
  EXPECT_EQ(c_.outcome().err, EINVAL);
  expect_next_call_works();
}

TEST_F(Client, AnAnswerToAnotherCallFailsThisOneOnly) {
  launched();
  auto wrong = [&](Header h, const char* why) {
    start(36);
    std::string bytes = reply(std::string(4, '\0'), h);
    expect_done(bytes, Outcome::kBadReply);
    EXPECT_NE(c_.outcome().message.find(why), std::string::npos) << c_.outcome().message;
    EXPECT_EQ(c_.outcome().message.substr(0, 8), "exists: ");
  };
  Header h;
  h.serial = 5;
  wrong(h, "serial is 5");
  h = {};
  h.proc = 93;
  wrong(h, "procedure number is 93");
  h = {};
  h.vers = 5;
  wrong(h, "protocol version is 5");
  h = {};
  h.prog = 1;
  wrong(h, "program number is 1");
  start(36);
  std::string call;
  Header direction;
  direction.proc = 36, direction.serial = c_.serial();
  ASSERT_TRUE(append_message(&call, direction, ""));
  expect_done(call, Outcome::kBadReply);
  start(36);
  expect_done(std::string("\0\0\0\x8", 4) + "12345678", Outcome::kBadReply);
  start(36);
  expect_done(error_reply("E", std::string(65536, 'x')), Outcome::kError);
  expect_next_call_works();
}

TEST_F(Client, AnErrorThatCannotBeReadAndAStatusOfTwo) {
  launched();
  start(36);
  Header h;
  h.status = kStatusError;
  std::string body;
  append_opaque(&body, std::string(40, 'E'));
  append_opaque(&body, "text");
  expect_done(reply(body, h), Outcome::kBadReply);
  start(92);
  h.status = 2;
  expect_done(reply("", h), Outcome::kOk);
}

TEST_F(Client, CancelFlagsAndForeignProgressAreToleratedAtEveryBoundary) {
  launched();
  EXPECT_TRUE(feed(cancel_flag()).empty());
  start(36);
  std::string bytes = cancel_flag();
  append_progress(&bytes, {9, 9, 1, 2});
  EXPECT_TRUE(feed(bytes).empty());
  expect_done(reply(std::string(4, '\0')), Outcome::kOk);
  EXPECT_EQ(progress_, (std::vector<Progress>{{9, 9, 1, 2}}));
  start(67);
  EXPECT_TRUE(feed(reply() + cancel_flag() + chunk("a") + cancel_flag() + chunk("b")).empty());
  expect_done(chunk(""), Outcome::kOk);
  EXPECT_EQ(data_, "ab");
  expect_next_call_works();
}

TEST_F(Client, AnAnswerThatNobodyAskedFor) {
  launched();
  start(36);
  std::string answer = reply(std::string(4, '\0'));
  std::string_view both = answer;
  expect_done(both, Outcome::kOk);
  expect_lost(answer, "nobody asked for");
}

TEST_F(Client, ASecondLaunchFlag) {
  launched();
  start(36);
  expect_lost(launch(), "a second time");
}
TEST_F(Client, ALengthThatIsTooLarge) {
  launched();
  start(36);
  expect_lost(std::string("\0\x40\0\1", 4), "0x00400001");
}

TEST_F(Client, TheStreamEnds) {
  launched();
  start(36);
  std::string half = reply().substr(0, 20);
  EXPECT_TRUE(feed(half).empty());
  c_.end_of_stream();
  EXPECT_EQ(c_.state(), State::kLost);
  EXPECT_EQ(c_.problem().message,
            "the daemon closed the connection during exists, in the middle of a frame");
  EXPECT_EQ(c_.problem().code, ErrorCode::kSystem);
}

TEST_F(Client, UploadAnswersAfterItsEnd) {
  launched();
  auto status = c_.start_call(*sample::find(66), 0, "", 3);
  ASSERT_TRUE(status);
  EXPECT_EQ(load_u64(c_.output().data() + 4 + 20), 3u) << "the progress hint";
  take_output();
  EXPECT_TRUE(c_.wants_upload());
  c_.upload("abc");
  c_.end_upload();
  EXPECT_EQ(take_output(), chunk("abc") + chunk(""));
  EXPECT_FALSE(c_.wants_upload());
  expect_done(reply(), Outcome::kOk);
  expect_next_call_works();
}

TEST_F(Client, UploadsWaitWhileMuchIsUnsent) {
  launched();
  start(66);
  int pieces = 0;
  for (; c_.wants_upload(); ++pieces) c_.upload(std::string(kMaxChunkData, 'x'));
  EXPECT_EQ(pieces, 8);
  take_output();
  EXPECT_TRUE(c_.wants_upload());
}

TEST_F(Client, TheDaemonRefusesAnUpload) {
  launched();
  start(66);
  c_.upload("abc");
  take_output();
  EXPECT_TRUE(feed(cancel_flag()).empty());
  EXPECT_TRUE(c_.upload_refused());
  EXPECT_FALSE(c_.wants_upload());
  EXPECT_EQ(take_output(), cancel_chunk()) << "exactly one";
  c_.upload("more");
  c_.end_upload();
  c_.abort_upload();
  EXPECT_FALSE(c_.cancel()) << "too late";
  EXPECT_TRUE(feed(cancel_flag()).empty());
  EXPECT_TRUE(c_.output().empty());
  expect_done(error_reply("ENOSPC", "full"), Outcome::kError);
  EXPECT_EQ(c_.outcome().err, ENOSPC);
  expect_next_call_works();
}

TEST_F(Client, TheRefusalCrossesTheEndOfTheUpload) {
  launched();
  start(66);
  c_.end_upload();
  take_output();
  EXPECT_TRUE(feed(cancel_flag()).empty());
  EXPECT_TRUE(c_.output().empty());
  expect_done(error_reply("ENOSPC", "full"), Outcome::kError);
  expect_next_call_works();
}

TEST_F(Client, RefusedAndThenReportedAsDone) {
  launched();
  start(66);
  expect_done(cancel_flag() + reply(), Outcome::kBadReply);
  take_output();
  expect_next_call_works();
}

TEST_F(Client, AnAnswerBeforeTheEndOfTheUpload) {
  launched();
  start(66);
  expect_lost(reply(), "before the end of the upload");
}

TEST_F(Client, TheUserCancelsAnUpload) {
  launched();
  start(66);
  c_.upload("abc");
  take_output();
  EXPECT_TRUE(c_.cancel());
  EXPECT_TRUE(c_.cancel()) << "twice is once";
  EXPECT_EQ(take_output(), cancel_chunk());
  // Both at once: the daemon's flag is skipped.
  expect_done(cancel_flag() + error_reply("", "file upload cancelled"), Outcome::kCancelledByUser);
  EXPECT_EQ(c_.outcome().err, EINTR);
  EXPECT_FALSE(c_.cancel()) << "there is no call any more";
  expect_next_call_works();
}

TEST_F(Client, TheFileToUploadCannotBeRead) {
  launched();
  start(66);
  c_.abort_upload();
  c_.upload("late");
  EXPECT_TRUE(take_output().ends_with(cancel_chunk()));
  expect_done(error_reply("", "file upload cancelled"), Outcome::kAborted);
  expect_next_call_works();
}

TEST_F(Client, CancelDoesNothingWithoutATransfer) {
  launched();
  EXPECT_FALSE(c_.cancel());
  start(36);
  EXPECT_FALSE(c_.cancel());
  expect_done(reply(std::string(4, '\0')), Outcome::kOk);
  start(66);
  c_.end_upload();
  EXPECT_FALSE(c_.cancel()) << "everything is on its way";
  expect_done(reply(), Outcome::kOk);
}

TEST_F(Client, TheUserCancelsADownload) {
  launched();
  start(67);
  take_output();
  EXPECT_TRUE(feed(reply() + chunk("abc")).empty());
  EXPECT_TRUE(c_.cancel());
  EXPECT_EQ(take_output(), cancel_flag());
  EXPECT_TRUE(feed(chunk("dropped")).empty());
  expect_done(cancel_chunk(), Outcome::kCancelledByUser);
  EXPECT_EQ(data_, "abc");
  EXPECT_EQ(c_.outcome().err, EINTR);
  expect_next_call_works();
}

TEST_F(Client, TheCancelFlagCrossesTheEndOfTheDownload) {
  launched();
  start(67);
  EXPECT_TRUE(feed(reply() + chunk("abc")).empty());
  EXPECT_TRUE(c_.cancel());
  expect_done(chunk(""), Outcome::kCancelledByUser);
  expect_next_call_works();
}

TEST_F(Client, ADownloadIsCancelledBeforeItsReply) {
  launched();
  start(67);
  take_output();
  EXPECT_TRUE(c_.cancel());
  EXPECT_TRUE(c_.output().empty()) << "there is nothing to cancel yet";
  EXPECT_TRUE(feed(reply()).empty());
  EXPECT_EQ(take_output(), cancel_flag());
  expect_done(cancel_chunk(), Outcome::kCancelledByUser);
  start(67);
  EXPECT_TRUE(c_.cancel());
  expect_done(error_reply("ENOENT", "no"), Outcome::kError);
  expect_next_call_works();
}

TEST_F(Client, TheDownloadedFileCannotBeWritten) {
  launched();
  start(67);
  take_output();
  EXPECT_TRUE(feed(reply() + chunk("abc")).empty());
  c_.abort_download();
  EXPECT_EQ(take_output(), cancel_flag());
  std::string bytes = chunk("more");
  append_progress(&bytes, {67, c_.serial(), 1, 2});
  expect_done(bytes + cancel_chunk(), Outcome::kAborted);
  EXPECT_EQ(data_, "abc");
  expect_next_call_works();
}

TEST_F(Client, TheDaemonBreaksADownloadOff) {
  launched();
  start(67);
  expect_done(reply() + chunk("abc") + cancel_chunk(), Outcome::kCancelledByDaemon);
  EXPECT_EQ(c_.outcome().err, 0);
  expect_next_call_works();
}

TEST_F(Client, ADownloadWithOddChunksAndAResult) {
  launched();
  start(67);
  std::string bytes = reply("res1") + chunk("x") + chunk(std::string(8192, 'y')) + chunk("z");
  expect_done(bytes + chunk(""), Outcome::kOk);
  EXPECT_EQ(data_.size(), 8194u);
  EXPECT_EQ(c_.outcome().result, "res1");
}

TEST_F(Client, AMessageWhereAChunkShouldBe) {
  launched();
  start(67);
  EXPECT_TRUE(feed(reply()).empty());
  expect_lost(reply(), "a message came where a file chunk should be");
}
TEST_F(Client, ACancelledCallWhoseConversationIsLost) {
  launched();
  start(67);
  EXPECT_TRUE(c_.cancel());
  expect_lost("rubbish", "0x72756262");
  EXPECT_FALSE(c_.cancel()) << "found by conversation_fuzz";
}
TEST_F(Client, AChunkThatIsTooLarge) {
  launched();
  start(67);
  EXPECT_TRUE(feed(reply()).empty());
  expect_lost(chunk(std::string(8193, 'x')), "8193");
}

}  // namespace
}  // namespace gs::protocol
