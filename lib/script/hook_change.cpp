#include "script/hook_change.hpp"

#include <algorithm>
#include <string_view>

#include "qemu/secrets.hpp"

namespace gs::script {
namespace {

bool names_secret(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; });
  for (std::string_view part : {"PASSW", "SECRET", "TOKEN", "CREDENTIAL"})
    if (name.find(part) != name.npos) return true;
  return false;
}

}  // namespace

std::vector<HookChange> masked_changes(std::vector<HookChange> changes) {
  for (HookChange& c : changes) {
    if (c.kind == ChangeKind::kExec) {
      bool env = c.after.size() == 3 && c.after[0] == "setenv";
      if (env && names_secret(c.after[1])) c.after[2] = "***";
      if (!env) c.after = qemu::masked_command_words(std::move(c.after));
      continue;
    }
    // Whole options mostly; of a list of words that replaced the line, any part of it.
    for (auto* words : {&c.before, &c.after})
      *words = qemu::masked_command_words(qemu::masked_words(qemu::CommandLine::parse(std::move(*words))));
  }
  return changes;
}

}  // namespace gs::script
