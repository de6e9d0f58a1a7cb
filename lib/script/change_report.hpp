// What the hooks came to: the difference between two command lines by option and property, each with
// the hook, file and line that made it. Secrets are masked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "qemu/command_line.hpp"
#include "script/hook_change.hpp"

namespace gs::script {

struct ChangeOrigin {
  std::string hook = {}, file = {};
  int line = 0;
  bool operator==(const ChangeOrigin&) const = default;
};

struct ChangeItem {
  enum class Kind { kAdd, kRemove, kChange, kMove, kExec };

  ChangeOrigin origin = {};             // what made it as it is now
  std::vector<ChangeOrigin> also = {};  // what had changed the same thing before
  Kind kind = Kind::kChange;
  // Without dashes, "" for a disk image. kExec: "program", "under", "setenv" or "unsetenv".
  std::string option = {};
  std::string property = {};  // "" = the option as a whole; of -append: the kernel's word
  // A property's value, the option's words quoted as for a shell, or those of kExec.
  std::optional<std::string> before = {}, after = {};
  std::string text = {};  // the same for people, on one line: "-machine accel: kvm -> tcg"
};

// In the order of the new line, what was removed in its old place. after must be before as `log`
// changed it, ids and all: what did not last is left out.
std::vector<ChangeItem> change_report(const qemu::CommandLine& before,
                                      const qemu::CommandLine& after,
                                      const std::vector<HookChange>& log);

// '+', '-', '~', '>' and '!'.
char mark_of(ChangeItem::Kind kind);
// A JSON array of {"hook","file","line","kind","option","property","before","after","text"}, with
// "also" where there is something. Also in the trace, as "changes" of a qemu.
std::string to_json(const std::vector<ChangeItem>& items);

}  // namespace gs::script
