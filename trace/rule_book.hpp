// The rules that name a cause. They are data: Lua files under trace/rules (embedded in the binary)
// or from a user's folder, each returning a list of tables:
//
//   { cause = "kvm_msr_unsupported",       -- id, lower case with underscores
//     stage = "qemu-start",                -- absent: the stage that the log had reached there
//     any = {"failed to set MSR"},         -- one of these phrases triggers (see PhraseMatcher)
//     all = {...},                         -- these must occur too, anywhere
//     unless = {...},                      -- none of these may occur, anywhere
//     line = "MSR 0x%x+",                  -- Lua pattern that the triggering line must match
//     rank = "decisive",                   -- or weak, symptom, noise; see Rank
//     confidence = "high",                 -- or medium, low
//     summary = "one sentence",
//     cure = {text = "what to do", hook = "force-tcg"},
//     match = [[a log that must give this cause]],
//     healthy = [[a near miss that must not]] },
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "event/stage.hpp"
#include "event/stage_tracker.hpp"
#include "script/lua_host.hpp"

namespace gs::trace {

enum class Rank {
  kNoise,     // looks like an error and is none
  kSymptom,   // something failed for certain, why is not said here
  kWeak,      // names a cause, gives way to every decisive one
  kDecisive,  // names the cause and ended the boot
};

struct Rule {
  std::string file;  // where it came from, for messages
  std::string cause;
  std::optional<Stage> stage;
  std::vector<std::string> any, all, unless;
  std::string line;  // empty: any line
  Rank rank = Rank::kDecisive;
  Confidence confidence = Confidence::kHigh;
  std::string summary;
  std::string cure_text;
  std::string cure_hook;
  std::string match;
  std::string healthy;
};

class RuleBook {
 public:
  // The rules that are part of the binary.
  static Result<RuleBook> embedded();
  // Adds the rules of one file. name is what messages show. Nothing is added on an error (kFormat,
  // or what LuaHost says).
  Status load(std::string_view name, std::string_view text);
  const std::vector<Rule>& rules() const { return rules_; }

 private:
  std::vector<Rule> rules_;
};

}  // namespace gs::trace
