// A CommandLine as the Lua object `cmd`, with every change noted together with the script line that
// made it. Options are handed out as light objects that name an option by its id; one that was
// removed raises an error when it is used.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "qemu/command_line.hpp"
#include "script/hook_change.hpp"

struct lua_State;

namespace gs::script {

// Must outlive the Lua state that it was pushed into.
class LuaCommandLine {
 public:
  LuaCommandLine(qemu::CommandLine& line, std::string hook, std::vector<HookChange>& changes)
      : line_(line), hook_(std::move(hook)), changes_(changes) {}
  LuaCommandLine(const LuaCommandLine&) = delete;
  LuaCommandLine& operator=(const LuaCommandLine&) = delete;

  // Only inside LuaHost::run(): leaves the object on the stack.
  void push(lua_State* L);
  // Takes what rewrite() returned at index: nil or the object itself keeps the edits, a list of
  // words replaces the command line. Raises a Lua error on anything else. line is noted for the
  // change.
  void take_result(lua_State* L, int index, int line);

 private:
  friend struct CommandLineBinding;
  qemu::CommandLine& line_;
  std::string hook_;
  std::vector<HookChange>& changes_;
  std::size_t noted_bytes_ = 0;
  std::map<qemu::OptionId, int> removed_at_;  // script line, for the error message
};

}  // namespace gs::script
