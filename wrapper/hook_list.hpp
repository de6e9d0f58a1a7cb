// `guestscope hooks list` and `show`.
#pragma once

#include <string>

#include "cli/output.hpp"

namespace gs::wrapper {

enum class HookListing { kText, kJson, kNames, kScdoc };

// The hooks that ship with guestscope; kScdoc is the manual's section, kNames is for completion.
std::string hook_list(HookListing listing);
// Prints a hook's text. Returns the exit code.
int show_hook(const std::string& name, bool json, cli::Output& out);

}  // namespace gs::wrapper
