#include "companion/companion.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "companion/start_message.hpp"

namespace gs::companion {
namespace {

constexpr std::size_t kReadSize = 64 * 1024;
// Console times are exact to this; the pipe holds far more than a guest can write meanwhile.
constexpr std::int64_t kConsoleNapNs = 5'000'000;
constexpr std::size_t kMaxUnsent = 256 * 1024;  // then qemu's stderr is not read until the client reads
constexpr std::size_t kMaxQmpUnsent = 4u << 20;
// How long qemu's parent may be kept from seeing the end while the last stderr bytes are passed on.
constexpr std::int64_t kReleaseAfterNs = 1'000'000'000;

enum class ReadResult { kData, kEnd, kLater };

ReadResult read_some(int fd, std::string& buffer) {
  buffer.resize(kReadSize);
  ssize_t n = ::read(fd, buffer.data(), buffer.size());
  if (n > 0) {
    buffer.resize(static_cast<std::size_t>(n));
    return ReadResult::kData;
  }
  buffer.clear();
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return ReadResult::kLater;
  return ReadResult::kEnd;
}

bool has_input(int fd) {
  pollfd p{fd, POLLIN, 0};
  return ::poll(&p, 1, 0) == 1 && (p.revents & POLLIN);
}

// Writes without ever blocking and without O_NONBLOCK (the open file is shared with the client).
// Returns bytes taken, 0 for "not now", -1 when the other end is gone.
ssize_t write_shared(int fd, std::string_view bytes) {
  struct stat st {};
  if (::fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode)) {
    ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    return n;
  }
  pollfd p{fd, POLLOUT, 0};
  if (::poll(&p, 1, 0) != 1) return 0;
  if (p.revents & (POLLERR | POLLNVAL)) return -1;
  // A pipe that polls writable takes PIPE_BUF bytes without blocking (pipe(7)).
  ssize_t n = ::write(fd, bytes.data(), std::min<std::size_t>(bytes.size(), 4096));
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
  return n;
}

}  // namespace

Companion::Companion(qemu::StartInfo info, std::vector<std::unique_ptr<Part>> parts)
    : info_(std::move(info)),
      parts_(std::move(parts)),
      stderr_in_(info_.fds.stderr_in),
      stderr_out_(info_.fds.stderr_out),
      qmp_(info_.fds.qmp),
      ready_(info_.fds.ready),
      qmp_link_([this](std::string_view message) {
        for (auto& p : parts_) p->on_qmp(message, monotonic_ns());
      }) {
  for (int fd : info_.fds.consoles) consoles_.emplace_back(fd);
  // These open files are ours alone. on_exit() drains them, and poll(2) may have said before that there
  // is something: nothing must wait for what has been read already.
  for (const auto& c : consoles_) (void)set_nonblocking(c.get(), true);
  for (const auto* fd : {&stderr_in_, &qmp_})
    if (*fd) (void)set_nonblocking(fd->get(), true);
}

void Companion::say_ready() {
  if (ready_) (void)!::write(ready_.get(), "R", 1);  // a wrapper that no longer listens execs anyway
  ready_.reset();
}

Status Companion::run() {
  std::int64_t now = monotonic_ns();
  for (auto& p : parts_)
    if (auto s = p->start(info_, *this, now); !s) return s;
  auto watch = ExitWatch::attach(
      static_cast<pid_t>(info_.pid),
      info_.may_trace ? ExitWatch::Means::kTrace : ExitWatch::Means::kPidfd, daemonizes());
  if (!watch) return tl::unexpected<Error>(watch.error());
  exit_watch_ = std::move(*watch);
  if (exit_watch_->means() == ExitWatch::Means::kPidfd)
    for (auto& p : parts_)
      p->on_note("qemu cannot be traced here; its exit status may stay unknown", now);
  for (std::size_t i = 0; i < consoles_.size(); ++i) watch_console(i);
  if (stderr_in_)
    loop_.watch(stderr_in_.get(), POLLIN, [this](short) { on_stderr_readable(); });
  if (qmp_) write_qmp();
  for (auto& p : parts_)
    if (int fd = p->wake_fd(); fd >= 0) loop_.watch(fd, POLLIN, [](short) {});  // tick() comes next
  loop_.watch(exit_watch_->fd(), POLLIN, [this](short) { on_exit(); });
  loop_.set_tick([this](std::int64_t t) { return tick(t); });
  say_ready();
  loop_.run();
  finish_parts(monotonic_ns());
  return {};
}

