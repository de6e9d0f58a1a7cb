// What one hook did to one place of the command line.
#pragma once

#include <string>
#include <vector>

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
  int line = 0;      // in the hook's file; 0 when not known
  ChangeKind kind = ChangeKind::kChange;
  std::vector<std::string> before, after;  // words; empty for kAdd and kRemove respectively
};

}  // namespace gs::script
