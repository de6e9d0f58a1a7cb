#include "base/fd.hpp"

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>

namespace gs {

Result<FdPair> make_pipe() {
  int p[2];
  if (::pipe2(p, O_CLOEXEC) != 0) return fail_errno(errno, "pipe");
  return FdPair{UniqueFd(p[0]), UniqueFd(p[1])};
}

Result<FdPair> make_socketpair() {
  int p[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, p) != 0)
    return fail_errno(errno, "socketpair");
  return FdPair{UniqueFd(p[0]), UniqueFd(p[1])};
}

Status set_cloexec(int fd, bool on) {
  int flags = ::fcntl(fd, F_GETFD);
  if (flags < 0 || ::fcntl(fd, F_SETFD, on ? flags | FD_CLOEXEC : flags & ~FD_CLOEXEC) != 0)
    return fail_errno(errno, "fcntl(F_SETFD)");
  return {};
}

Status set_nonblocking(int fd, bool on) {
  int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK) != 0)
    return fail_errno(errno, "fcntl(F_SETFL)");
  return {};
}

}  // namespace gs
