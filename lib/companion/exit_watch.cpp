#include "companion/exit_watch.hpp"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "base/fd.hpp"
#include "base/files.hpp"

namespace gs::companion {
namespace {

class PidfdWatch final : public ExitWatch {
 public:
  PidfdWatch(UniqueFd pidfd, UniqueFd stat) : pidfd_(std::move(pidfd)), stat_(std::move(stat)) {}
  Means means() const override { return Means::kPidfd; }
  int fd() const override { return pidfd_.get(); }

  ExitStatus take() override {
    std::array<char, 4096> buffer;
    ssize_t n = ::pread(stat_.get(), buffer.data(), buffer.size() - 1, 0);
    if (n <= 0) return {};
    buffer[static_cast<std::size_t>(n)] = 0;
    std::string text(buffer.data());
    // proc(5): field 2 is "(comm)" and may hold anything; field 52, the last one, is exit_code.
    auto paren = text.rfind(')');
    auto last = text.find_last_not_of(" \n");
    auto space = text.find_last_of(' ', last);
    if (paren == std::string::npos || space == std::string::npos || space < paren) return {};
    if (text.compare(paren, 3, ") Z") != 0) return {};
    return exit_status_of(std::atoi(text.c_str() + space));
  }
  void release() override {}

 private:
  UniqueFd pidfd_, stat_;
};

class TraceWatch final : public ExitWatch {
 public:
  static Result<std::unique_ptr<ExitWatch>> attach(pid_t pid, bool follow) {
    UniqueFd event(::eventfd(0, EFD_CLOEXEC | EFD_SEMAPHORE));  // each end is taken by itself
    UniqueFd go(::eventfd(0, EFD_CLOEXEC));
    if (!event || !go) return fail_errno(errno, "eventfd");
    std::promise<int> seized;
    auto result = seized.get_future();
    auto watch = std::make_unique<TraceWatch>(pid, std::move(event), std::move(go));
    TraceWatch* w = watch.get();
    w->thread_ = std::thread(
        [w, follow, p = std::move(seized)]() mutable { w->trace(follow, std::move(p)); });
    if (int err = result.get(); err != 0) return fail_errno(err, "ptrace(PTRACE_SEIZE)");
    return std::unique_ptr<ExitWatch>(std::move(watch));
  }

  TraceWatch(pid_t pid, UniqueFd event, UniqueFd go)
      : pid_(pid), event_(std::move(event)), go_(std::move(go)) {}
  ~TraceWatch() override {
    if (!thread_.joinable()) return;
    if (taken_ > 0 && (background_ == 0 || taken_ > 1)) {
      release();
      thread_.join();
    } else {
      thread_.detach();  // still waiting for qemu: the process is about to end and detaches
    }
  }
  Means means() const override { return Means::kTrace; }
  int fd() const override { return event_.get(); }
  ExitStatus take() override {
    eventfd_t v;
    (void)::eventfd_read(event_.get(), &v);
    return ++taken_ == 1 ? status_ : background_status_;
  }
  pid_t background() const override { return background_; }
  void release() override {
    // Any thread of the tracer may take the end off; not WNOTHREAD.
    int status = 0;
    (void)::waitpid(pid_, &status, __WALL | WNOHANG);
    (void)::eventfd_write(go_.get(), 1);
  }

 private:
  static constexpr std::size_t kGenerations = 3;  // qemu's os_daemonize: the client's child, its
                                                  // child, and the machine

  void trace(bool follow, std::promise<int> seized) {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
    long options = follow ? PTRACE_O_TRACEFORK : 0;
    if (::ptrace(PTRACE_SEIZE, pid_, nullptr, options) != 0) {
      seized.set_value(errno);
      return;
    }
    seized.set_value(0);
    watch_first();
    (void)::eventfd_write(event_.get(), 1);
    if (background_ != 0) {
      if (!background_ended_) watch_background();
      (void)::eventfd_write(event_.get(), 1);
    }
    // The end of this thread would let go what release() has not.
    eventfd_t v;
    while (::eventfd_read(go_.get(), &v) != 0 && errno == EINTR) {
    }
  }

