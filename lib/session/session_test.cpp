#include "session/session.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <future>

#include "guestscope/calls.hpp"
#include "session/composed.hpp"
#include "session/file_stream.hpp"
#include "session/test_daemon.hpp"

namespace gs::session {
namespace {

using test::TestDaemon;

TEST(Session, StatesHaveNames) {
  EXPECT_EQ(state_name(State::kConfig), "config");
  EXPECT_EQ(state_name(State::kBusy), "busy");
}

TEST(Session, CallsBeforeTheLaunchAreRefused) {
  Session g;
  const auto s = calls::ping_daemon(g);
  ASSERT_FALSE(s);
  EXPECT_EQ(s.error().hint, "call launch before using this function");
  EXPECT_TRUE(g.shutdown()) << "nothing to do is no error";
}

TEST(Session, AttachCallsAndShutdown) {
  TestDaemon daemon;
  daemon.start();
  std::vector<std::string> seen;
  {
    Session g;
    g.set_trace(true);
    ASSERT_TRUE(g.add_callback(kAllEvents, [&](const EventPayload& p) {
      seen.push_back(event_names(p.event) + " " + std::string(p.text));
    }));
    ASSERT_TRUE(g.attach(daemon.client()));
    EXPECT_EQ(g.state(), State::kReady);
    EXPECT_EQ(*calls::umask(g, 022), 022);
    const auto missing = calls::rm(g, "/x");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().err, ENOENT);
    EXPECT_EQ(missing.error().message, "rm: /x: No such file");
    EXPECT_TRUE(g.shutdown());
    EXPECT_EQ(g.state(), State::kConfig);
  }
  EXPECT_EQ(seen, (std::vector<std::string>{
                      "enter attach", "launch_done ", "enter umask", "trace umask 18",
                      "trace umask = 18", "enter rm", "trace rm \"/x\"", "trace rm = -1 (error)",
                      "enter shutdown", "enter internal_autosync", "trace internal_autosync",
                      "trace internal_autosync = 0", "trace close", "enter shutdown", "close "}));
}

TEST(Session, AutosyncOffMakesNoCall) {
  TestDaemon daemon;
  daemon.start();
  {
    Session g;
    g.config().autosync = false;
    ASSERT_TRUE(g.attach(daemon.client()));
    EXPECT_TRUE(g.shutdown());
  }
  EXPECT_TRUE(daemon.called.empty());
}

TEST(Session, FilesGoBothWaysWhateverTheirSize) {
  TestDaemon daemon;
  daemon.start();
  Session g;
  ASSERT_TRUE(g.attach(daemon.client()));
  for (const std::size_t size : {0u, 1u, 8191u, 8192u, 8193u, 3'000'000u}) {
    std::string bytes(size, 'a');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 31 >> 3);
    BufferSource source(bytes);
    ASSERT_TRUE(calls::upload(g, source, "/f"));
    BufferSink sink(size);
    ASSERT_TRUE(calls::download(g, "/f", sink));
    EXPECT_TRUE(sink.bytes() == bytes) << size;
  }
}

TEST(Session, AnUploadThatIsRefusedEndsTheCallWithItsError) {
  TestDaemon daemon;
  daemon.refuse_uploads = true;
  daemon.start();
  Session g;
  ASSERT_TRUE(g.attach(daemon.client()));
  CallbackSource endless([](std::span<char> b) -> Result<std::size_t> { return b.size(); });
  const auto s = calls::upload(g, endless, "/f");
  ASSERT_FALSE(s);
  EXPECT_EQ(s.error().err, ENOSPC);
  EXPECT_TRUE(calls::ping_daemon(g));
}

