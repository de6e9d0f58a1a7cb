// What one hook did to one option, as it happened. change_report.hpp says what it comes to.
#pragma once

#include <string>
#include <vector>

#include "qemu/command_line.hpp"

namespace gs::script {

enum class ChangeKind {
  kAdd,
  kRemove,
  kChange,
  kExec,  // not a word of the command line: after is {"program", PATH}, {"under", WORDS...},
          // {"setenv", NAME, VALUE} or {"unsetenv", NAME}
};

struct HookChange {
  std::string hook;  // as the user named it
  std::string file;  // its file; hooks/NAME.lua for a stock hook
  int line = 0;      // in that file; 0 when not known
  ChangeKind kind = ChangeKind::kChange;
  qemu::OptionId option = 0;  // 0 for kExec
  std::vector<std::string> before, after;  // words; empty for kAdd and kRemove respectively
};

}  // namespace gs::script
