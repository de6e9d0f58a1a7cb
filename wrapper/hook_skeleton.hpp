// `guestscope hooks new`: a hook to start from, and a first case for its test.
#pragma once

#include <string>

#include "base/error.hpp"

namespace gs::wrapper {

struct NewHook {
  std::string hook, cases;  // paths of what was written
};

// where: a name (NAME.lua in this folder) or a path. kUsage when one of the files is there already:
// nothing is overwritten, and nothing written.
Result<NewHook> write_hook_skeleton(const std::string& where);

}  // namespace gs::wrapper
