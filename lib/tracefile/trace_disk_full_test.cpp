// A disk that is full for a while: nothing torn stays in the file, what waited comes later, and
// what was too much to keep is counted in the trace itself.
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include "tracefile/trace_test_util.hpp"

namespace gs {
namespace {

using namespace test;

void limit_file_size(rlim_t bytes) {
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = bytes;
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

// Text that does not shrink, so that a frame has more bytes than the disk has room.
std::string noise(std::size_t bytes) {
  std::string out;
  for (std::uint64_t x = 1; out.size() < bytes; x = x * 6364136223846793005u + 1442695040888963407u)
    out += static_cast<char>('!' + (x >> 33) % 90);
  return out;
}

TEST(TraceDiskFull, NothingIsTornAndNothingIsLost) {
  TempTrace t;
  EXPECT_EQ(wait_for(in_child([&] {
              ::signal(SIGXFSZ, SIG_IGN);
              auto w = t.writer();
              auto size = t.size();
              limit_file_size(size + 100);
              if (!w.add(console(1, noise(5000)))) return false;
              for (int i = 0; i < 3; ++i) {
                auto s = w.flush();
                if (s || s.error().hint.empty() || t.size() != size) return false;
              }
              auto due = w.flush_due_ns();
              if (!due || *due <= w.pending_since_ns() + 200'000'000) return false;
              if (w.close()) return false;  // not even "close" fits
              limit_file_size(RLIM_INFINITY);
              return w.add(console(2, "later")).has_value() && w.close().has_value() &&
                     w.dropped() == 0;
            })),
            0);
  auto r = TraceReader::open(t.path()).value();
  auto events = r.read_all().value();
  EXPECT_EQ(r.incomplete(), "");
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].text, noise(5000));
}

TEST(TraceDiskFull, TooMuchToKeepIsCountedWhereItIsMissing) {
  TempTrace t;
  EXPECT_EQ(wait_for(in_child([&] {
              ::signal(SIGXFSZ, SIG_IGN);
              auto w = t.writer();
              limit_file_size(t.size());
              std::string text(tracefile::kMaxTextBytes, 'x');
              for (int i = 0; i < 100; ++i) {
                if (!w.add(console(i, text))) return false;
                if (i % 20 == 0 && w.flush()) return false;
              }
              if (w.dropped() == 0 || w.dropped() > 40) return false;
              limit_file_size(RLIM_INFINITY);
              if (!w.flush() || !w.add(console(200, "after"))) return false;
              return w.close().has_value();
            })),
            0);
  auto r = TraceReader::open(t.path()).value();
  std::vector<Event> events;
  while (r.next_batch(&events).value()) {
  }
  EXPECT_EQ(r.incomplete(), "");
  ASSERT_GT(events.size(), 60u);
  EXPECT_EQ(events.back().text, "after");
  const Event& note = events[events.size() - 2];
  EXPECT_EQ(note.kind, EventKind::kNote);
  std::size_t lost = 100 - (events.size() - 2);
  EXPECT_EQ(note.data, "{\"dropped\":" + std::to_string(lost) + "}");
  EXPECT_NE(note.text.find("File too large"), std::string::npos) << note.text;
}

// A disk that takes a part of a frame and then no more.
TEST(TraceDiskFull, ShortWritesOnASmallFileSystem) {
  TempTrace t;
  int status = wait_for(in_child([&] {
    // In a mount namespace of its own: nobody else sees it, and it goes with the child.
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("none", t.folder().c_str(), "tmpfs", 0, "size=64k") != 0)
      ::_exit(77);
    auto w = t.writer();
    std::size_t sent = 0;
    for (;; ++sent) {
      if (!w.add(console(static_cast<std::int64_t>(sent), noise(9000)))) return false;
      if (!w.flush()) break;
      if (sent > 100) return false;
    }
    auto r = TraceReader::open(t.path());
    if (!r || r->read_all().value().size() != sent || r->skipped_bytes() != 0) return false;
    if (::mount("none", t.folder().c_str(), "tmpfs", MS_REMOUNT, "size=1m") != 0) return false;
    if (!w.close()) return false;
    auto again = TraceReader::open(t.path());
    return again && again->read_all().value().size() == sent + 1 && again->incomplete().empty();
  }));
  if (WIFEXITED(status) && WEXITSTATUS(status) == 77) GTEST_SKIP() << "no right to mount a tmpfs";
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace gs
