#include "session/file_stream.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/text.hpp"

namespace gs::session {

FdSource::FdSource(int fd, std::string name) : fd_(fd), name_(std::move(name)) {
  struct stat st {};
  if (::fstat(fd_, &st) != 0) return;
  if (S_ISREG(st.st_mode)) {
    const off_t at = ::lseek(fd_, 0, SEEK_CUR);
    if (at >= 0 && st.st_size > at) size_ = static_cast<std::uint64_t>(st.st_size - at);
  }
  poll_ = S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode) || S_ISCHR(st.st_mode);
}

Result<FdSource> FdSource::open(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!fd) return fail_errno(errno, printable(path), "check the path of the local file");
  FdSource source(fd.get(), printable(path));
  source.own_ = std::move(fd);
  return source;
}

Result<std::size_t> FdSource::read(std::span<char> buffer) {
  while (true) {
    const ssize_t n = ::read(fd_, buffer.data(), buffer.size());
    if (n >= 0) return static_cast<std::size_t>(n);
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return fail_errno(errno, "cannot read " + name_);
    pollfd p{fd_, POLLIN, 0};
    ::poll(&p, 1, -1);
  }
}

FdSink::FdSink(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}

Result<FdSink> FdSink::create(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666));
  if (!fd) return fail_errno(errno, printable(path), "check the path of the local file");
  FdSink sink(fd.get(), printable(path));
  sink.own_ = std::move(fd);
  return sink;
}

Status FdSink::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
    if (n >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EAGAIN) {
      pollfd p{fd_, POLLOUT, 0};
      ::poll(&p, 1, -1);
    } else if (errno != EINTR) {
      return fail_errno(errno, "cannot write " + name_, "is there room left on the disk?");
    }
  }
  return {};
}

Result<std::size_t> BufferSource::read(std::span<char> buffer) {
  const std::size_t n = std::min(buffer.size(), rest_.size());
  rest_.copy(buffer.data(), n);
  rest_.remove_prefix(n);
  return n;
}

Status BufferSink::write(std::string_view bytes) {
  if (bytes.size() > max_ - bytes_.size())
    return fail(ErrorCode::kLimit,
                "the file is larger than the " + std::to_string(max_) + " bytes there is room for",
                "download it to a file");
  bytes_ += bytes;
  return {};
}

}  // namespace gs::session