TEST(Session, ErrorsOfThisSideCancelTheTransferAndTheSessionGoesOn) {
  TestDaemon daemon;
  daemon.start();
  Session g;
  ASSERT_TRUE(g.attach(daemon.client()));
  CallbackSource broken([](std::span<char>) -> Result<std::size_t> {
    return fail(ErrorCode::kSystem, "unreadable");
  });
  EXPECT_EQ(calls::upload(g, broken, "/f").error().message, "unreadable");
  const std::string bytes(500'000, 'x');
  BufferSource source(bytes);
  ASSERT_TRUE(calls::upload(g, source, "/f"));
  BufferSink small(100);
  EXPECT_EQ(calls::download(g, "/f", small).error().code, ErrorCode::kLimit);
  EXPECT_TRUE(calls::ping_daemon(g));
}

// A pipe that stays silent: only another thread can end the upload.
TEST(Session, UserCancelFromAnotherThread) {
  TestDaemon daemon;
  daemon.start();
  Session g;
  ASSERT_TRUE(g.attach(daemon.client()));
  auto pipe = make_pipe();
  ASSERT_TRUE(pipe);
  FdSource silent(pipe->first.get());
  ASSERT_GE(silent.poll_fd(), 0);
  auto done = std::async(std::launch::async, [&] { return calls::upload(g, silent, "/f"); });
  while (done.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready)
    g.user_cancel();  // again and again: the transfer clears a wish that came before it
  const auto s = done.get();
  ASSERT_FALSE(s);
  EXPECT_EQ(s.error().err, EINTR);
  g.user_cancel();
  EXPECT_TRUE(calls::ping_daemon(g));
}

TEST(Session, TheDaemonsEndIsSubprocessQuit) {
  TestDaemon daemon;
  daemon.start(1);
  int quits = 0;
  Session g;
  ASSERT_TRUE(g.add_callback(kSubprocessQuit, [&](const EventPayload& p) {
    ++quits;
    EXPECT_TRUE(p.text.empty());
    EXPECT_EQ(g.state(), State::kConfig);
  }));
  ASSERT_TRUE(g.attach(daemon.client()));
  EXPECT_TRUE(calls::ping_daemon(g));
  const auto s = calls::ping_daemon(g);
  ASSERT_FALSE(s);
  EXPECT_EQ(s.error().err, EPIPE);
  EXPECT_EQ(quits, 1);
  EXPECT_EQ(g.state(), State::kConfig);
}

TEST(Session, ProgressComesWithItsFourNumbers) {
  TestDaemon daemon;
  daemon.send_progress = true;
  daemon.start();
  std::vector<std::array<std::uint64_t, 4>> got;
  Session g;
  ASSERT_TRUE(g.add_callback(kProgress, [&](const EventPayload& p) { got.push_back(p.array); }));
  ASSERT_TRUE(g.attach(daemon.client()));
  ASSERT_TRUE(calls::ping_daemon(g));
  ASSERT_FALSE(got.empty());
  EXPECT_EQ(got[0][0], api::find_call("ping_daemon")->number);
  EXPECT_EQ(got[0][1], 0x123400u);
  EXPECT_EQ(got[0][2], 1u);
  EXPECT_EQ(got[0][3], 2u);
}

TEST(Session, ASilentDaemonRunsIntoTheTimeout) {
  auto pair = make_socketpair();
  ASSERT_TRUE(pair);
  Config config;
  config.launch_timeout_ms = 20;
  Session g(config);
  const auto s = g.attach(std::move(pair->first));
  ASSERT_FALSE(s);
  EXPECT_EQ(s.error().code, ErrorCode::kLimit);
  EXPECT_EQ(g.state(), State::kConfig);
}

TEST(Session, ACallTimeoutEndsTheSessionNotTheProgram) {
  auto pair = make_socketpair();
  ASSERT_TRUE(pair);
  Config config;
  config.call_timeout_ms = 20;
  Session g(config);
  ASSERT_TRUE(g.attach(std::move(pair->first), {.launched = true}));
  const auto s = calls::ping_daemon(g);
  ASSERT_FALSE(s);
  EXPECT_EQ(s.error().err, ETIMEDOUT);
  EXPECT_EQ(g.state(), State::kConfig);
}

TEST(Session, ComposedCallsEnterUnderTheirOwnNameFirst) {
  TestDaemon daemon;
  daemon.start();
  std::vector<std::string> entered;
  Session g;
  ASSERT_TRUE(g.attach(daemon.client()));
  ASSERT_TRUE(g.add_callback(kEnter, [&](const EventPayload& p) { entered.emplace_back(p.text); }));
  const std::string big(3u << 20, 'q');
  ASSERT_TRUE(write(g, "/f", big));
  EXPECT_EQ(*cat(g, "/f"), big);
  ASSERT_TRUE(write(g, "/f", "small"));
  EXPECT_EQ(entered, (std::vector<std::string>{"write", "upload", "cat", "download", "write",
                                               "internal_write"}));
}

TEST(Session, LinesOfAFile) {
  TestDaemon daemon;
  daemon.start();
  Session g;
  ASSERT_TRUE(g.attach(daemon.client()));
  for (const auto& [text, lines] : std::vector<std::pair<std::string, std::vector<std::string>>>{
           {"", {}}, {"a", {"a"}}, {"a\r\nb\n", {"a", "b"}}, {"\n\n", {"", ""}}}) {
    BufferSource source(text);
    ASSERT_TRUE(calls::upload(g, source, "/f"));
    EXPECT_EQ(*read_lines(g, "/f"), lines) << text;
  }
}

}  // namespace
}  // namespace gs::session
