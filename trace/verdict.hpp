// What became of a boot, and why: the answer of `guestscope diagnose`.
//
// How a cause is chosen. Every rule whose phrases are there gives at most one candidate, at the
// first place that was not overcome. A place is overcome when the same boot went on to a later
// stage afterwards, or a later boot became ready: what is printed on the way to success is no
// failure, whatever it says. Of the candidates left:
//   1. decisive rules before weak ones before symptoms;
//   2. the earliest line: the first failure that ended the boot counts, what follows is its echo;
//   3. in the same line the more confident rule, then the more precise trigger (length of phrase
//      and pattern), then the rule that asks for more ("all"), then the earlier rule.
// A trace also knows facts: how qemu and the command ended. They decide where no decisive rule
// does, and a command that ended well after its machine was ready had no failure of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "event/stage.hpp"
#include "event/stage_tracker.hpp"
#include "trace/log_scan.hpp"
#include "trace/rule_book.hpp"
#include "trace/transcript.hpp"

namespace gs::trace {

enum class Outcome { kOk, kFail, kUnknown };
std::string_view to_string(Outcome outcome);
// The exit code of the program: 0 ok, 1 failure found, 2 cannot tell.
int exit_code(Outcome outcome);

struct Evidence {
  std::string text;        // the line as it was, bytes and all
  std::uint32_t line = 0;  // counts from 1, in the log or in the stream that source and pid name
  Source source = Source::kLog;
  std::int64_t pid = 0;
  std::optional<std::int64_t> t_ns;
};

struct Verdict {
  Outcome outcome = Outcome::kUnknown;
  std::optional<Stage> stage;  // failing stage, or the furthest one of a good boot
  std::string cause;           // an id; empty when the outcome is unknown
  std::string summary;         // one sentence
  std::optional<Evidence> evidence;
  std::string cure_text;
  std::string cure_hook;  // a stock hook that helps, or empty
  Confidence confidence = Confidence::kLow;
  std::vector<StageSpan> stages;
  Clock clock = Clock::kNone;
  std::optional<Stage> last_stage;  // the furthest one of the last boot
  int boots = 0;                    // machines that were started
  RunFacts facts;
  bool complete = true;        // false: the recording broke off
  std::string incomplete_why;  // one line, when it did
  std::string trace_path;      // where the trace lies, if there is one
};

class Diagnoser {
 public:
  // With the rules and markers that are part of the binary.
  static Result<Diagnoser> create();
  static Result<Diagnoser> create(RuleBook rules, MarkerBook markers);

  Verdict diagnose(const Transcript& transcript);
  const RuleBook& rules() const { return rules_; }
  Phrases& phrases() { return *phrases_; }

 private:
  Diagnoser() = default;
  RuleBook rules_;
  std::unique_ptr<Phrases> phrases_;
};

}  // namespace gs::trace
