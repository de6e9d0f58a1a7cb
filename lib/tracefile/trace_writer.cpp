#include "tracefile/trace_writer.hpp"

#include <unistd.h>

#include <algorithm>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "tracefile/append_file.hpp"
#include "tracefile/format.hpp"
#include "tracefile/line.hpp"
#include "tracefile/opening.hpp"
#include "tracefile/zstd_frame.hpp"

namespace gs {
namespace {

using tracefile::AppendFile;

constexpr std::size_t kFlushBytes = 64u << 10;
constexpr std::int64_t kFlushAfterNs = 200'000'000;
constexpr std::int64_t kRetryAfterNs = 500'000'000;
// The lock is held for one write(2). A flush runs in a companion's loop: rather try again later.
constexpr int kFlushLockWaitMs = 100, kOpenLockWaitMs = 5000;

std::string_view to_string(TraceWriter::Role role) {
  return role == TraceWriter::Role::kRecorder ? "recorder" : "companion";
}

// May a writer of this host add to this trace?
Status check_header(const AppendFile& file) {
  auto bytes = file.read_at(0, tracefile::kMaxHeaderBytes);
  if (!bytes) return tl::unexpected(bytes.error());
  auto there = tracefile::read_opening(*bytes, file.name());
  if (!there) return tl::unexpected(there.error());
  auto here = tracefile::header_of_this_host();
  const std::string& boot = there->header.boot_id;
  if (!boot.empty() && !here.boot_id.empty() && boot != here.boot_id)
    return fail(ErrorCode::kUsage,
                file.name() +
                    " was recorded before the last boot or on another host, its clock "
                    "is not the one of now",
                "record to a new file");
  return {};
}

Status prepare(AppendFile& file, const AppendFile::Lock& lock, TraceWriter::Mode mode,
               std::uint64_t* size) {
  auto first = file.read_at(0, tracefile::kOpeningMark.size());
  if (!first) return tl::unexpected(first.error());
  *size = 0;
  if (first->empty()) return {};
  if (mode == TraceWriter::Mode::kNew)
    return fail(ErrorCode::kUsage, file.name() + " exists already",
                "choose another name, or remove the file first");
  if (mode == TraceWriter::Mode::kTruncate) {
    if (!looks_like_trace(*first))
      return fail(ErrorCode::kUsage, file.name() + " is not a trace, it is not overwritten",
                  "choose another name, or remove the file first");
    if (file.others_alive())
      return fail(ErrorCode::kUsage, file.name() + " is being recorded by another process",
                  "choose another name, or wait until it has finished");
    return file.truncate_all(lock);
  }
  auto repaired = file.repair(lock);
  if (!repaired) return tl::unexpected(repaired.error());
  *size = *repaired;
  return *size > 0 ? check_header(file) : Status{};
}

tl::unexpected<Error> no_memory() {
  return fail(ErrorCode::kLimit, "no memory to compress the trace", "free some memory");
}

}  // namespace

struct TraceWriter::Impl {
  Impl(AppendFile f, Role r) : file(std::move(f)), role(r), owner(::getpid()) {}

  AppendFile file;
  Role role;
  pid_t owner;
  std::int64_t id = 0;
  std::string preamble;  // opening mark and header, for a file that is empty
  tracefile::FrameEncoder encoder;
  std::string pending;  // lines
  std::int64_t pending_since_ns = 0;
  std::int64_t failed_ns = 0;  // last flush that failed; 0 = the last one was good
  std::string failure;         // why, for the note
  std::uint64_t events = 0;    // lines in the file and in pending, but for open and close
  std::uint64_t dropped = 0;
  std::uint64_t dropped_unsaid = 0;  // not yet told by a note
  bool closing = false, closed = false;

  Status start(Mode mode) {
    auto lock = file.lock(kOpenLockWaitMs);
    if (!lock) return tl::unexpected(lock.error());
    std::uint64_t size = 0;
    if (auto s = prepare(file, *lock, mode, &size); !s) return s;
    if (auto s = file.set_alive(); !s) return s;
    preamble = tracefile::kOpeningMark;
    if (!encoder.append(&preamble, tracefile::header_line(tracefile::header_of_this_host())))
      return no_memory();
    std::string bytes = size == 0 ? preamble : "";
    // Where the first frame of a writer stands is its id: nothing else ever stands there.
    id = static_cast<std::int64_t>(size + bytes.size());
    std::string line;
    tracefile::append_open(&line, monotonic_ns(), owner, id, to_string(role));
    if (!encoder.append(&bytes, line)) return no_memory();
    return file.append(*lock, size, bytes);
  }

