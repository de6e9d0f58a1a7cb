// Hooks on programs that are no qemu (qemu-img, passt, virtiofsd): guestscope-qemu stands in front
// of them in PATH for one run. A hook file has
//
//   programs = {"qemu-img"}        -- or a function(ctx) that returns the list: what it wants to
//   see function program(args, ctx)    -- called for each such program, and for those of
//   --wrap-program
//
// args is a plain list of words (args[1], #args, table.insert, ipairs) with
//   args.name, args.path                 the program as it was called; what will be run
//   args:find(pattern[, from])           index of the first word that fits (`*`, `?`), or nil
//   args:insert([place, ]word), args:remove([place])   as table.insert and table.remove
//   args:run_under{"strace"}, args:setenv(name, value)   as those of cmd
// Returning nil keeps args as it is now, a list of words replaces it.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "script/exec_plan.hpp"
#include "script/hook_change.hpp"
#include "script/hook_runner.hpp"

namespace gs::script {

struct ProgramCall {
  std::string name;  // as in PATH
  std::string path;  // of the real program
  std::vector<std::string> args;
};

// All or nothing, errors as HookRunner::apply.
Result<std::vector<HookChange>> apply_program_hooks(const HookRunner& runner,
                                                    const std::vector<HookSpec>& hooks,
                                                    ProgramCall& call, const HookContext& context,
                                                    ExecPlan& plan);

// For a trace, with secrets masked: [{"hook","file","line","kind","before","after"}, ...].
std::string program_changes_json(const std::vector<HookChange>& changes);

// The programs that hooks name in `programs`, each once.
Result<std::vector<std::string>> wanted_programs(const HookRunner& runner,
                                                 const std::vector<HookSpec>& hooks);

}  // namespace gs::script
