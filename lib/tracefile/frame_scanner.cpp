#include "tracefile/frame_scanner.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/text.hpp"
#include "tracefile/format.hpp"

namespace gs::tracefile {
namespace {

constexpr std::size_t kReadBytes = 256u << 10;

class FileSource : public ByteSource {
 public:
  FileSource(UniqueFd fd, std::string name) : fd_(std::move(fd)), name_(std::move(name)) {}
  Result<std::uint64_t> size() override {
    struct stat st {};
    if (::fstat(fd_.get(), &st) != 0) return fail_errno(errno, "cannot look at " + name_);
    return static_cast<std::uint64_t>(st.st_size);
  }
  Result<std::size_t> read(std::uint64_t offset, char* out, std::size_t n) override {
    std::size_t have = 0;
    while (have < n) {
      ssize_t r = ::pread(fd_.get(), out + have, n - have, static_cast<off_t>(offset + have));
      if (r < 0 && errno == EINTR) continue;
      if (r < 0) return fail_errno(errno, "cannot read " + name_);
      if (r == 0) break;
      have += static_cast<std::size_t>(r);
    }
    return have;
  }

 private:
  UniqueFd fd_;
  std::string name_;
};

class MemorySource : public ByteSource {
 public:
  explicit MemorySource(std::string bytes) : bytes_(std::move(bytes)) {}
  Result<std::uint64_t> size() override { return bytes_.size(); }
  Result<std::size_t> read(std::uint64_t offset, char* out, std::size_t n) override {
    if (offset >= bytes_.size()) return std::size_t{0};
    return bytes_.copy(out, n, static_cast<std::size_t>(offset));
  }

 private:
  std::string bytes_;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> open_source(const std::string& path) {
  std::string name = printable(path);
  // O_NONBLOCK: opening a FIFO must not hang before it can be refused.
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return fail_errno(errno, "cannot open " + name, "check the path and its permissions");
  struct stat st {};
  if (::fstat(fd.get(), &st) != 0) return fail_errno(errno, "cannot look at " + name);
  if (!S_ISREG(st.st_mode))
    return fail(ErrorCode::kFormat, name + " is not a regular file", "name a trace file");
  return std::make_unique<FileSource>(std::move(fd), std::move(name));
}

std::unique_ptr<ByteSource> memory_source(std::string bytes) {
  return std::make_unique<MemorySource>(std::move(bytes));
}

bool FrameScanner::spend(std::uint64_t bytes) {
  out_of_work_ = out_of_work_ || bytes > work_left_;
  work_left_ -= std::min(bytes, work_left_);
  return !out_of_work_;
}

Result<std::string_view> FrameScanner::window(std::uint64_t offset, std::size_t n) {
  bool inside = offset >= buffer_start_ && offset + n <= buffer_start_ + buffer_.size();
  if (!inside) {
    std::uint64_t left = offset < size_ ? size_ - offset : 0;
    buffer_.resize(
        static_cast<std::size_t>(std::min<std::uint64_t>(std::max(n, kReadBytes), left)));
    buffer_start_ = offset;
    auto r = source_->read(offset, buffer_.data(), buffer_.size());
    if (!r) {
      buffer_.clear();
      return tl::unexpected(r.error());
    }
    buffer_.resize(*r);
  }
  return std::string_view(buffer_).substr(static_cast<std::size_t>(offset - buffer_start_), n);
}

Result<FrameState> FrameScanner::frame_at_offset(std::size_t* frame_bytes, std::string_view* text) {
  std::size_t text_bytes = 0;
  const std::size_t most = decoder_.max_frame_bytes();
  for (std::size_t n = kReadBytes / 2;; n = std::min(2 * n, most)) {
    auto bytes = window(offset_, n);
    if (!bytes) return tl::unexpected(bytes.error());
    FrameState state = decoder_.measure(*bytes, frame_bytes, &text_bytes);
    bool more = bytes->size() == n && n < most;
    if (state == FrameState::kCut && more) {
      if (!spend(n)) return FrameState::kBad;
      continue;
    }
    if (state != FrameState::kWhole) return state;
    if (!spend(*frame_bytes + text_bytes)) return FrameState::kBad;
    *text = decoder_.decode(bytes->substr(0, *frame_bytes), text_bytes);
    return text->data() ? FrameState::kWhole : FrameState::kBad;
  }
}

void FrameScanner::skip_to(std::uint64_t offset) {
  skipped_bytes_ += offset - offset_;
  ++damaged_places_;
  offset_ = offset;
}

Status FrameScanner::pass_mark(std::size_t frame_bytes) {
  offset_ += frame_bytes;
  auto tail = window(offset_, kMarkBytes + kZstdMagic.size());
  if (!tail) return tl::unexpected(tail.error());
  std::string_view mark = tail->substr(0, kMarkBytes);
  marked_ = tail->size() >= kMarkBytes;
  if (mark == end_mark(frame_bytes)) {
    offset_ += kMarkBytes;
  } else if (tail->size() > kMarkBytes && tail->substr(kMarkBytes) == kZstdMagic) {
    skip_to(offset_ + kMarkBytes);  // only the mark is damaged
  }
  return {};  // otherwise the next step finds out what this is
}

Result<std::uint64_t> FrameScanner::next_start() {
  constexpr std::size_t kOverlap = kMarkBytes + kZstdMagic.size();
  for (std::uint64_t at = offset_;;) {
    if (!spend(kReadBytes)) return std::uint64_t{0};
    auto bytes = window(at, kReadBytes);
    if (!bytes) return tl::unexpected(bytes.error());
    const bool last = bytes->size() < kReadBytes;
    for (auto p = bytes->find(kEndMagic); p != std::string_view::npos;
         p = bytes->find(kEndMagic, p + 1)) {
      std::string_view after = bytes->substr(p);
      if (after.size() < kOverlap && !last) break;  // whole in the next window
      if (after.size() < kMarkBytes) break;
      after.remove_prefix(kMarkBytes);
      if (after.empty() || after.substr(0, kZstdMagic.size()) == kZstdMagic)
        return at + p + kMarkBytes;
    }
    if (last) return std::uint64_t{0};
    at += kReadBytes - kOverlap;
  }
}

Result<FrameScanner::Step> FrameScanner::next(std::string_view* text) {
  torn_bytes_ = 0;
  // Bytes that stand before a good end mark never change, loose ones may (a writer cuts them off
  // and goes on). So a frame counts as damaged only if it still is after a later start was seen.
  std::uint64_t later_start = 0;
  for (;;) {
    auto size = source_->size();
    if (!size) return tl::unexpected(size.error());
    size_ = *size;
    if (offset_ >= size_) return Step::kEnd;
    std::size_t frame_bytes = 0;
    auto state = frame_at_offset(&frame_bytes, text);
    if (!state) return tl::unexpected(state.error());
    if (out_of_work_) return Step::kLimit;
    if (*state == FrameState::kWhole) {
      if (auto s = pass_mark(frame_bytes); !s) return tl::unexpected(s.error());
      return Step::kFrame;
    }
    buffer_.clear();
    if (later_start > 0) {
      skip_to(later_start);
      later_start = 0;
      continue;
    }
    auto start = next_start();
    if (!start) return tl::unexpected(start.error());
    if (out_of_work_) return Step::kLimit;
    buffer_.clear();
    if (*start == 0) {
      torn_bytes_ = size_ - offset_;
      return Step::kEnd;
    }
    later_start = *start;
  }
}

}  // namespace gs::tracefile
