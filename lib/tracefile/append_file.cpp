#include "tracefile/append_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include <algorithm>
#include <cerrno>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "tracefile/format.hpp"

namespace gs::tracefile {
namespace {

constexpr off_t kAppendByte = off_t{1} << 62;  // exclusive, while somebody appends
constexpr off_t kAliveByte = kAppendByte + 1;  // shared, by every open writer

struct flock on_byte(short type, off_t byte) {
  struct flock f {};
  f.l_type = type;
  f.l_whence = SEEK_SET;
  f.l_start = byte;
  f.l_len = 1;
  return f;  // l_pid = 0, as OFD locks want it
}

bool anybody_on(int fd, off_t byte) {
  struct flock f = on_byte(F_WRLCK, byte);
  return ::fcntl(fd, F_OFD_GETLK, &f) == 0 && f.l_type != F_UNLCK;
}

void unlock(int fd, off_t byte) {
  struct flock f = on_byte(F_UNLCK, byte);
  ::fcntl(fd, F_OFD_SETLK, &f);
}

void sleep_us(long us) {
  timespec ts{0, us * 1000};
  ::nanosleep(&ts, nullptr);
}

}  // namespace

AppendFile::Lock::~Lock() {
  if (fd_ >= 0) unlock(fd_, kAppendByte);
}

Result<AppendFile> AppendFile::open(const std::string& path) {
  std::string name = printable(path);
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600));
  if (!fd)
    return fail_errno(errno, "cannot open the trace " + name,
                      "name a file in a folder that exists and that you may write to");
  struct stat st {};
  if (::fstat(fd.get(), &st) != 0) return fail_errno(errno, "cannot look at " + name);
  if (!S_ISREG(st.st_mode))
    return fail(ErrorCode::kUsage, name + " is not a regular file", "name a file for the trace");
  return AppendFile(std::move(fd), std::move(name));
}

Result<AppendFile::Lock> AppendFile::lock(int wait_ms) {
  const std::int64_t until_ns = monotonic_ns() + std::int64_t{wait_ms} * 1'000'000;
  for (long pause_us = 20;; pause_us = std::min(2 * pause_us, 2000L)) {
    struct flock f = on_byte(F_WRLCK, kAppendByte);
    if (::fcntl(fd_.get(), F_OFD_SETLK, &f) == 0) return Lock(fd_.get());
    if (errno != EAGAIN && errno != EACCES && errno != EINTR)
      return fail_errno(errno, "cannot lock the trace " + name_,
                        "keep the trace on a file system that has locks, such as /var/tmp");
    if (monotonic_ns() >= until_ns)
      return fail(ErrorCode::kLimit, "another process keeps the trace " + name_ + " locked",
                  "look for a stopped guestscope process");
    sleep_us(pause_us);
  }
}

Result<std::string> AppendFile::read_at(std::uint64_t offset, std::size_t n) const {
  std::string out(n, '\0');
  std::size_t have = 0;
  while (have < n) {
    ssize_t r = ::pread(fd_.get(), out.data() + have, n - have, static_cast<off_t>(offset + have));
    if (r < 0 && errno == EINTR) continue;
    if (r < 0) return fail_errno(errno, "cannot read the trace " + name_);
    if (r == 0) break;
    have += static_cast<std::size_t>(r);
  }
  out.resize(have);
  return out;
}

Result<bool> AppendFile::is_end(std::uint64_t mark_end) const {
  if (mark_end < kOpeningMark.size() + kMarkBytes) return false;
  auto mark = read_at(mark_end - kMarkBytes, kMarkBytes);
  if (!mark) return tl::unexpected(mark.error());
  std::uint64_t frame = end_mark_frame_bytes(*mark);
  if (frame == 0 || frame > mark_end - kMarkBytes - kOpeningMark.size()) return false;
  auto magic = read_at(mark_end - kMarkBytes - frame, kZstdMagic.size());
  if (!magic) return tl::unexpected(magic.error());
  return *magic == kZstdMagic;
}

Result<std::uint64_t> AppendFile::last_good_end(std::uint64_t size) const {
  constexpr std::uint64_t kWindow = 64 << 10;
  std::uint64_t upper = size;  // ends behind it are ruled out
  while (upper > kOpeningMark.size()) {
    std::uint64_t lower = upper > kWindow ? upper - kWindow : 0;
    auto bytes = read_at(lower, static_cast<std::size_t>(upper - lower));
    if (!bytes) return tl::unexpected(bytes.error());
    for (auto p = bytes->rfind(kEndMagic); p != std::string::npos;
         p = p == 0 ? std::string::npos : bytes->rfind(kEndMagic, p - 1)) {
      std::uint64_t end = lower + p + kMarkBytes;
      if (end > size) continue;
      auto good = is_end(end);
      if (!good) return tl::unexpected(good.error());
      if (*good) return end;
    }
    if (lower == 0) break;
    upper = lower + kEndMagic.size() - 1;  // a mark may lie across the two windows
  }
  return 0;
}

Result<std::uint64_t> AppendFile::repair(const Lock&) {
  struct stat st {};
  if (::fstat(fd_.get(), &st) != 0) return fail_errno(errno, "cannot look at " + name_);
  auto size = static_cast<std::uint64_t>(st.st_size);
  if (size == 0) return 0;
  auto whole = is_end(size);
  if (!whole) return tl::unexpected(whole.error());
  if (*whole) return size;
  auto start = read_at(0, kOpeningMark.size());
  if (!start) return tl::unexpected(start.error());
  auto end = last_good_end(size);
  if (!end) return tl::unexpected(end.error());
  // Without an end mark only a header that was being written may be cut off.
  bool ours = kOpeningMark.substr(0, start->size()) == *start &&
              (*end > 0 || size <= kOpeningMark.size() + kMaxHeaderBytes);
  if (!ours)
    return fail(ErrorCode::kFormat, name_ + " is not a trace that can be added to",
                "name another file; this one stays as it is");
  if (::ftruncate(fd_.get(), static_cast<off_t>(*end)) != 0)
    return fail_errno(errno, "cannot cut the torn tail off " + name_);
  return *end;
}

Status AppendFile::append(const Lock&, std::uint64_t size, std::string_view bytes) {
  auto written = write_all(fd_.get(), bytes);
  if (written) return {};
  // If this fails too, the next one who takes the lock repairs the tail.
  (void)!::ftruncate(fd_.get(), static_cast<off_t>(size));
  Error e = written.error();
  e.message = "cannot write the trace " + name_ + e.message.substr(e.message.find(':'));
  e.hint = "make room on the disk, or record to another one";
  return tl::unexpected(std::move(e));
}

Status AppendFile::truncate_all(const Lock&) {
  if (::ftruncate(fd_.get(), 0) != 0) return fail_errno(errno, "cannot empty " + name_);
  return {};
}

Status AppendFile::set_alive() {
  struct flock f = on_byte(F_RDLCK, kAliveByte);
  if (::fcntl(fd_.get(), F_OFD_SETLK, &f) != 0)
    return fail_errno(errno, "cannot lock the trace " + name_,
                      "keep the trace on a file system that has locks, such as /var/tmp");
  return {};
}

void AppendFile::unset_alive() { unlock(fd_.get(), kAliveByte); }

bool AppendFile::others_alive() const { return anybody_on(fd_.get(), kAliveByte); }

bool AppendFile::deleted() const {
  struct stat st {};
  return ::fstat(fd_.get(), &st) == 0 && st.st_nlink == 0;
}

bool has_writers(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  return fd && anybody_on(fd.get(), kAliveByte);
}

}  // namespace gs::tracefile
