#include "companion/exit_watch.hpp"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <future>
#include <string>
#include <thread>

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
  static Result<std::unique_ptr<ExitWatch>> attach(pid_t pid) {
    UniqueFd event(::eventfd(0, EFD_CLOEXEC));
    UniqueFd go(::eventfd(0, EFD_CLOEXEC));
    if (!event || !go) return fail_errno(errno, "eventfd");
    std::promise<int> seized;
    auto result = seized.get_future();
    auto watch = std::make_unique<TraceWatch>(std::move(event), std::move(go));
    TraceWatch* w = watch.get();
    w->thread_ = std::thread([w, pid, p = std::move(seized)]() mutable { w->trace(pid, std::move(p)); });
    if (int err = result.get(); err != 0) return fail_errno(err, "ptrace(PTRACE_SEIZE)");
    return std::unique_ptr<ExitWatch>(std::move(watch));
  }

  TraceWatch(UniqueFd event, UniqueFd go) : event_(std::move(event)), go_(std::move(go)) {}
  ~TraceWatch() override {
    if (!thread_.joinable()) return;
    if (done_) {
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
    done_ = true;
    return status_;
  }
  void release() override { (void)::eventfd_write(go_.get(), 1); }

 private:
  void trace(pid_t pid, std::promise<int> seized) {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
    if (::ptrace(PTRACE_SEIZE, pid, nullptr, nullptr) != 0) {
      seized.set_value(errno);
      return;
    }
    seized.set_value(0);
    for (;;) {
      siginfo_t si{};
      // WNOWAIT: an end is only looked at; the parent sees it after release().
      int rc = ::waitid(P_PID, static_cast<id_t>(pid), &si, WEXITED | WSTOPPED | WNOWAIT | __WALL);
      if (rc != 0 && errno == EINTR) continue;
      if (rc != 0) break;
      if (si.si_code == CLD_EXITED) {
        status_.status = si.si_status;
        break;
      }
      if (si.si_code == CLD_KILLED || si.si_code == CLD_DUMPED) {
        status_.signal = si.si_status;
        status_.core_dumped = si.si_code == CLD_DUMPED;
        break;
      }
      pass_stop(pid);
    }
    (void)::eventfd_write(event_.get(), 1);
    eventfd_t v;
    while (::eventfd_read(go_.get(), &v) != 0 && errno == EINTR) {
    }
    int status = 0;
    (void)::waitpid(pid, &status, __WALL | WNOHANG);
  }

  // A signal is on its way to qemu, or qemu is stopped by one: as if nobody looked.
  static void pass_stop(pid_t pid) {
    siginfo_t si{};
    // WSTOPPED alone: an end that comes in between must stay to be seen.
    if (::waitid(P_PID, static_cast<id_t>(pid), &si, WSTOPPED | WNOHANG | __WALL) != 0 || si.si_pid != pid)
      return;
    int sig = si.si_status & 0xff;  // of a traced process: signal | event << 8 (ptrace(2))
    bool event_stop = (si.si_status >> 8) == PTRACE_EVENT_STOP;
    bool group_stop = event_stop && (sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU);
    if (group_stop)
      (void)::ptrace(PTRACE_LISTEN, pid, nullptr, nullptr);
    else
      (void)::ptrace(PTRACE_CONT, pid, nullptr, event_stop ? 0L : static_cast<long>(sig));
  }

  UniqueFd event_, go_;
  ExitStatus status_;  // written by the thread before it signals event_
  bool done_ = false;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<ExitWatch>> ExitWatch::attach(pid_t pid, Means first) {
  if (first == Means::kTrace)
    if (auto traced = TraceWatch::attach(pid)) return traced;
  UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!pidfd) return fail_errno(errno, "pidfd_open", "the process may be gone already");
  std::string path = "/proc/" + std::to_string(pid) + "/stat";
  UniqueFd stat(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  return std::unique_ptr<ExitWatch>(
      std::make_unique<PidfdWatch>(std::move(pidfd), std::move(stat)));
}

}  // namespace gs::companion
