// A CommandLine as the Lua object `cmd` (guestscope-lua(7)), with every change noted together with
// the script line that made it. Options are handed out as light objects that name an option by its
// id; one that was removed raises an error when it is used.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "qemu/command_line.hpp"
#include "script/exec_plan.hpp"
#include "script/hook_change.hpp"

struct lua_State;

namespace gs::script {

// Must outlive the Lua state that it was pushed into. Members with a lua_State are only for use
// inside LuaHost::run(); they raise Lua errors.
class LuaCommandLine {
 public:
  // hook and file: as they are to stand in the changes.
  LuaCommandLine(qemu::CommandLine& line, std::string hook, std::string file,
                 std::vector<HookChange>& changes, ExecPlan& plan)
      : line_(line),
        hook_(std::move(hook)),
        file_(std::move(file)),
        changes_(changes),
        plan_(plan) {}
  LuaCommandLine(const LuaCommandLine&) = delete;
  LuaCommandLine& operator=(const LuaCommandLine&) = delete;

  // Leaves the object on the stack.
  void push(lua_State* L);
  void push_option(lua_State* L, qemu::OptionId id);
  // Takes what rewrite() returned at index: nil or the object itself keeps the edits, a list of
  // words replaces the command line. Raises on anything else. script_line is noted for the change.
  void take_result(lua_State* L, int index, int script_line);
  // Takes what a per-option function returned: nil or the option itself keeps it, {} deletes it, a
  // string is its new value, a list of words or a table of properties replaces it.
  void take_option_result(lua_State* L, int index, qemu::OptionId id, int script_line);

  const qemu::CommandLine& line() const { return line_; }
  ExecPlan& plan() { return plan_; }

  // The only ways to change the line. script_line 0: where the script is now.
  void edit(lua_State* L, const std::function<Status(qemu::CommandLine&)>& change,
            int script_line = 0);
  // place 0 is the end.
  qemu::OptionId insert(lua_State* L, std::string_view name, std::optional<std::string> value,
                        qemu::OptionId place, bool before);
  void set_value(lua_State* L, qemu::OptionId id, std::optional<std::string> value,
                 int script_line = 0);
  void remove(lua_State* L, qemu::OptionId id, int script_line = 0);
  // Of a change to how qemu is started.
  void note_exec(lua_State* L, std::vector<std::string> what) {
    note(L, ChangeKind::kExec, 0, {}, std::move(what));
  }

  // The option at a stack index (argument number in messages); raises when it was removed.
  static const qemu::Option& option_at(lua_State* L, int index, LuaCommandLine** owner);
  static LuaCommandLine& self_at(lua_State* L, int index);

 private:
  void note(lua_State* L, ChangeKind kind, qemu::OptionId id, std::vector<std::string> before,
            std::vector<std::string> after, int script_line = 0);
  void note_difference(lua_State* L, const qemu::CommandLine& old, int script_line);

  qemu::CommandLine& line_;
  std::string hook_, file_;
  std::vector<HookChange>& changes_;
  ExecPlan& plan_;
  std::size_t noted_bytes_ = 0;
  std::map<qemu::OptionId, int> removed_at_;  // script line, for the error message
};

}  // namespace gs::script
