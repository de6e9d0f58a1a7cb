// An owned file descriptor.
#pragma once

#include <unistd.h>

#include <utility>

#include "base/error.hpp"

namespace gs {

class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& o) noexcept {
    if (this != &o) reset(std::exchange(o.fd_, -1));
    return *this;
  }
  UniqueFd(const UniqueFd&) = delete;
  UniqueFd& operator=(const UniqueFd&) = delete;
  ~UniqueFd() { reset(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  int release() { return std::exchange(fd_, -1); }
  void reset(int fd = -1) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
  }

 private:
  int fd_ = -1;
};

struct FdPair {
  UniqueFd first, second;
};

// first = read end, second = write end; both close-on-exec.
Result<FdPair> make_pipe();
// A connected AF_UNIX stream pair; both close-on-exec.
Result<FdPair> make_socketpair();
// Sets or clears FD_CLOEXEC.
Status set_cloexec(int fd, bool on);
Status set_nonblocking(int fd, bool on);

}  // namespace gs
