// Runs hooks, one after the other, over a command line.
//
// A hook is a Lua file with global functions (those that run beside a guest: hook_events.hpp; those for
// helper programs: program_hooks.hpp). For each option, the function of its name (`device`,
// `no_hpet`) is called with (option, ctx), then rewrite(cmd, ctx); for probes only where the file
// says `probes = true`. The global table `arguments` names the arguments that
// the hook takes, with a default each: a string, or false for none. Every hook has a Lua state of
// its own, with the limits of LuaHost; none is made when there is no hook to run.
//
// All or nothing: when a hook fails, the command line is as it was before the first.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/embedded.hpp"
#include "base/error.hpp"
#include "qemu/command_line.hpp"
#include "script/exec_plan.hpp"
#include "script/hook_change.hpp"
#include "script/hook_context.hpp"
#include "script/hook_spec.hpp"
#include "script/lua_host.hpp"

namespace gs::script {

class LuaContext;

class HookRunner {
 public:
  explicit HookRunner(std::span<const embedded::File> stock, Limits limits = {})
      : stock_(stock), limits_(limits) {}

  // Errors: kNotFound for a hook that is not there, kUsage for arguments it does not take, kFormat
  // for syntax, kScript and kLimit from the script. The message starts with the hook's name.
  // Without plan, hooks that ask for another program or environment are refused (kUnsupported).
  Result<std::vector<HookChange>> apply(const std::vector<HookSpec>& hooks, qemu::CommandLine& line,
                                        const HookContext& context, ExecPlan* plan = nullptr) const;

  // The text of a hook, and the name under which messages show it.
  struct Source {
    std::string file;  // path, or hooks/NAME.lua for a stock hook
    std::string text;
  };
  Result<Source> load(const HookSpec& hook) const;

  // For entry points of other kinds: runs the file and then body, in a Lua state made for this call.
  // Errors as of apply().
  Status run(const HookSpec& hook, const Source& source, const HookContext& context,
             const ExecPlan& plan, const std::function<void(lua_State*, LuaContext&)>& body) const;

 private:
  Status apply_one(const HookSpec& hook, qemu::CommandLine& line, const HookContext& context,
                   std::vector<HookChange>& changes, ExecPlan& plan) const;

  std::span<const embedded::File> stock_;
  Limits limits_;
};

}  // namespace gs::script
