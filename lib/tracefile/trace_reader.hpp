// Reads a trace file: whatever happened to it, all that is intact in it and a plain statement of
// what is not. Damage behind the header is never an error. The file is hostile: all is bounded.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "event/event.hpp"
#include "tracefile/format.hpp"
#include "tracefile/opening.hpp"

namespace gs {

using TraceHeader = tracefile::Header;

struct TraceLimits {
  std::size_t frame_bytes = 64u << 20;   // text of one frame; writers stay below 17 MiB
  std::uint64_t total_bytes = 1u << 30;  // text of all frames, and work on what is damaged
  std::size_t line_bytes = 16u << 20;
  std::size_t events = 10'000'000;
};

struct TraceWriterInfo {
  std::int64_t id = 0;
  std::string role;  // "recorder", "companion"; empty if its "open" line is lost
  std::int64_t pid = 0;
  std::optional<std::int64_t> opened_ns, closed_ns;
  std::uint64_t events = 0;                  // lines found
  std::optional<std::uint64_t> events_told;  // lines written, as its "close" line says
};

class TraceReader {
 public:
  // Errors: unreadable, empty, not a trace, cut off within the header, unknown version.
  static Result<TraceReader> open(const std::string& path, TraceLimits limits = {});
  // The same for bytes that came through a pipe; name is for messages.
  static Result<TraceReader> from_bytes(std::string bytes, const std::string& name,
                                        TraceLimits limits = {});
  TraceReader(TraceReader&&) noexcept;
  TraceReader& operator=(TraceReader&&) noexcept;
  ~TraceReader();

  const TraceHeader& header() const;
  // Appends the events of the next intact frame, in the order of the file; false at the end. Only
  // a failing read is an error.
  Result<bool> next_batch(std::vector<Event>* out);
  // All events that next_batch has not given yet, by time; at the same time by writer, and those
  // of one writer in the order in which it wrote them.
  Result<std::vector<Event>> read_all();

  // These are about what was read so far.
  // Why the trace is incomplete, in one line; empty when it is complete.
  std::string incomplete() const;
  std::vector<TraceWriterInfo> writers() const;
  std::uint64_t skipped_bytes() const;  // in damaged places and in a torn tail
  std::uint64_t bad_lines() const;      // not JSON, not an event, or too long
  std::uint64_t unknown_lines() const;  // of kinds that a later guestscope added

 private:
  struct Impl;
  explicit TraceReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// True while some process has the trace open for writing.
bool trace_has_writers(const std::string& path);

// Follows a trace that is being written: each poll() gives what was added since the last one.
class TraceFollower {
 public:
  static Result<TraceFollower> open(const std::string& path, TraceLimits limits = {});
  TraceFollower(TraceFollower&&) noexcept;
  TraceFollower& operator=(TraceFollower&&) noexcept;
  ~TraceFollower();

  const TraceHeader& header() const;
  // New events, sorted as by read_all among themselves; at most about 8 MiB of text at a time, so
  // ask again at once while something comes.
  Result<std::vector<Event>> poll();

 private:
  struct Impl;
  explicit TraceFollower(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace gs