void Companion::watch_console(std::size_t port) {
  loop_.watch(consoles_[port].get(), POLLIN, [this, port](short) { on_console(port); }, kConsoleNapNs);
}

void Companion::on_console(std::size_t port) {
  std::string bytes;
  switch (read_some(consoles_[port].get(), bytes)) {
    case ReadResult::kLater: return;
    case ReadResult::kData:
      for (auto& p : parts_) p->on_console(port, bytes, monotonic_ns());
      return;
    case ReadResult::kEnd:
      loop_.unwatch(consoles_[port].get());
      consoles_[port].reset();
  }
}

void Companion::on_stderr_readable() {
  std::string bytes;
  switch (read_some(stderr_in_.get(), bytes)) {
    case ReadResult::kLater: return;
    case ReadResult::kData:
      for (auto& p : parts_) p->on_stderr(bytes, monotonic_ns());
      unsent_ += bytes;
      forward_stderr();
      return;
    case ReadResult::kEnd:
      loop_.unwatch(stderr_in_.get());
      stderr_in_.reset();
  }
}

void Companion::forward_stderr() {
  while (!unsent_.empty()) {
    ssize_t n = stderr_out_ ? write_shared(stderr_out_.get(), unsent_) : -1;
    if (n == 0) break;
    if (n < 0) {
      unsent_.clear();  // nobody there any more
      stderr_out_.reset();
    } else {
      unsent_.erase(0, static_cast<std::size_t>(n));
    }
  }
  // A client that reads to the end must see it as soon as qemu's own end is closed (-daemonize).
  if (!stderr_in_ && unsent_.empty()) stderr_out_.reset();
  // A client that does not read stops qemu's stderr as it would without us.
  if (!stderr_in_) return;
  bool watching = loop_.watches(stderr_in_.get());
  if (unsent_.size() >= kMaxUnsent && watching)
    loop_.unwatch(stderr_in_.get());
  else if (unsent_.size() < kMaxUnsent && !watching)
    loop_.watch(stderr_in_.get(), POLLIN, [this](short) { on_stderr_readable(); });
}

void Companion::on_qmp() {
  std::string bytes;
  ReadResult r = read_some(qmp_.get(), bytes);
  if (r == ReadResult::kLater) return;
  if (r == ReadResult::kEnd) return close_qmp();
  qmp_link_.feed(bytes);
  if (qmp_link_.broken()) return close_qmp();
  write_qmp();
}

void Companion::close_qmp() {
  loop_.unwatch(qmp_.get());
  qmp_.reset();
}

// A qemu that does not read (it hangs) must not make us wait.
void Companion::write_qmp() {
  std::string& out = qmp_link_.out();
  while (!out.empty()) {
    ssize_t n = ::send(qmp_.get(), out.data(), out.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) break;
    // On failure it is gone; what it has said is still to be read.
    out.erase(0, n < 0 ? out.size() : static_cast<std::size_t>(n));
  }
  short events = out.empty() ? POLLIN : POLLIN | POLLOUT;
  loop_.watch(qmp_.get(), events, [this](short got) {
    if (got & POLLOUT) write_qmp();
    if (got & ~POLLOUT) on_qmp();
  });
}

bool Companion::send_qmp(std::string_view command) {
  if (!qmp_ || qmp_link_.waiting_bytes() + command.size() > kMaxQmpUnsent) return false;
  qmp_link_.send(command);
  write_qmp();
  return true;
}

void Companion::terminate() {
  // A process that has ended and is not released keeps its number.
  if (in_background_ != 0) ::kill(in_background_, SIGTERM);
  if (!exited_) ::kill(static_cast<pid_t>(info_.pid), SIGTERM);
}

