#include "companion/exit_watch.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "base/fd.hpp"

namespace gs::companion {
namespace {

char read_byte(int fd) {
  char c = 0;
  while (::read(fd, &c, 1) < 0 && errno == EINTR) {
  }
  return c;
}

// The client's side is this process: it is the parent. The watcher is a process of its own, as the
// companion is, because a tracer and a parent in one process see each other's waits.
class Scene {
 public:
  template <class F>
  explicit Scene(F end, ExitWatch::Means means = ExitWatch::Means::kTrace) {
    auto go = make_pipe();
    child_ = ::fork();
    if (child_ == 0) {
      ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
      go->second.reset();
      (void)read_byte(go->first.get());
      end();
      ::_exit(99);
    }
    go_ = std::move(go->second);
    auto to = make_pipe(), from = make_pipe();
    watcher_ = ::fork();
    if (watcher_ == 0) {
      go_.reset();
      to->second.reset();
      watch(means, to->first.get(), from->second.get());
    }
    to_ = std::move(to->second);
    from_ = std::move(from->first);
    traced = read_byte(from_.get()) == 't';
  }
  ~Scene() {
    to_.reset();
    ::waitpid(watcher_, nullptr, 0);
  }

  void let_go() { go_.reset(); }
  ExitStatus status() {
    std::array<char, 3> b{};
    for (char& c : b) c = read_byte(from_.get());
    ExitStatus s;
    if (b[0] == 's') s.status = b[1];
    if (b[0] == 'k') s.signal = b[1];
    return s;
  }
  void release() { (void)!::write(to_.get(), "r", 1); }
  void kill_watcher() { ::kill(watcher_, SIGKILL); }
  pid_t child() const { return child_; }
  bool traced = false;

 private:
  [[noreturn]] void watch(ExitWatch::Means means, int in, int out) {
    auto w = ExitWatch::attach(child_, means);
    if (!w) ::_exit(1);
    (void)!::write(out, (*w)->means() == ExitWatch::Means::kTrace ? "t" : "p", 1);
    pollfd p{(*w)->fd(), POLLIN, 0};
    ::poll(&p, 1, -1);
    ExitStatus s = (*w)->take();
    std::array<char, 3> b{'?', 0, 0};
    if (s.status) b = {'s', static_cast<char>(*s.status), 0};
    if (s.signal) b = {'k', static_cast<char>(*s.signal), 0};
    (void)!::write(out, b.data(), b.size());
    (void)read_byte(in);
    (*w)->release();
    (void)read_byte(in);
    ::_exit(0);
  }

  pid_t child_ = -1, watcher_ = -1;
  UniqueFd go_, to_, from_;
};

int reap(pid_t pid, int flags = 0) {
  int st = -1;
  return ::waitpid(pid, &st, flags) == pid ? st : -1;
}

TEST(ExitWatch, TellsTheStatusAndTheParentGetsItAfterTheRelease) {
  Scene s([] { ::_exit(7); });
  if (!s.traced) GTEST_SKIP() << "ptrace is refused here";
  s.let_go();
  EXPECT_EQ(s.status().status, 7);
  EXPECT_EQ(::waitpid(s.child(), nullptr, WNOHANG), 0) << "not before release()";
  s.release();
  EXPECT_EQ(WEXITSTATUS(reap(s.child())), 7);
}

TEST(ExitWatch, TellsTheSignal) {
  Scene s([] { ::raise(SIGKILL); });
  if (!s.traced) GTEST_SKIP() << "ptrace is refused here";
  s.let_go();
  EXPECT_EQ(s.status().signal, SIGKILL);
  s.release();
  EXPECT_EQ(WTERMSIG(reap(s.child())), SIGKILL);
}

TEST(ExitWatch, SignalsReachTheProcessAsIfNobodyLooked) {
  ::signal(SIGUSR1, [](int) { ::_exit(5); });  // the child inherits it
  Scene s([] {
    for (;;) ::pause();
  });
  ::signal(SIGUSR1, SIG_DFL);
  ::kill(s.child(), SIGSTOP);
  EXPECT_TRUE(WIFSTOPPED(reap(s.child(), WUNTRACED))) << "the parent sees the stop";
  ::kill(s.child(), SIGCONT);
  ::kill(s.child(), SIGUSR1);
  EXPECT_EQ(s.status().status, 5);
  s.release();
  EXPECT_EQ(WEXITSTATUS(reap(s.child())), 5);
}

TEST(ExitWatch, AWatcherThatIsKilledDisturbsNobody) {
  Scene s([] { ::_exit(4); });
  s.kill_watcher();
  s.let_go();
  EXPECT_EQ(WEXITSTATUS(reap(s.child())), 4);
}

TEST(ExitWatch, WithoutTracingTheZombieIsRead) {
  Scene s([] { ::_exit(3); }, ExitWatch::Means::kPidfd);
  EXPECT_FALSE(s.traced);
  s.let_go();
  EXPECT_EQ(s.status().status, 3);  // we have not reaped it
  EXPECT_EQ(WEXITSTATUS(reap(s.child())), 3);
}

TEST(ExitWatch, AProcessThatIsNotThereIsAnError) {
  pid_t pid = ::fork();
  if (pid == 0) ::_exit(0);
  reap(pid);
  EXPECT_FALSE(ExitWatch::attach(pid));
}

}  // namespace
}  // namespace gs::companion