  // Until the client's child has ended; its descendants are served meanwhile.
  void watch_first() {
    std::vector<pid_t> line{pid_};
    for (;;) {
      siginfo_t si{};
      // WNOWAIT: an end is only looked at; the parent sees it after release().
      int rc = ::waitid(P_ALL, 0, &si, WEXITED | WSTOPPED | WNOWAIT | __WALL | __WNOTHREAD);
      if (rc != 0 && errno == EINTR) continue;
      if (rc != 0) break;
      pid_t pid = si.si_pid;
      if (ended(si)) {
        if (pid == pid_) {
          status_ = status_of(si);
          break;
        }
        if (line.size() == kGenerations && pid == line.back()) {
          background_status_ = status_of(si);
          background_ended_ = true;
        }
        (void)::waitpid(pid, nullptr, __WALL);
        continue;
      }
      bool known = std::find(line.begin(), line.end(), pid) != line.end();
      if (!known) line.push_back(pid);
      // The machine's own children (a bridge helper is set-uid) are none of ours.
      if (!known && line.size() == kGenerations)
        (void)::ptrace(PTRACE_SETOPTIONS, pid, nullptr, 0L);
      pass_stop(pid);
    }
    // A machine that could not start ends before the client's child, and with an error; one that was
    // told to quit at once may end before it too.
    const bool failed = background_ended_ && background_status_.status != 0;
    if (line.size() == kGenerations && !failed) background_ = line.back();
  }

  void watch_background() {
    for (;;) {
      siginfo_t si{};
      int rc = ::waitid(P_PID, static_cast<id_t>(background_), &si,
                        WEXITED | WSTOPPED | WNOWAIT | __WALL | __WNOTHREAD);
      if (rc != 0 && errno == EINTR) continue;
      if (rc != 0) return;
      if (ended(si)) {
        background_status_ = status_of(si);
        (void)::waitpid(background_, nullptr, __WALL);
        return;
      }
      pass_stop(background_);
    }
  }

  static bool ended(const siginfo_t& si) {
    return si.si_code == CLD_EXITED || si.si_code == CLD_KILLED || si.si_code == CLD_DUMPED;
  }
  static ExitStatus status_of(const siginfo_t& si) {
    ExitStatus s;
    if (si.si_code == CLD_EXITED)
      s.status = si.si_status;
    else
      s.signal = si.si_status;
    s.core_dumped = si.si_code == CLD_DUMPED;
    return s;
  }

  // A signal is on its way to qemu, or qemu is stopped by one: as if nobody looked.
  static void pass_stop(pid_t pid) {
    siginfo_t si{};
    // WSTOPPED alone: an end that comes in between must stay to be seen.
    if (::waitid(P_PID, static_cast<id_t>(pid), &si, WSTOPPED | WNOHANG | __WALL) != 0 ||
        si.si_pid != pid)
      return;
    int sig = si.si_status & 0xff;  // of a traced process: signal | event << 8 (ptrace(2))
    int event = si.si_status >> 8;  // a group stop, a fork, the first stop of a child
    bool group_stop = event == PTRACE_EVENT_STOP &&
                      (sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU);
    if (group_stop)
      (void)::ptrace(PTRACE_LISTEN, pid, nullptr, nullptr);
    else
      (void)::ptrace(PTRACE_CONT, pid, nullptr, event != 0 ? 0L : static_cast<long>(sig));
  }

  const pid_t pid_;
  UniqueFd event_, go_;
  // Written by the thread before it signals event_ for the first and the second time.
  ExitStatus status_;
  pid_t background_ = 0;
  ExitStatus background_status_;
  bool background_ended_ = false;
  int taken_ = 0;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<ExitWatch>> ExitWatch::attach(pid_t pid, Means first, bool follow_daemon) {
  if (first == Means::kTrace)
    if (auto traced = TraceWatch::attach(pid, follow_daemon)) return traced;
  UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!pidfd) return fail_errno(errno, "pidfd_open", "the process may be gone already");
  std::string path = "/proc/" + std::to_string(pid) + "/stat";
  UniqueFd stat(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  return std::unique_ptr<ExitWatch>(
      std::make_unique<PidfdWatch>(std::move(pidfd), std::move(stat)));
}

}  // namespace gs::companion
