// Before anything runs: are all hooks there, and are they Lua?
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/embedded.hpp"
#include "base/error.hpp"

namespace gs::script {

// The same specs, with relative paths made absolute: the program that starts qemu may change its
// folder. Errors as HookRunner's.
Result<std::vector<std::string>> checked_hooks(const std::vector<std::string>& specs,
                                               std::span<const embedded::File> stock);

}  // namespace gs::script
