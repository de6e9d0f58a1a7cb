// A verdict as text for people and as JSON for programs. Both are strings; who prints them is not
// our business. What comes from a log is shown through gs::printable().
#pragma once

#include <string>

#include "trace/verdict.hpp"

namespace gs::trace {

// One object, without a line end. Times are nanoseconds from the start of the run (a trace) or of
// the guest's kernel (a text log with kernel time stamps), null where nothing tells them.
std::string verdict_json(const Verdict& verdict);

struct TextStyle {
  bool colour = false;
  std::size_t width = 80;  // of the terminal; lines from a log are not broken
};
std::string verdict_text(const Verdict& verdict, const TextStyle& style);

}  // namespace gs::trace
