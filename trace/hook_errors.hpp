// What went wrong in the hooks that ran beside a guest, as a trace has it.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"

namespace gs::trace {

// Each message once, at most a handful. Empty where the trace cannot be read.
std::vector<Error> hook_errors(const std::string& trace);

}  // namespace gs::trace
