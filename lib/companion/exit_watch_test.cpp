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
  explicit Scene(F end, ExitWatch::Means means = ExitWatch::Means::kTrace, bool follow = false) {
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
      watch(means, follow, to->first.get(), from->second.get());
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
  [[noreturn]] void watch(ExitWatch::Means means, bool follow, int in, int out) {
    auto w = ExitWatch::attach(child_, means, follow);
    if (!w) ::_exit(1);
    (void)!::write(out, (*w)->means() == ExitWatch::Means::kTrace ? "t" : "p", 1);
    tell_end(**w, out);
    (void)read_byte(in);
    (*w)->release();
    if ((*w)->background() != 0) tell_end(**w, out);
    (void)read_byte(in);
    w->reset();  // ends its thread: a hang here would show
    ::_exit(0);
  }
  static void tell_end(ExitWatch& w, int out) {
    pollfd p{w.fd(), POLLIN, 0};
    ::poll(&p, 1, -1);
    ExitStatus s = w.take();
    std::array<char, 3> b{'?', 0, 0};
    if (s.status) b = {'s', static_cast<char>(*s.status), 0};
    if (s.signal) b = {'k', static_cast<char>(*s.signal), 0};
    (void)!::write(out, b.data(), b.size());
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

// As qemu's os_daemonize: the third process is the machine, the first one waits until it runs.
[[noreturn]] void daemonize(const FdPair& started, const FdPair& quit, int status) {
  if (::fork() != 0) {
    (void)read_byte(started.first.get());
    ::_exit(0);
  }
  ::setsid();
  if (::fork() != 0) ::_exit(0);
  if (::fork() == 0) ::_exit(33);  // a helper of the machine's
  ::wait(nullptr);
  (void)!::write(started.second.get(), "r", 1);
  ::raise(SIGUSR2);  // ignored; it stops a traced process all the same
  (void)read_byte(quit.first.get());
  ::_exit(status);
}

TEST(ExitWatch, TheMachineOfADaemonIsFollowed) {
  auto started = make_pipe(), quit = make_pipe();
  auto old = ::signal(SIGUSR2, SIG_IGN);
  Scene s([&] { daemonize(*started, *quit, 9); }, ExitWatch::Means::kTrace, true);
  ::signal(SIGUSR2, old);
  if (!s.traced) GTEST_SKIP() << "ptrace is refused here";
  s.let_go();
  EXPECT_EQ(s.status().status, 0);
  EXPECT_EQ(::waitpid(s.child(), nullptr, WNOHANG), 0) << "not before release()";
  s.release();
  EXPECT_EQ(WEXITSTATUS(reap(s.child())), 0);
  (void)!::write(quit->second.get(), "q", 1);
  EXPECT_EQ(s.status().status, 9);
}

TEST(ExitWatch, ADaemonThatEndsAtOnceIsNoneToFollow) {
  Scene s([] {
    if (::fork() != 0) {
      ::wait(nullptr);
      ::_exit(1);
    }
    if (::fork() == 0) ::_exit(3);
    ::wait(nullptr);
    ::_exit(0);
  }, ExitWatch::Means::kTrace, true);
  if (!s.traced) GTEST_SKIP() << "ptrace is refused here";
  s.let_go();
  EXPECT_EQ(s.status().status, 1);
  s.release();
  EXPECT_EQ(WEXITSTATUS(reap(s.child())), 1);
}

TEST(ExitWatch, AProcessThatIsNotThereIsAnError) {
  pid_t pid = ::fork();
  if (pid == 0) ::_exit(0);
  reap(pid);
  EXPECT_FALSE(ExitWatch::attach(pid));
}

}  // namespace
}  // namespace gs::companion
