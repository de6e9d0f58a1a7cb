#include "session/wire.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/clock.hpp"

namespace gs::session {
namespace {

using protocol::ClientConversation;
using protocol::ClientEvent;
constexpr std::size_t kReadBytes = 256u << 10;
constexpr std::size_t kConsoleBytes = 16u << 10;

int poll_timeout_ms(std::int64_t deadline_ns) {
  if (deadline_ns == 0) return -1;
  const std::int64_t left = deadline_ns - monotonic_ns();
  return left <= 0 ? 0 : static_cast<int>(std::min<std::int64_t>(left / 1'000'000 + 1, 3'600'000));
}

}  // namespace

struct Wire::Transfer {
  api::FileSource* source;
  api::FileSink* sink;
  bool source_ended = false;
  bool done = false;
  std::optional<Error> own_error;  // why this side gave up
};

Wire::Wire(UniqueFd channel, int console, bool launched, Listener listener)
    : channel_(std::move(channel)),
      console_(console),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      listener_(std::move(listener)),
      conversation_(launched),
      launched_seen_(launched) {
  input_.resize(kReadBytes);
  chunk_.resize(protocol::kMaxChunkData * 4);
}

void Wire::cancel() {
  const std::uint64_t one = 1;
  (void)!::write(wake_.get(), &one, sizeof one);
}

Status Wire::wait_launched(std::int64_t deadline_ns) {
  while (!launched_seen_) {
    if (auto s = step(nullptr, deadline_ns); !s) return s;
    if (lost()) return tl::unexpected<Error>(conversation_.problem());
  }
  return {};
}

Result<protocol::CallOutcome> Wire::call(const api::Request& request, std::int64_t deadline_ns) {
  std::uint64_t stale = 0;
  (void)!::read(wake_.get(), &stale, sizeof stale);  // a wish for an earlier transfer
  Transfer transfer{request.source, request.sink, false, false, {}};
  if (auto s = conversation_.start_call(request.info, request.optargs_mask, request.body,
                                        request.source ? request.source->size_hint() : 0);
      !s)
    return tl::unexpected<Error>(s.error());
  // Most answers take longer than the sending: no poll in between.
  if (auto s = send_output(); !s) return tl::unexpected<Error>(s.error());
  while (!transfer.done) {
    if (auto s = step(&transfer, deadline_ns); !s) return tl::unexpected<Error>(s.error());
    if (lost()) return tl::unexpected<Error>(conversation_.problem());
  }
  if (transfer.own_error) return tl::unexpected<Error>(*transfer.own_error);
  return conversation_.take_outcome();
}

Status Wire::step(Transfer* transfer, std::int64_t deadline_ns) {
  const bool uploading = transfer && transfer->source && conversation_.wants_upload();
  const int source_fd = uploading ? transfer->source->poll_fd() : -1;
  const bool output = !conversation_.output().empty();
  pollfd fds[4] = {{channel_.get(), static_cast<short>(POLLIN | (output ? POLLOUT : 0)), 0},
                   {console_, POLLIN, 0},
                   {wake_.get(), POLLIN, 0},
                   {source_fd, POLLIN, 0}};
  const bool source_ready_at_once = uploading && source_fd < 0;
  const int timeout = source_ready_at_once ? 0 : poll_timeout_ms(deadline_ns);
  const int n = ::poll(fds, 4, timeout);
  if (n < 0 && errno != EINTR) return fail_errno(errno, "cannot wait for the daemon");
  if (n == 0 && !source_ready_at_once && deadline_ns != 0 && monotonic_ns() >= deadline_ns) {
    // Whatever the daemon sends later would be taken for the answer to another call.
    conversation_.end_of_stream();
    return fail(ErrorCode::kLimit, "the daemon did not answer in time",
                "raise the timeout, or look at the console for what it is doing");
  }
  if (n < 0) return {};
  if (fds[2].revents) {
    std::uint64_t count = 0;
    (void)!::read(wake_.get(), &count, sizeof count);
    if (transfer) (void)conversation_.cancel();
  }
  if (fds[1].revents) read_console();
  // Before more is uploaded: the daemon's refusal may be there.
  if (fds[0].revents & (POLLIN | POLLHUP | POLLERR))
    if (auto s = take_input(transfer); !s || lost()) return s;
  if (uploading && conversation_.wants_upload() && (source_fd < 0 || fds[3].revents))
    feed_upload(*transfer);
  return send_output();
}

void Wire::feed_upload(Transfer& transfer) {
  if (transfer.source_ended) return;
  auto n = transfer.source->read(chunk_);
  if (!n) {
    transfer.own_error = n.error();
    transfer.source_ended = true;
    conversation_.abort_upload();
  } else if (*n == 0) {
    transfer.source_ended = true;
    conversation_.end_upload();
  } else {
    conversation_.upload(std::string_view(chunk_.data(), *n));
  }
}

Status Wire::take_input(Transfer* transfer) {
  const ssize_t n = ::recv(channel_.get(), input_.data(), input_.size(), MSG_DONTWAIT);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return {};
  if (n <= 0) {
    conversation_.end_of_stream();
    return {};
  }
  return take_events(transfer, std::string_view(input_.data(), static_cast<std::size_t>(n)));
}

Status Wire::take_events(Transfer* transfer, std::string_view bytes) {
  while (const std::optional<ClientEvent> event = conversation_.next(&bytes)) {
    switch (event->kind) {
      case ClientEvent::Kind::kLaunched:
        launched_seen_ = true;
        break;
      case ClientEvent::Kind::kProgress:
        listener_.progress(event->progress);
        break;
      case ClientEvent::Kind::kData:
        if (transfer && transfer->sink && !transfer->own_error)
          if (auto s = transfer->sink->write(event->data); !s) {
            transfer->own_error = s.error();
            conversation_.abort_download();
          }
        break;
      case ClientEvent::Kind::kDone:
        if (transfer) transfer->done = true;
        break;
      case ClientEvent::Kind::kLost:
        return {};
    }
  }
  return {};
}

Status Wire::send_output() {
  while (!conversation_.output().empty()) {
    const std::string_view out = conversation_.output();
    const ssize_t n = ::send(channel_.get(), out.data(), out.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return {};
    if (n < 0) {
      // Its last words may still be unread; the end is found there.
      if (errno == EPIPE || errno == ECONNRESET) {
        conversation_.end_of_stream();
        return {};
      }
      return fail_errno(errno, "cannot send to the daemon");
    }
    conversation_.sent(static_cast<std::size_t>(n));
  }
  return {};
}

void Wire::read_console() {
  char buffer[kConsoleBytes];
  const ssize_t n = ::recv(console_, buffer, sizeof buffer, MSG_DONTWAIT);
  if (n > 0) {
    listener_.console(std::string_view(buffer, static_cast<std::size_t>(n)));
  } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
    console_ = -1;
  }
}

void Wire::drain_console() {
  pollfd p{console_, POLLIN, 0};
  while (console_ >= 0 && ::poll(&p, 1, 0) == 1) {
    read_console();
    p.fd = console_;
  }
}

}  // namespace gs::session