  Status write(std::string_view lines) {
    std::string frame;
    if (!encoder.append(&frame, lines)) return no_memory();
    auto lock = file.lock(kFlushLockWaitMs);
    if (!lock) return tl::unexpected(lock.error());
    auto size = file.repair(*lock);
    if (!size) return tl::unexpected(size.error());
    if (*size == 0) frame.insert(0, preamble);  // somebody emptied the file
    return file.append(*lock, *size, frame);
  }

  void append_note_of_loss() {
    Event note;
    note.t_ns = monotonic_ns();
    note.text = "recording: " + std::to_string(dropped_unsaid) + " events were lost here (" +
                printable(failure) + ")";
    note.data = "{\"dropped\":" + std::to_string(dropped_unsaid) + "}";
    events += tracefile::append_event(&pending, note, id).value_or(0);
  }

  Status flush() {
    const std::size_t kept = pending.size();
    const std::uint64_t kept_events = events;
    if (dropped_unsaid > 0) append_note_of_loss();
    if (closing) tracefile::append_close(&pending, monotonic_ns(), id, events);
    if (pending.empty()) return {};
    if (auto s = write(pending); !s) {
      pending.resize(kept);
      events = kept_events;
      failed_ns = monotonic_ns();
      failure = s.error().message;
      return s;
    }
    pending.clear();
    pending_since_ns = failed_ns = 0;
    dropped_unsaid = 0;
    return {};
  }
};

TraceWriter::TraceWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TraceWriter::TraceWriter(TraceWriter&&) noexcept = default;
TraceWriter& TraceWriter::operator=(TraceWriter&& o) noexcept {
  if (this != &o) {
    TraceWriter old(std::move(*this));  // which flushes
    impl_ = std::move(o.impl_);
  }
  return *this;
}

TraceWriter::~TraceWriter() {
  if (impl_ && !impl_->closed && impl_->owner == ::getpid()) (void)flush();
}

Result<TraceWriter> TraceWriter::create(const std::string& path, Role role, Mode mode) {
  auto file = AppendFile::open(path);
  if (!file) return tl::unexpected(file.error());
  auto impl = std::make_unique<Impl>(std::move(*file), role);
  if (auto s = impl->start(mode); !s) return tl::unexpected(s.error());
  return TraceWriter(std::move(impl));
}

Status TraceWriter::add(const Event& event) {
  Impl& m = *impl_;
  const std::size_t before = m.pending.size();
  auto lines = tracefile::append_event(&m.pending, event, m.id);
  if (!lines) return tl::unexpected(lines.error());
  // After the first loss nothing is taken until it has been told: the note stands where the gap is.
  if (m.pending.size() > tracefile::kMaxPendingBytes || m.dropped_unsaid > 0) {
    m.pending.resize(before);
    ++m.dropped;
    ++m.dropped_unsaid;
    return {};
  }
  m.events += *lines;
  if (before == 0) m.pending_since_ns = monotonic_ns();
  return {};
}

Status TraceWriter::flush() { return impl_->flush(); }

std::optional<std::int64_t> TraceWriter::flush_due_ns() const {
  const Impl& m = *impl_;
  if (m.pending.empty()) return std::nullopt;
  std::int64_t due =
      m.pending.size() >= kFlushBytes ? m.pending_since_ns : m.pending_since_ns + kFlushAfterNs;
  return m.failed_ns == 0 ? due : std::max(due, m.failed_ns + kRetryAfterNs);
}

bool TraceWriter::should_flush(std::int64_t now_ns) const {
  auto due = flush_due_ns();
  return due && now_ns >= *due;
}

std::int64_t TraceWriter::pending_since_ns() const {
  return impl_->pending.empty() ? 0 : impl_->pending_since_ns;
}

std::uint64_t TraceWriter::dropped() const { return impl_->dropped; }

Status TraceWriter::close() {
  Impl& m = *impl_;
  if (m.closed) return {};
  m.closing = true;
  if (auto s = m.flush(); !s) return s;
  m.closed = true;
  m.file.unset_alive();
  if (m.file.deleted())
    return fail(ErrorCode::kNotFound, "the trace " + m.file.name() + " was deleted meanwhile",
                "record again, to a place where nobody cleans up");
  return {};
}

bool TraceWriter::others_writing() const { return impl_->file.others_alive(); }

}  // namespace gs
