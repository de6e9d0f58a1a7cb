// Several processes write to one trace, some die in the middle.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <map>

#include "base/clock.hpp"
#include "base/fd.hpp"
#include "tracefile/append_file.hpp"
#include "tracefile/trace_test_util.hpp"

namespace gs {
namespace {

using namespace test;

TEST(TraceProcesses, AllThatSeveralWriteAtOnceIsThere) {
  constexpr int kWriters = 6, kEvents = 400;
  TempTrace t;
  // All start at the moment when the last end of the pipe is closed: also a test of creation.
  auto gate = make_pipe().value();
  std::vector<pid_t> children;
  for (int c = 0; c < kWriters; ++c)
    children.push_back(in_child([&] {
      gate.second.reset();
      char byte;
      if (::read(gate.first.get(), &byte, 1) != 0) return false;
      auto w = t.writer(c == 0 ? Role::kRecorder : Role::kCompanion);
      for (int i = 0; i < kEvents; ++i) {
        Event e{i, EventKind::kConsole, c + 1, "line " + std::to_string(i) + "\n", {}};
        if (!w.add(e)) return false;
        // A lock that others hold for long is no loss: what waits goes with the next flush.
        if (i % (3 + c) == 0) (void)w.flush();
      }
      Status closed = w.close();
      for (int i = 0; !closed && i < 100; ++i) closed = w.close();
      return closed.has_value();
    }));
  gate.second.reset();
  for (pid_t c : children) EXPECT_EQ(wait_for(c), 0);

  auto r = TraceReader::open(t.path()).value();
  auto events = r.read_all().value();
  EXPECT_EQ(r.incomplete(), "");
  EXPECT_EQ(r.writers().size(), static_cast<std::size_t>(kWriters));
  ASSERT_EQ(events.size(), static_cast<std::size_t>(kWriters * kEvents));
  std::map<std::int64_t, int> next;
  for (const Event& e : events) EXPECT_EQ(e.text, "line " + std::to_string(next[e.pid]++) + "\n");
  EXPECT_TRUE(std::is_sorted(events.begin(), events.end(),
                             [](const Event& a, const Event& b) { return a.t_ns < b.t_ns; }));

  std::string text;
  ASSERT_TRUE(plain_zstd(t.bytes(), &text));
  auto lines = json_lines(text);
  EXPECT_EQ(lines.size(), 1u + kWriters * (kEvents + 2));
  EXPECT_EQ(lines[0].rfind("{\"guestscope\":1,", 0), 0u);
  EXPECT_EQ(text.find("{\"guestscope\":", 1), std::string::npos) << "one header only";
  if (have_zstd_program()) {
    EXPECT_EQ(zstd_program(t.path()), text);
  }
}

TEST(TraceProcesses, TheDeadDoNotCountAsWriters) {
  TempTrace t;
  EXPECT_FALSE(trace_has_writers(t.path()));
  auto w = t.writer();
  EXPECT_FALSE(w.others_writing());
  EXPECT_TRUE(trace_has_writers(t.path()));
  auto ready = make_pipe().value();
  pid_t child = in_child([&] {
    auto mine = t.writer(Role::kCompanion);
    (void)!::write(ready.second.get(), "x", 1);
    for (;;) ::pause();
    return true;
  });
  char byte;
  ASSERT_EQ(::read(ready.first.get(), &byte, 1), 1);
  EXPECT_TRUE(w.others_writing());
  auto live = TraceReader::open(t.path()).value();
  ASSERT_TRUE(live.read_all());
  EXPECT_EQ(live.incomplete(), "it is still being recorded");
  ::kill(child, SIGKILL);
  wait_for(child);
  EXPECT_FALSE(w.others_writing());
  ASSERT_TRUE(w.close());
  { auto gone = std::move(w); }
  EXPECT_FALSE(trace_has_writers(t.path()));
  auto r = TraceReader::open(t.path()).value();
  ASSERT_TRUE(r.read_all());
  EXPECT_EQ(r.incomplete(), "companion (pid " + std::to_string(child) + ") did not close it");
}

// Whenever the child dies, what was whole stays and the next writer goes on behind it.
TEST(TraceProcesses, KilledInTheMiddleOfWriting) {
  for (int round = 0; round < 20; ++round) {
    TempTrace t;
    auto ready = make_pipe().value();
    pid_t child = in_child([&] {
      auto w = t.writer();
      (void)!::write(ready.second.get(), "x", 1);
      std::string text(200'000, 'x');
      for (std::int64_t i = 0;; ++i) {
        for (char& c : text) c = static_cast<char>('a' + (c * 31 + i) % 26);
        if (!w.add(console(i, text)) || !w.flush()) return false;
      }
    });
    char byte;
    ASSERT_EQ(::read(ready.first.get(), &byte, 1), 1);
    ::usleep(static_cast<useconds_t>(500 * round));  // no matter where it dies
    ::kill(child, SIGKILL);
    ASSERT_TRUE(WIFSIGNALED(wait_for(child)));
    std::size_t before = TraceReader::open(t.path()).value().read_all().value().size();
    auto w = t.writer(Role::kCompanion);
    ASSERT_TRUE(w.add(console(INT64_MAX, "after")));
    ASSERT_TRUE(w.close());
    auto r = TraceReader::open(t.path()).value();
    auto events = r.read_all().value();
    EXPECT_LE(before, events.size());  // a frame that lacked its mark only may have been cut off
    EXPECT_EQ(r.skipped_bytes(), 0u);
    EXPECT_EQ(events.back().text, "after");
    EXPECT_EQ(r.incomplete(), "recorder (pid " + std::to_string(child) + ") did not close it");
    std::string text;
    ASSERT_TRUE(plain_zstd(t.bytes(), &text));
    EXPECT_EQ(json_lines(text).size(), events.size() + 4);
  }
}

// The same for every byte at which a write can have ended.
TEST(TraceProcesses, ATailTornAtAnyByteIsCutOffByTheNextWriter) {
  const std::string whole = small_trace({console(1, "one\n"), console(2, "two\n")});
  std::size_t last_lines = 0;
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    TempTrace t;
    t.set_bytes(whole.substr(0, cut));
    auto w = t.writer(Role::kCompanion);
    ASSERT_TRUE(w.add(console(9, "after\n")));
    ASSERT_TRUE(w.close());
    auto r = TraceReader::open(t.path()).value();
    EXPECT_EQ(r.read_all().value().back().text, "after\n") << cut;
    EXPECT_EQ(r.skipped_bytes(), 0u) << cut;
    std::string text;
    ASSERT_TRUE(plain_zstd(t.bytes(), &text)) << cut;
    std::size_t lines = json_lines(text).size();
    EXPECT_GE(lines, last_lines) << cut;
    last_lines = lines;
    if (cut % 50 == 0 && have_zstd_program()) {
      EXPECT_EQ(zstd_program(t.path()), text);
    }
  }
  EXPECT_EQ(last_lines, 1u + 4 + 3);
}

// A tail as a crashed kernel leaves it, longer than the window in which a mark is looked for.
TEST(TraceProcesses, ATailOfZeroesIsCutOff) {
  const std::string whole = small_trace({console(1, "one\n")});
  for (std::size_t zeroes : {1u, 12u, 65'530u, 65'536u, 65'540u, 300'000u}) {
    TempTrace t;
    t.set_bytes(whole + std::string(zeroes, '\0'));
    ASSERT_TRUE(t.writer().close());
    auto r = TraceReader::open(t.path()).value();
    EXPECT_EQ(r.read_all().value().size(), 1u);
    EXPECT_EQ(r.incomplete(), "") << zeroes;
  }
}

TEST(TraceProcesses, AStoppedWriterDoesNotHoldUpTheOthers) {
  TempTrace t;
  auto w = t.writer();
  auto ready = make_pipe().value();
  pid_t child = in_child([&] {
    auto file = tracefile::AppendFile::open(t.path()).value();
    auto lock = file.lock(1000);
    (void)!::write(ready.second.get(), "x", 1);
    for (;;) ::pause();
    return lock.has_value();
  });
  char byte;
  ASSERT_EQ(::read(ready.first.get(), &byte, 1), 1);
  ASSERT_TRUE(w.add(console(1, "waits")));
  auto s = w.flush();
  ASSERT_FALSE(s);
  EXPECT_EQ(s.error().code, ErrorCode::kLimit);
  EXPECT_NE(s.error().hint, "");
  ::kill(child, SIGKILL);
  wait_for(child);
  ASSERT_TRUE(w.close());
  EXPECT_EQ(TraceReader::open(t.path()).value().read_all().value().size(), 1u);
}

}  // namespace
}  // namespace gs
