// What there is to read about a run, as numbered lines, whether it came as a text log or as events
// of a trace, so that one set of rules reads both.
//
// From a trace: bytes are joined to lines per stream; facts that are no text (a qemu started, died,
// said something on QMP) become lines that begin with "guestscope: ". libguestfs in verbose mode
// repeats the guest's console on its stderr: such an echo is left out, the original stays.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "event/event.hpp"
#include "trace/fact_lines.hpp"

namespace gs::trace {

enum class Source : std::uint8_t {
  kLog,  // a text log: who wrote which line is not known
  kClientOut,
  kClientErr,
  kConsole,
  kQemuErr,
  kGuestscope,  // a line made from a fact of the trace
};
std::string_view to_string(Source source);

inline constexpr std::int64_t kNoTime = INT64_MIN;

struct Line {
  std::size_t begin = 0;     // of its bytes in Transcript::text(), without the line end
  std::uint32_t length = 0;  // longer lines are cut for display, never for matching
  std::uint32_t number = 0;  // counts from 1: in the log, or in the stream of source and pid
  std::int64_t t_ns = kNoTime;
  std::int32_t pid = 0;
  Source source = Source::kLog;
};

class Transcript {
 public:
  // log must outlive the transcript. Errors (kFormat): nothing in it, or not text.
  static Result<Transcript> from_log(std::string_view log);
  static Transcript from_events(const std::vector<Event>& events);

  std::string_view text() const { return owned_.empty() ? view_ : std::string_view(owned_); }
  const std::vector<Line>& lines() const { return lines_; }
  const RunFacts& facts() const { return facts_; }

  // Index of the line that holds this offset of text().
  std::size_t line_at(std::size_t offset) const;
  // The whole line; of one that a progress bar rewrote (bare \r), the version that holds offset.
  // At most max_bytes around offset.
  std::string_view line_text(std::size_t index, std::size_t offset, std::size_t max_bytes) const;
  std::string_view line_text(std::size_t index) const;
  // Stretches of text() that may be searched as one: no phrase reaches from one stream to another.
  struct Stretch {
    std::size_t begin, end;
  };
  std::vector<Stretch> stretches() const;
  // The kernel's own time stamp at the start of a line ("[   12.345678]"), in ns of guest time.
  std::optional<std::int64_t> printk_ns(std::size_t index) const;

 private:
  friend class TranscriptBuilder;
  std::string owned_;
  std::string_view view_;
  std::vector<Line> lines_;
  RunFacts facts_;
};

}  // namespace gs::trace
