#include "qemu/run_program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/clock.hpp"
#include "base/fd.hpp"
#include "base/text.hpp"

namespace gs::qemu {
namespace {

constexpr std::size_t kMaxStderr = 64 * 1024;
constexpr unsigned kFirstOther = 3;  // the first descriptor behind stdin, stdout and stderr

// Between fork and exec: only calls that are safe there. Reports errno through failed_fd.
[[noreturn]] void become(char* const argv[], int in, int out, int err, int failed_fd) {
  // First above 2, so that no dup2 overwrites another one's source.
  int from[3] = {::fcntl(in, F_DUPFD, 10), ::fcntl(out, F_DUPFD, 10), ::fcntl(err, F_DUPFD, 10)};
  int report = ::fcntl(failed_fd, F_DUPFD_CLOEXEC, 10);
  for (int i = 0; i < 3; ++i) ::dup2(from[i], i);
  // Inherited descriptors belong to the guest that is to come, not to a question to qemu.
  ::syscall(SYS_close_range, kFirstOther, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */);
  ::execv(argv[0], argv);
  int error = errno;
  (void)!::write(report, &error, sizeof error);
  ::_exit(127);
}

int wait_for(pid_t pid) {
  int status = -1;
  while (::waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return -1;  // ECHILD: SIGCHLD is ignored, as the client asked
  return status;
}

class Exchange {
 public:
  Exchange(UniqueFd in, UniqueFd out, UniqueFd err, const std::string& input, RunLimits limits)
      : in_(std::move(in)),
        out_(std::move(out)),
        err_(std::move(err)),
        input_(input),
        limits_(limits) {}

  // Until the child closed stdout and stderr. False when a limit was reached.
  bool run(RunOutput* output, std::string* why) {
    const std::int64_t deadline = monotonic_ns() + std::int64_t{limits_.timeout_ms} * 1'000'000;
    while (out_ || err_) {
      std::int64_t left_ms = (deadline - monotonic_ns()) / 1'000'000;
      if (left_ms <= 0) {
        *why = "did not answer within " + std::to_string(limits_.timeout_ms / 1000) + " s";
        return false;
      }
      std::array<pollfd, 3> fds = {pollfd{out_.get(), POLLIN, 0}, pollfd{err_.get(), POLLIN, 0},
                                   pollfd{in_.get(), POLLOUT, 0}};
      if (::poll(fds.data(), fds.size(), static_cast<int>(left_ms)) < 0 && errno != EINTR)
        return *why = "poll failed", false;
      if (fds[0].revents) take(out_, &output->out);
      if (fds[1].revents) take(err_, &output->err);
      if (fds[2].revents) give();
      if (output->err.size() > kMaxStderr) output->err.resize(kMaxStderr);
      if (output->out.size() > limits_.max_output) {
        *why = "wrote more than " + std::to_string(limits_.max_output >> 20) + " MiB";
        return false;
      }
    }
    return true;
  }

 private:
  static void take(UniqueFd& fd, std::string* to) {
    std::array<char, 16384> buffer;
    ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
    if (n > 0)
      to->append(buffer.data(), static_cast<std::size_t>(n));
    else if (n == 0 || (errno != EINTR && errno != EAGAIN))
      fd.reset();
  }

  void give() {
    ssize_t n = ::send(in_.get(), input_.data() + given_, input_.size() - given_,
                       MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n >= 0) given_ += static_cast<std::size_t>(n);
    bool gone = n < 0 && errno != EINTR && errno != EAGAIN;
    if (gone || given_ == input_.size()) in_.reset();
  }

  UniqueFd in_, out_, err_;
  const std::string& input_;
  std::size_t given_ = 0;
  RunLimits limits_;
};

}  // namespace

Result<RunOutput> run_program(const std::vector<std::string>& argv, const std::string& input,
                              RunLimits limits) {
  auto in = make_socketpair();  // a socket, because send() can leave SIGPIPE out
  auto out = make_pipe(), err = make_pipe(), failed = make_pipe();
  for (auto* pair : {&in, &out, &err, &failed})
    if (!*pair) return tl::unexpected<Error>(pair->error());
  std::vector<char*> words;
  for (const std::string& w : argv) words.push_back(const_cast<char*>(w.c_str()));
  words.push_back(nullptr);
  pid_t pid = ::fork();
  if (pid < 0) return fail_errno(errno, "fork", "the machine has no room for another process");
  if (pid == 0)
    become(words.data(), in->second.get(), out->second.get(), err->second.get(),
           failed->second.get());
  in->second.reset();
  out->second.reset();
  err->second.reset();
  failed->second.reset();

  RunOutput output;
  std::string why;
  bool done =
      Exchange(std::move(in->first), std::move(out->first), std::move(err->first), input, limits)
          .run(&output, &why);
  if (!done) ::kill(pid, SIGKILL);
  output.status = wait_for(pid);
  int error = 0;
  if (::read(failed->first.get(), &error, sizeof error) == sizeof error)
    return fail_errno(error, "cannot run " + printable(argv[0]));
  if (!done)
    return fail(ErrorCode::kLimit, printable(argv[0]) + " " + why,
                "run it by hand: " + printable(shell_join(argv)));
  return output;
}

}  // namespace gs::qemu
