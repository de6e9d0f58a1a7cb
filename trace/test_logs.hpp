// Where the tests find the labelled logs, which are not part of the tree.
#pragma once

#include <string>

#include "base/files.hpp"

namespace gs::trace {

// ../shared/data/bootlogs beside the source folder, or beside the folder of a git worktree. Empty
// where there is none.
inline std::string boot_log_folder() {
  for (const char* up : {"/../shared", "/../../shared"}) {
    std::string folder = std::string(GUESTSCOPE_SOURCE_DIR) + up + "/data/bootlogs";
    if (read_file(folder + "/labels.tsv", 1 << 20)) return folder;
  }
  return {};
}

}  // namespace gs::trace
