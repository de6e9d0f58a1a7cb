// `ctx` in Lua: who called, with which arguments, on which host, in front of which qemu.
#pragma once

#include <memory>

#include "qemu/capabilities.hpp"
#include "script/exec_plan.hpp"
#include "script/hook_context.hpp"
#include "script/hook_spec.hpp"

struct lua_State;

namespace gs::script {

// Must outlive the Lua state that it was pushed into.
class LuaContext {
 public:
  LuaContext(const HookSpec& hook, const HookContext& context, const ExecPlan& plan)
      : hook_(hook), context_(context), plan_(plan) {}

  // Only inside LuaHost::run(): leaves the table on the stack. Raises when the hook was given
  // arguments that its global `arguments` does not name.
  void push(lua_State* L);
  // Of the qemu that will run; made when first asked for. Raises where no qemu is known.
  qemu::Capabilities& capabilities(lua_State* L);

 private:
  const HookSpec& hook_;
  const HookContext& context_;
  const ExecPlan& plan_;
  std::string probed_program_;
  std::unique_ptr<qemu::Capabilities> capabilities_;
};

}  // namespace gs::script
