// Adds events to a trace file. Several processes (the recorder, a companion per qemu) write to one
// file at the same time, each through its own TraceWriter (docs/trace-format.md).
//
// Passive: no threads, no timers, no blocking but for the disk and for a short, bounded wait for
// another writer. The owner's loop calls flush() when should_flush() says so.
// Threads and fork: a writer belongs to one thread of the process that created it; a child must not
// use the copy it inherits (its destructor does nothing there). The file is close-on-exec; a child
// that never execs counts as writing for as long as it lives.
// Signals: the owner ignores SIGXFSZ, so that a file size limit is an error and not the end.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "event/event.hpp"

namespace gs {

class TraceWriter {
 public:
  enum class Role { kRecorder, kCompanion };
  enum class Mode {
    kNew,       // the file must not be there, or be empty
    kTruncate,  // an older trace is emptied; never a file that is no trace, or is being written
    kAppend,    // made if missing; safe when several start at once
  };

  // Makes or opens the file (mode 0600) and writes this writer's "open" line.
  static Result<TraceWriter> create(const std::string& path, Role role, Mode mode);
  TraceWriter(TraceWriter&&) noexcept;
  TraceWriter& operator=(TraceWriter&&) noexcept;
  // Flushes what waits, but writes no "close": what nobody closed is incomplete.
  ~TraceWriter();

  // Takes event into memory: no system call. Fails (and takes nothing) when event.data is not a
  // JSON object. When the disk takes nothing for so long that 16 MiB wait, further events are
  // dropped and counted; the trace then says where and how many.
  Status add(const Event& event);

  // Writes all that waits as one frame. On failure everything is kept for the next call.
  Status flush();
  // Time for flush(): 64 KiB wait, or something has waited for 200 ms; not soon after a failure.
  bool should_flush(std::int64_t now_ns) const;
  // When should_flush() will be true (CLOCK_MONOTONIC), if something waits.
  std::optional<std::int64_t> flush_due_ns() const;
  // When the oldest waiting event was added; 0 = nothing waits.
  std::int64_t pending_since_ns() const;
  std::uint64_t dropped() const;  // events dropped so far

  // Writes "close" and flushes; add() must not follow. After a failure it may be called again.
  Status close();
  // Has another process (or writer) this trace open for writing? False as soon as it died.
  bool others_writing() const;

 private:
  struct Impl;
  explicit TraceWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace gs
