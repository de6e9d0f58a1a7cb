#include "wrapper/companion_start.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "base/files.hpp"
#include "base/text.hpp"
#include "qemu/taps.hpp"

namespace gs::wrapper {
namespace {

constexpr std::size_t kMaxConsoles = 4;
constexpr int kConsolePipeBytes = 1 << 20;  // a burst of the guest must not wait for the companion
constexpr int kReadyTimeoutMs = 10'000;

struct CompanionEnds {
  std::vector<UniqueFd> consoles;
  UniqueFd stderr_in, stderr_out, qmp, ready, message;
};

void close_others(std::vector<int> keep) {
  std::sort(keep.begin(), keep.end());
  unsigned from = 3;
  auto close_range_to = [&](unsigned last) {
    if (last < from) return;
    if (::syscall(SYS_close_range, from, last, 0) == 0) return;
    long top = std::min<long>(static_cast<long>(last), ::sysconf(_SC_OPEN_MAX));  // before Linux 5.9
    for (long fd = from; fd <= top; ++fd) ::close(static_cast<int>(fd));
  };
  for (int fd : keep) {
    if (fd < 3) continue;
    if (static_cast<unsigned>(fd) > from) close_range_to(static_cast<unsigned>(fd) - 1);
    from = static_cast<unsigned>(fd) + 1;
  }
  close_range_to(~0u);
}

// In the grandchild: becomes the companion. Only async-signal-safe work and execve.
[[noreturn]] void become_companion(const std::string& program, const CompanionEnds& ends) {
  ::setsid();
  std::vector<int> keep{ends.message.get(), ends.ready.get(), ends.stderr_in.get(),
                        ends.stderr_out.get(), ends.qmp.get()};
  for (const auto& c : ends.consoles) keep.push_back(c.get());
  std::erase(keep, -1);
  for (int fd : keep) (void)set_cloexec(fd, false);
  int null_fd = ::open("/dev/null", O_RDWR);
  for (int fd : {0, 1, 2}) ::dup2(null_fd, fd);
  close_others(keep);
  for (int sig = 1; sig < NSIG; ++sig) ::signal(sig, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  std::string fd = std::to_string(ends.message.get());
  const char* argv[] = {program.c_str(), "companion", "--fd", fd.c_str(), nullptr};
  ::execv(program.c_str(), const_cast<char**>(argv));
  ::_exit(127);
}

// Forks twice, so that the companion is nobody's child that would have to be waited for here.
Result<pid_t> spawn(const std::string& program, const CompanionEnds& ends) {
  auto pid_pipe = make_pipe();
  if (!pid_pipe) return tl::unexpected<Error>(pid_pipe.error());
  pid_t child = ::fork();
  if (child < 0) return fail_errno(errno, "fork");
  if (child == 0) {
    pid_t grandchild = ::fork();
    if (grandchild == 0) become_companion(program, ends);
    (void)!::write(pid_pipe->second.get(), &grandchild, sizeof grandchild);
    ::_exit(0);
  }
  pid_pipe->second.reset();
  pid_t companion = -1;
  while (::read(pid_pipe->first.get(), &companion, sizeof companion) < 0 && errno == EINTR) {
  }
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  if (companion <= 0) return fail(ErrorCode::kSystem, "the companion could not be started");
  return companion;
}

std::string comm_of(pid_t pid) {
  auto text = read_file("/proc/" + std::to_string(pid) + "/comm", 256);
  return text ? std::string(trim(*text)) : "";
}

Status wait_ready(int fd) {
  pollfd p{fd, POLLIN, 0};
  int n;
  while ((n = ::poll(&p, 1, kReadyTimeoutMs)) < 0 && errno == EINTR) {
  }
  char c = 0;
  if (n == 1 && ::read(fd, &c, 1) == 1 && c == 'R') return {};
  return fail(ErrorCode::kSystem, "the companion did not start",
              "run `guestscope --version` to see whether the program works, and check that the "
              "trace's folder can be written");
}

// Where the client closed a standard descriptor, ours must not take its place. These plugs go away
// with the exec.
std::vector<UniqueFd> plug_standard_descriptors() {
  std::vector<UniqueFd> plugs;
  for (;;) {
    UniqueFd fd(::open("/dev/null", O_RDWR | O_CLOEXEC));
    if (!fd || fd.get() > STDERR_FILENO) return plugs;
    plugs.push_back(std::move(fd));
  }
}

// A serial port sends byte by byte, and each byte in a Unix socket counts some 768 bytes of its buffer:
// the default is full after a few hundred. qemu 7.2 then puts the byte that it could not send into the
// log, and once more when it has sent it (chardev/char.c, qemu_chr_write_buffer). Room prevents that.
void widen_console_socket() {
  const int bytes = 8 << 20;
  if (::setsockopt(STDOUT_FILENO, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof bytes) != 0)
    (void)::setsockopt(STDOUT_FILENO, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);  // up to wmem_max
}

Status open_taps(QemuEnds& qemu, CompanionEnds& companion, std::vector<UniqueFd>& console_ends) {
  for (std::size_t i = 0; i < kMaxConsoles; ++i) {
    auto p = make_pipe();
    if (!p) return tl::unexpected<Error>(p.error());
    (void)::fcntl(p->second.get(), F_SETPIPE_SZ, kConsolePipeBytes);  // 64 KiB do, where refused
    companion.consoles.push_back(std::move(p->first));
    console_ends.push_back(std::move(p->second));
  }
  auto qmp = make_socketpair();
  auto err = make_pipe();
  if (!qmp || !err) return fail_errno(errno, "cannot make a pipe for recording");
  companion.qmp = std::move(qmp->first);
  qemu.keep.push_back(std::move(qmp->second));
  companion.stderr_in = std::move(err->first);
  companion.stderr_out.reset(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3));
  qemu.stderr_pipe = std::move(err->second);
  return {};
}

}  // namespace

std::string companion_program(const std::string& wished, const std::string& self) {
  if (!wished.empty()) return wished;
  std::string beside = self.substr(0, self.rfind('/') + 1) + "guestscope";
  if (::access(beside.c_str(), X_OK) == 0) return beside;
  auto found = find_all_in_path("guestscope");
  return found.empty() ? beside : found[0];
}

Result<QemuEnds> start_companion(const std::string& program, const qemu::CommandLine& cmd,
                                 std::string_view arch, qemu::StartInfo& info) {
  QemuEnds qemu;
  CompanionEnds ends;
  bool has_stderr = ::fcntl(STDERR_FILENO, F_GETFD) >= 0;
  qemu.plugs = plug_standard_descriptors();
  info.pid = ::getpid();
  info.ppid = ::getppid();
  info.client = comm_of(::getppid());
  const bool tapped = !info.probe && info.helper.empty();
  if (tapped) {
    std::vector<UniqueFd> console_ends;
    widen_console_socket();
    if (auto s = open_taps(qemu, ends, console_ends); !s) return tl::unexpected<Error>(s.error());
    if (!has_stderr) {  // what is closed stays closed
      qemu.stderr_pipe.reset();
      ends.stderr_in.reset();
      ends.stderr_out.reset();
    }
    std::vector<int> fds;
    for (const auto& c : console_ends) fds.push_back(c.get());
    auto taps = qemu::add_taps(cmd, arch, fds, qemu.keep[0].get());
    info.run = taps.cmd.args();
    for (auto& n : taps.notes) info.notes.push_back(std::move(n));
    ends.consoles.resize(taps.consoles);
    for (std::size_t i = 0; i < taps.consoles; ++i) qemu.keep.push_back(std::move(console_ends[i]));
  }
  auto ready = make_pipe();
  auto message = make_pipe();
  if (!ready || !message) return fail_errno(errno, "cannot make a pipe for the companion");
  ends.ready = std::move(ready->second);
  ends.message = std::move(message->first);
  info.fds.ready = ends.ready.get();
  info.fds.stderr_in = ends.stderr_in.get();
  info.fds.stderr_out = ends.stderr_out.get();
  info.fds.qmp = ends.qmp.get();
  for (const auto& c : ends.consoles) info.fds.consoles.push_back(c.get());
  std::string text = to_json(info, true);
  auto companion = spawn(program, ends);
  if (!companion) return tl::unexpected<Error>(companion.error());
  ends = CompanionEnds{};  // our copies; what is left is the companion's
  // Yama lets only ancestors trace; this names the companion (prctl(2)). Unknown where Yama is not.
  (void)::prctl(PR_SET_PTRACER, static_cast<unsigned long>(*companion), 0, 0, 0);
  // A companion that died at once breaks the pipe: its end shows in wait_ready().
  auto old = ::signal(SIGPIPE, SIG_IGN);
  (void)write_all(message->second.get(), text);
  message->second.reset();
  ::signal(SIGPIPE, old);
  if (auto s = wait_ready(ready->first.get()); !s) return tl::unexpected<Error>(s.error());
  return qemu;
}

}  // namespace gs::wrapper