void Companion::on_exit() {
  ExitStatus status = exit_watch_->take();
  const bool first = !exited_;
  exited_ = true;
  exit_ns_ = monotonic_ns();
  in_background_ = first ? exit_watch_->background() : 0;
  if (in_background_ == 0) loop_.unwatch(exit_watch_->fd());
  // First what qemu wrote before it ended, then the end.
  while (stderr_in_ && unsent_.size() < kMaxUnsent && has_input(stderr_in_.get())) on_stderr_readable();
  for (std::size_t i = 0; i < consoles_.size(); ++i)
    while (consoles_[i] && has_input(consoles_[i].get())) on_console(i);
  while (qmp_ && has_input(qmp_.get())) on_qmp();
  if (first && status.status == 0 && daemonizes()) {
    // The process that the client started is gone; its child is the machine (qemu's os_daemonize).
    std::string text = "qemu went to the background (-daemonize)";
    if (in_background_ != 0) text += " as process " + std::to_string(in_background_);
    for (auto& p : parts_) p->on_note(text, exit_ns_);
    return;
  }
  in_background_ = 0;
  told_exit_ = true;
  for (auto& p : parts_) p->on_exit(status, exit_ns_);
}

bool Companion::daemonizes() const {
  for (const auto& w : info_.run)
    if (w == "-daemonize" || w == "--daemonize") return !info_.probe;
  return false;
}

// The parts are done when the machine is gone; a helper of qemu's that still holds its stderr (a
// script's background job) is served on without them.
void Companion::finish_parts(std::int64_t now_ns) {
  if (finished_) return;
  finished_ = true;
  if (!told_exit_ && exited_)
    for (auto& p : parts_) p->on_exit(ExitStatus{}, now_ns);
  for (auto& p : parts_) {
    p->finish(now_ns);
    if (int fd = p->wake_fd(); fd >= 0) loop_.unwatch(fd);
  }
  parts_.clear();
}

void Companion::release_when_drained(std::int64_t now_ns) {
  if (!exited_ || released_) return;
  if (unsent_.empty() || now_ns - exit_ns_ >= kReleaseAfterNs) {
    released_ = true;
    exit_watch_->release();
  }
}

bool Companion::machine_gone() const {
  if (!exited_ || qmp_ || in_background_ != 0) return false;
  for (const auto& c : consoles_)
    if (c) return false;
  return true;
}

std::int64_t Companion::tick(std::int64_t now_ns) {
  forward_stderr();
  release_when_drained(now_ns);
  if (machine_gone() && !stderr_in_ && unsent_.empty()) loop_.stop();
  if (machine_gone() && now_ns - exit_ns_ >= kReleaseAfterNs) finish_parts(now_ns);
  std::int64_t next = unsent_.empty() ? -1 : now_ns + 5'000'000;
  if (machine_gone() && !finished_ && next < 0) next = exit_ns_ + kReleaseAfterNs;
  for (auto& p : parts_) {
    std::int64_t t = p->tick(now_ns);
    if (t >= 0 && (next < 0 || t < next)) next = t;
  }
  return next;
}

Status run_companion(int start_message_fd) {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGHUP, SIG_IGN);
  ::signal(SIGINT, SIG_IGN);
  std::string message, bytes;
  for (;;) {
    ReadResult r = read_some(start_message_fd, bytes);
    if (r == ReadResult::kEnd) break;
    message += bytes;
    if (message.size() > (16u << 20))
      return fail(ErrorCode::kLimit, "the start message is too long", "report this as a bug");
  }
  ::close(start_message_fd);
  auto info = parse_start_message(message);
  if (!info) return tl::unexpected<Error>(info.error());
  auto parts = make_parts(*info);
  // The companion may outlive everything that it serves by a moment; ExitWatch's thread dies with
  // the process.
  Companion companion(std::move(*info), std::move(parts));
  return companion.run();
}

}  // namespace gs::companion
