#include "tracefile/trace_reader.hpp"

#include <iterator>

#include "base/text.hpp"
#include "tracefile/append_file.hpp"
#include "tracefile/frame_scanner.hpp"
#include "tracefile/trace_lines.hpp"

namespace gs {
namespace {

using tracefile::ByteSource;
using tracefile::FrameScanner;
using tracefile::Written;

constexpr std::size_t kPollBytes = 8u << 20;

Result<tracefile::Opening> opening_of(ByteSource& source, const std::string& name) {
  std::string bytes(tracefile::kOpeningBytes, '\0');
  auto n = source.read(0, bytes.data(), bytes.size());
  if (!n) return tl::unexpected(n.error());
  return tracefile::read_opening(std::string_view(bytes).substr(0, *n), name);
}

std::vector<Event> sorted(std::vector<Written> written) {
  tracefile::sort_events(&written);
  std::vector<Event> out;
  out.reserve(written.size());
  for (Written& w : written) out.push_back(std::move(w.event));
  return out;
}

}  // namespace

bool trace_has_writers(const std::string& path) { return tracefile::has_writers(path); }

struct TraceReader::Impl {
  Impl(std::unique_ptr<ByteSource> s, tracefile::Opening o, const TraceLimits& limits)
      : source(std::move(s)),
        header(std::move(o.header)),
        scanner(source.get(), limits.frame_bytes, limits.total_bytes),
        lines(limits) {
    scanner.seek(o.bytes);
  }

  static Result<std::unique_ptr<Impl>> make(std::unique_ptr<ByteSource> source,
                                            const std::string& name, const TraceLimits& limits) {
    auto opening = opening_of(*source, name);
    if (!opening) return tl::unexpected(opening.error());
    return std::make_unique<Impl>(std::move(source), std::move(*opening), limits);
  }

  // Appends the next frame's events; false at the end.
  Result<bool> next(std::vector<Written>* out) {
    if (ended || stopped) return false;
    std::string_view text;
    auto step = scanner.next(&text);
    if (!step) return tl::unexpected(step.error());
    ended = *step == FrameScanner::Step::kEnd;
    stopped = *step == FrameScanner::Step::kLimit;
    if (*step != FrameScanner::Step::kFrame) return false;
    stopped = !lines.take(text, out);
    return true;
  }

  std::unique_ptr<ByteSource> source;
  TraceHeader header;
  FrameScanner scanner;
  tracefile::TraceLines lines;
  bool being_written = false;
  bool ended = false, stopped = false;
};

TraceReader::TraceReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TraceReader::TraceReader(TraceReader&&) noexcept = default;
TraceReader& TraceReader::operator=(TraceReader&&) noexcept = default;
TraceReader::~TraceReader() = default;

Result<TraceReader> TraceReader::open(const std::string& path, TraceLimits limits) {
  auto source = tracefile::open_source(path);
  if (!source) return tl::unexpected(source.error());
  // Asked before reading: who closes meanwhile leaves a trace that is whole to us.
  bool being_written = tracefile::has_writers(path);
  auto impl = Impl::make(std::move(*source), printable(path), limits);
  if (!impl) return tl::unexpected(impl.error());
  (*impl)->being_written = being_written;
  return TraceReader(std::move(*impl));
}

Result<TraceReader> TraceReader::from_bytes(std::string bytes, const std::string& name,
                                            TraceLimits limits) {
  auto impl = Impl::make(tracefile::memory_source(std::move(bytes)), printable(name), limits);
  if (!impl) return tl::unexpected(impl.error());
  return TraceReader(std::move(*impl));
}

const TraceHeader& TraceReader::header() const { return impl_->header; }

Result<bool> TraceReader::next_batch(std::vector<Event>* out) {
  std::vector<Written> written;
  auto more = impl_->next(&written);
  for (Written& w : written) out->push_back(std::move(w.event));
  return more;
}

Result<std::vector<Event>> TraceReader::read_all() {
  std::vector<Written> written;
  for (;;) {
    auto more = impl_->next(&written);
    if (!more) return tl::unexpected(more.error());
    if (!*more) return sorted(std::move(written));
  }
}

std::string TraceReader::incomplete() const {
  const Impl& m = *impl_;
  std::vector<std::string> why;
  if (m.stopped)
    why.push_back("it is larger than the limit, the rest was not read");
  else if (!m.ended)
    why.push_back("it was not read to its end");
  m.lines.missing(m.being_written, &why);
  if (m.scanner.torn_bytes() > 0)
    why.push_back("its last " + std::to_string(m.scanner.torn_bytes()) + " bytes are torn");
  else if (m.ended && !m.scanner.marked())
    why.push_back("its last " + std::to_string(tracefile::kMarkBytes) + " bytes are missing");
  if (m.scanner.damaged_places() > 0)
    why.push_back(std::to_string(m.scanner.skipped_bytes()) + " bytes in " +
                  std::to_string(m.scanner.damaged_places()) + " damaged places were skipped");
  std::string text;
  for (const std::string& w : why) text += (text.empty() ? "" : "; ") + w;
  return text;
}

std::vector<TraceWriterInfo> TraceReader::writers() const {
  std::vector<TraceWriterInfo> out;
  for (const auto& [id, w] : impl_->lines.writers()) out.push_back(w);
  return out;
}

std::uint64_t TraceReader::skipped_bytes() const {
  return impl_->scanner.skipped_bytes() + impl_->scanner.torn_bytes();
}
std::uint64_t TraceReader::bad_lines() const { return impl_->lines.bad_lines(); }
std::uint64_t TraceReader::unknown_lines() const { return impl_->lines.unknown_lines(); }

struct TraceFollower::Impl {
  Impl(std::unique_ptr<ByteSource> s, tracefile::Opening o, const TraceLimits& l)
      : source(std::move(s)), header(std::move(o.header)), limits(l), offset(o.bytes) {}
  std::unique_ptr<ByteSource> source;
  TraceHeader header;
  TraceLimits limits;
  std::uint64_t offset;
};

TraceFollower::TraceFollower(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TraceFollower::TraceFollower(TraceFollower&&) noexcept = default;
TraceFollower& TraceFollower::operator=(TraceFollower&&) noexcept = default;
TraceFollower::~TraceFollower() = default;

Result<TraceFollower> TraceFollower::open(const std::string& path, TraceLimits limits) {
  auto source = tracefile::open_source(path);
  if (!source) return tl::unexpected(source.error());
  auto opening = opening_of(**source, printable(path));
  if (!opening) return tl::unexpected(opening.error());
  return TraceFollower(std::make_unique<Impl>(std::move(*source), std::move(*opening), limits));
}

const TraceHeader& TraceFollower::header() const { return impl_->header; }

Result<std::vector<Event>> TraceFollower::poll() {
  Impl& m = *impl_;
  // Limits count afresh with each poll: a trace that is followed has no end.
  FrameScanner scanner(m.source.get(), m.limits.frame_bytes, m.limits.total_bytes);
  tracefile::TraceLines lines(m.limits);
  scanner.seek(m.offset);
  std::vector<Written> written;
  for (std::size_t taken = 0; taken < kPollBytes;) {
    std::string_view text;
    auto step = scanner.next(&text);
    if (!step) return tl::unexpected(step.error());
    if (*step != FrameScanner::Step::kFrame) break;
    // Without its mark it may still be cut off by a writer, and something else take its place.
    if (!scanner.marked()) break;
    taken += text.size() + 1;
    m.offset = scanner.offset();
    if (!lines.take(text, &written)) break;
  }
  return sorted(std::move(written));
}

}  // namespace gs
