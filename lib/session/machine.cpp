#include "session/machine.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "base/text.hpp"

extern char** environ;  // NOLINT

namespace gs::session {
namespace {

constexpr int kGuardGraceMs = 2000;

int pidfd_open(pid_t pid) { return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)); }
int pidfd_kill(int pidfd, int signal) {
  return static_cast<int>(::syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0));
}

// Waits for the end of the pipe: a byte before it says that all is well, its mere end that our
// process died without cleaning up. Only calls that are safe after fork in a threaded program.
[[noreturn]] void guard_process(int pipe_read, int qemu_pidfd) {
  // Nothing that the client, or a shell waiting for its output, could wait for.
  const int high_pipe = ::fcntl(pipe_read, F_DUPFD, 16);
  const int high_pidfd = ::fcntl(qemu_pidfd, F_DUPFD, 16);
  ::dup2(high_pipe, 3);
  ::dup2(high_pidfd, 4);
  for (int fd = 0; fd < 3; ++fd) ::close(fd);
  if (::syscall(SYS_close_range, 5U, ~0U, 0U) != 0)  // before Linux 5.9
    for (int fd = 5; fd < 65536; ++fd) ::close(fd);
  ::setsid();
  for (const int s : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) ::signal(s, SIG_IGN);
  char byte = 0;
  ssize_t n = 0;
  do n = ::read(3, &byte, 1);
  while (n < 0 && errno == EINTR);
  if (n == 1) ::_exit(0);
  pidfd_kill(4, SIGTERM);
  pollfd p{4, POLLIN, 0};
  if (::poll(&p, 1, kGuardGraceMs) != 1) pidfd_kill(4, SIGKILL);
  ::_exit(0);
}

// Environment for the child, made before fork.
std::vector<std::string> merged_environment(
    const std::vector<std::pair<std::string, std::string>>& extra) {
  std::vector<std::string> out;
  for (char** e = environ; *e; ++e) {
    const std::string_view entry(*e);
    bool replaced = false;
    for (const auto& [name, value] : extra) replaced |= entry.substr(0, entry.find('=')) == name;
    if (!replaced) out.emplace_back(entry);
  }
  for (const auto& [name, value] : extra) out.push_back(name + "=" + value);
  return out;
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> out;
  for (const std::string& w : words) out.push_back(const_cast<char*>(w.c_str()));
  out.push_back(nullptr);
  return out;
}

}  // namespace

std::string MachineEnd::text() const {
  if (status) return "exited with status " + std::to_string(*status);
  const char* name = sigabbrev_np(*signal);
  return "was killed by signal " + std::to_string(*signal) +
         (name ? " (" + std::string(name) + ")" : std::string());
}

Result<Machine> Machine::start(const MachineStart& start) {
  auto console = make_socketpair();
  auto report = make_pipe();
  auto guard = make_pipe();
  if (!console) return tl::unexpected<Error>(console.error());
  if (!report) return tl::unexpected<Error>(report.error());
  if (!guard) return tl::unexpected<Error>(guard.error());
  const auto env = merged_environment(start.env);
  const auto argv_pointers = pointers(start.argv);
  const auto env_pointers = pointers(env);
  const pid_t pid = ::fork();
  if (pid < 0) return fail_errno(errno, "cannot start another process");
  if (pid == 0) {
    const int c = console->second.get();
    ::dup2(c, 0);
    ::dup2(c, 1);
    ::dup2(c, 2);
    ::setpgid(0, 0);  // ^C at the terminal is for the client, which shuts down in order
    for (int s = 1; s < NSIG; ++s) ::signal(s, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execve(argv_pointers[0], argv_pointers.data(), env_pointers.data());
    const int e = errno;
    (void)!::write(report->second.get(), &e, sizeof e);
    ::_exit(127);
  }
  report->second.reset();
  console->second.reset();
  int e = 0;
  ssize_t n = 0;
  do n = ::read(report->first.get(), &e, sizeof e);
  while (n < 0 && errno == EINTR);
  if (n == sizeof e) {
    ::waitpid(pid, nullptr, 0);
    return fail_errno(e, "cannot run " + printable(start.argv[0]),
                      "check the hypervisor: LIBGUESTFS_HV, or the package qemu-system-x86");
  }
  Machine m;
  m.pid_ = pid;
  m.pidfd_.reset(pidfd_open(pid));
  m.console_ = std::move(console->first);
  if (m.pidfd_) {
    m.guard_pid_ = ::fork();
    if (m.guard_pid_ == 0) {
      guard->second.reset();
      guard_process(guard->first.get(), m.pidfd_.get());
    }
    m.guard_ = std::move(guard->second);
  }
  return m;
}

Machine::Machine(Machine&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      pidfd_(std::move(other.pidfd_)),
      console_(std::move(other.console_)),
      guard_(std::move(other.guard_)),
      guard_pid_(std::exchange(other.guard_pid_, -1)),
      end_(std::exchange(other.end_, std::nullopt)) {}

Machine::~Machine() {
  if (pid_ < 0) return;
  if (!end_) stop(0);
}

void Machine::keep(int wait_status) {
  MachineEnd end;
  if (WIFSIGNALED(wait_status))
    end.signal = WTERMSIG(wait_status);
  else
    end.status = WEXITSTATUS(wait_status);
  end_ = end;
  if (guard_pid_ > 0) {
    const char byte = 0;
    (void)!::write(guard_.get(), &byte, 1);
    guard_.reset();
    ::waitpid(guard_pid_, nullptr, 0);
    guard_pid_ = -1;
  }
}

std::optional<MachineEnd> Machine::poll_end() {
  int status = 0;
  if (!end_ && ::waitpid(pid_, &status, WNOHANG) == pid_) keep(status);
  return end_;
}

MachineEnd Machine::wait() {
  int status = 0;
  while (!end_) {
    const pid_t r = ::waitpid(pid_, &status, 0);
    if (r == pid_) keep(status);
    if (r < 0 && errno != EINTR) keep(0);  // somebody ignores SIGCHLD: nobody knows
  }
  return *end_;
}

MachineEnd Machine::stop(int grace_ms) {
  if (poll_end()) return *end_;
  if (grace_ms > 0) {
    ::kill(pid_, SIGTERM);
    pollfd p{pidfd_.get(), POLLIN, 0};
    if (pidfd_ && ::poll(&p, 1, grace_ms) == 1) return wait();
  }
  ::kill(pid_, SIGKILL);
  return wait();
}

}  // namespace gs::session
