#include "trace/client_process.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "base/files.hpp"
#include "base/text.hpp"

namespace gs::trace {
namespace {

// first = ours to read, second = the command's to write.
Result<FdPair> make_stream(int like_fd) {
  if (!::isatty(like_fd)) return make_pipe();
  UniqueFd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!master || ::grantpt(master.get()) != 0 || ::unlockpt(master.get()) != 0) return make_pipe();
  char name[128];
  if (::ptsname_r(master.get(), name, sizeof name) != 0) return make_pipe();
  UniqueFd slave(::open(name, O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!slave) return make_pipe();
  termios t{};
  winsize size{};
  if (::tcgetattr(slave.get(), &t) == 0) {
    ::cfmakeraw(&t);  // our own terminal does the output processing
    ::tcsetattr(slave.get(), TCSANOW, &t);
  }
  if (::ioctl(like_fd, TIOCGWINSZ, &size) == 0) ::ioctl(slave.get(), TIOCSWINSZ, &size);
  return FdPair{std::move(master), std::move(slave)};
}

Error start_error(int err, const std::string& program) {
  const std::string name = printable(program);
  if (err == ENOENT)
    return {ErrorCode::kNotFound, "there is no command " + name,
            "check the spelling, or install it; what follows -- is run as it stands", {}};
  return errno_error(err, "cannot run " + name, "check that it is an executable program");
}

[[noreturn]] void become_client(const ClientCommand& command, int out, int err, int report) {
  ::signal(SIGPIPE, SIG_DFL);  // guestscope ignores these two for itself
  ::signal(SIGXFSZ, SIG_DFL);
  if (command.ignore_sigchld) ::signal(SIGCHLD, SIG_IGN);
  if (command.signal_mask) ::sigprocmask(SIG_SETMASK, command.signal_mask, nullptr);
  for (const auto& [name, value] : command.env) ::setenv(name.c_str(), value.c_str(), 1);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  std::vector<char*> argv;
  for (const auto& w : command.argv) argv.push_back(const_cast<char*>(w.c_str()));
  argv.push_back(nullptr);
  ::execvp(argv[0], argv.data());
  int e = errno;
  (void)!::write(report, &e, sizeof e);
  ::_exit(127);
}

}  // namespace

Status check_command(const std::string& program) {
  int err = 0;
  if (program.find('/') == std::string::npos)
    err = find_all_in_path(program).empty() ? ENOENT : 0;
  else if (::access(program.c_str(), X_OK) != 0)
    err = errno;
  if (err != 0) return tl::unexpected<Error>(start_error(err, program));
  return {};
}

Result<ClientProcess> start_client(const ClientCommand& command) {
  auto out = make_stream(STDOUT_FILENO);
  auto err = make_stream(STDERR_FILENO);
  auto report = make_pipe();  // close-on-exec: it ends without a word when exec worked
  if (!out || !err || !report) return fail_errno(errno, "cannot make a pipe");
  ClientProcess client;
  client.pid = ::fork();
  if (client.pid < 0) return fail_errno(errno, "fork");
  if (client.pid == 0)
    become_client(command, out->second.get(), err->second.get(), report->second.get());
  report->second.reset();
  int e = 0;
  if (::read(report->first.get(), &e, sizeof e) == sizeof e) {
    ::waitpid(client.pid, nullptr, 0);
    return tl::unexpected<Error>(start_error(e, command.argv[0]));
  }
  client.out = std::move(out->first);
  client.err = std::move(err->first);
  return client;
}

}  // namespace gs::trace
