// What a hook does to recorded command lines, kept beside it in NAME.recorded:
//
//   # a comment
//   hook set-memory(size=2G)      the hook with its arguments
//   = 001.json                    a recorded command line, by the name of its file
//   ~ -m: size 4096 -> 2048       what changed, as `guestscope wrap --diff` shows it
//   = 003.json                    (nothing changed)
//   = 006.json
//   error hook set-memory: the memory is split over 2 NUMA nodes
//
// The command lines themselves are not kept: they are often somebody else's.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "script/hook_runner.hpp"

namespace gs::script {

class RecordedExpectations {
 public:
  using Lines = std::vector<std::string>;

  // kFormat with the line for what cannot be read.
  static Result<RecordedExpectations> parse(std::string_view text);
  std::string format() const;

  // nullptr where nothing is expected yet. hook as written behind `hook`.
  const Lines* find(const std::string& hook, const std::string& name) const;
  // False where it was so already.
  bool set(const std::string& hook, const std::string& name, Lines lines);

 private:
  std::map<std::string, std::map<std::string, Lines>> expected_;  // sorted: files compare well
};

struct RecordedLine {
  std::string name;  // where it comes from
  std::string argv0;
  std::vector<std::string> args;
};

// What the hook does to it: the lines that stand behind `= NAME`.
RecordedExpectations::Lines hook_effect(const HookRunner& runner, const HookSpec& hook,
                                        const RecordedLine& line, const std::string& caller);

// The lines that are only in one of the two: "- " expected, "+ " got; "  " for what is in both.
std::string difference_text(const RecordedExpectations::Lines& expected,
                            const RecordedExpectations::Lines& got);

}  // namespace gs::script
