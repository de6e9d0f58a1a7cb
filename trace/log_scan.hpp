// One pass over a transcript: where which phrase of the rules and of the stage markers stands, and
// what stages that makes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "event/phrase_matcher.hpp"
#include "event/stage_tracker.hpp"
#include "script/lua_host.hpp"
#include "trace/marker_book.hpp"
#include "trace/rule_book.hpp"
#include "trace/transcript.hpp"

namespace gs::trace {

struct Occurrence {
  std::uint32_t line = 0;  // index
  std::uint32_t length = 0;
  std::size_t begin = 0;  // offset in the text
};

enum class Clock { kNone, kHost, kGuest };  // what the times of spans are measured with

struct LogScan {
  std::vector<std::vector<Occurrence>>
      occurrences;  // by phrase id; of very frequent ones the first
  std::vector<StageSpan> spans;
  Clock clock = Clock::kNone;

  bool occurs(PhraseMatcher::Id id) const { return !occurrences[id].empty(); }
  // The span in which a line stands: that of the last marker at or before it. -1 when there is
  // none.
  std::ptrdiff_t span_at(std::size_t line) const;
};

// All phrases compiled to one automaton. Books must not change afterwards.
class Phrases {
 public:
  struct OfRule {
    std::vector<PhraseMatcher::Id> any, all, unless;
  };

  static Result<std::unique_ptr<Phrases>> compile(const std::vector<Rule>& rules,
                                                  const std::vector<Marker>& markers);
  LogScan scan(const Transcript& transcript);
  const OfRule& of_rule(std::size_t index) const { return of_rules_[index]; }
  script::LuaHost& patterns() { return host_; }

  // For a text that is only a piece of a run: hands every marker in it to the tracker, in order.
  bool mark_stages(std::string_view text, std::int64_t t_ns, StageTracker* tracker);

 private:
  Phrases() = default;
  bool marker_holds(std::size_t marker, std::string_view line);
  void scan_stretch(const Transcript& transcript, Transcript::Stretch stretch,
                    StageTracker* tracker, LogScan* out);

  std::vector<Marker> markers_;
  PhraseMatcher matcher_;
  std::vector<OfRule> of_rules_;
  std::vector<std::vector<std::uint32_t>> markers_of_;  // by phrase id
  script::LuaHost host_;
  std::vector<std::uint32_t> tries_;  // by marker: how often its patterns did not hold
  std::size_t line_ = 0;              // of the scan under way: the line last looked at
  std::size_t kernel_line_ = 0;       // up to here lines were searched for kernel time stamps
};

}  // namespace gs::trace
