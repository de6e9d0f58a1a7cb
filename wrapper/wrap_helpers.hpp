// `wrap --wrap-program`: helper programs that the wrapped command starts go through hooks too.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "script/hook_spec.hpp"

namespace gs::wrapper {

// Puts the folder with links in front of PATH and names the helpers, in this process's environment,
// which the command gets. Does nothing where there are none.
Status wrap_helpers(const std::vector<std::string>& asked,
                    const std::vector<script::HookSpec>& hooks, const std::string& drop_in);

// For people: that on_* functions of these hooks will not run; "" where there are none, or a trace
// is being written.
std::string unrecorded_hint(const std::vector<script::HookSpec>& hooks);

}  // namespace gs::wrapper
