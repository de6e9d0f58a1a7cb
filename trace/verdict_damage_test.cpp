// Logs and traces that were cut at any byte or had bits flipped must give a report or a clear
// error, never anything worse. (The sanitizer build is where this test earns its keep.)
#include <gtest/gtest.h>

#include <random>

#include "base/files.hpp"
#include "base/text.hpp"
#include "trace/test_logs.hpp"
#include "trace/verdict.hpp"
#include "trace/verdict_text.hpp"

namespace gs::trace {
namespace {

const char* const kLog =
    "libguestfs: launch: program=libguestfs-test-tool\r\n"
    "libguestfs: begin building supermin appliance\n"
    "supermin: version: 5.2.2\n"
    "libguestfs: begin testing qemu features\n"
    "qemu-system-x86_64: warning: \xE2\x80\x98x\xE2\x80\x99 is \\\"old\\\"\n"
    "\x1b[2J\x1b]0;title\aSeaBIOS (version 1.16.2)\n"
    "\\x1bc\\x1b[?7l[    0.000000] Linux version 6.1.0\n"
    "[    1.500000] Run /init as init process\n"
    "10%\r20%\r30%\rsupermin: mounting /proc\n"
    "^[[0;1mStarting /init script ...\n"
    "guestfsd --verbose\n"
    "[   12.500000] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00007f00\n"
    "libguestfs: error: appliance closed the connection\nunexpectedly, see earlier error messages\n"
    "libguestfs: sending SIGTERM to process 1348";

class Damage : public testing::Test {
 protected:
  void SetUp() override {
    auto d = Diagnoser::create();
    ASSERT_TRUE(d) << d.error().message;
    diagnoser_.emplace(std::move(*d));
  }
  // A verdict must be consistent whatever the input was.
  void report(const Verdict& v, std::size_t lines) {
    ASSERT_EQ(v.outcome == Outcome::kUnknown, !v.stage.has_value());
    ASSERT_TRUE(v.outcome == Outcome::kUnknown || v.evidence);
    ASSERT_TRUE(!v.evidence || v.evidence->line <= lines);
    std::string json = verdict_json(v);
    ASSERT_TRUE(is_valid_utf8(json));
    std::string text = verdict_text(v, {});
    ASSERT_TRUE(is_valid_utf8(text));
    ASSERT_EQ(text.find('\x1b'), std::string::npos);
  }
  void try_log(std::string_view log) {
    // A copy of exactly this size: reading past the end is seen.
    std::vector<char> exact(log.begin(), log.end());
    auto t = Transcript::from_log({exact.data(), exact.size()});
    if (!t) {
      ASSERT_FALSE(t.error().hint.empty());
      return;
    }
    report(diagnoser_->diagnose(*t), t->lines().size());
  }
  std::optional<Diagnoser> diagnoser_;
};

TEST_F(Damage, LogsCutAtEveryByte) {
  std::string log = kLog;
  for (std::size_t n = 0; n <= log.size(); ++n) {
    try_log(std::string_view(log).substr(0, n));
    try_log(std::string_view(log).substr(n));
  }
}

TEST_F(Damage, LogsWithFlippedBytes) {
  std::string log = kLog;
  std::mt19937 random(23);
  for (std::size_t i = 0; i < log.size(); ++i) {
    std::string bad = log;
    bad[i] = static_cast<char>(bad[i] ^ (1 << (random() % 8)));
    try_log(bad);
    bad[i] = "\0\x1b[\\\xE2\r\n^"[random() % 8];
    try_log(bad);
  }
}

TEST_F(Damage, RealLogsCutAndFlipped) {
  std::mt19937 random(29);
  const std::string folder = boot_log_folder();
  if (folder.empty()) GTEST_SKIP() << "no ../shared/data/bootlogs on this machine";
  for (const char* name :
       {"004.log", "016.log", "028.log", "034.log", "066.log", "084.log", "090.log"}) {
    auto log = read_file(folder + "/" + name, 1 << 20);
    ASSERT_TRUE(log) << name;
    for (std::size_t n = 0; n < log->size(); n += 3) try_log(std::string_view(*log).substr(0, n));
    for (int i = 0; i < 300; ++i) {
      std::string bad = *log;
      for (int k = 0; k < 5; ++k) bad[random() % bad.size()] = static_cast<char>(random());
      try_log(bad);
    }
  }
}

TEST_F(Damage, TracesWithTornAndShuffledEvents) {
  std::mt19937 random(31);
  std::string log = kLog;
  for (int round = 0; round < 200; ++round) {
    std::vector<Event> events;
    std::int64_t t = 0;
    for (std::size_t at = 0; at < log.size();) {
      std::size_t n = 1 + random() % 80;
      t += static_cast<std::int64_t>(random() % 1000) - 100;
      Event e{.t_ns = t,
              .kind = static_cast<EventKind>(random() % 9),
              .pid = static_cast<std::int64_t>(random() % 3),
              .text = log.substr(at, n),
              .data = {}};
      if (random() % 3 == 0)
        e.data = R"({"pid":)" + std::to_string(random() % 3) + R"(,"signal":)" +
                 std::to_string(random() % 12) + R"(,"event":"SHUTDOWN"})";
      if (random() % 7 == 0) e.data.resize(random() % (e.data.size() + 1));
      events.push_back(std::move(e));
      at += n;
    }
    Transcript transcript = Transcript::from_events(events);
    Verdict v = diagnoser_->diagnose(transcript);
    report(v, transcript.lines().size());
    std::int64_t sum = 0;
    for (const StageSpan& s : v.stages) sum += s.duration_ns.value_or(0);
    ASSERT_EQ(sum, v.facts.end_ns - v.facts.start_ns);
  }
}

TEST_F(Damage, HostileLogsStayCheap) {
  // Many restarts, many hits of one phrase, one endless line, an endless escape sequence.
  std::string restarts, hits, escapes = "SeaBIOS (version 1)\n";
  for (int i = 0; i < 30'000; ++i) {
    restarts += "begin building supermin appliance\nLinux version 6\nreboot: Power down\n";
    hits += "libguestfs: error: x: y login: [";
    escapes += "\x1b]\x1b[\\x1b[^[[";
  }
  for (const std::string& log : {restarts, hits, escapes}) try_log(log);
}

}  // namespace
}  // namespace gs::trace
