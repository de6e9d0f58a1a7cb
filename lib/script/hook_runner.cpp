#include "script/hook_runner.hpp"

#include <algorithm>

#include "base/files.hpp"
#include "base/near_names.hpp"
#include "base/text.hpp"
#include "lua.hpp"
#include "script/lua_command_line.hpp"
#include "script/lua_context.hpp"
#include "script/lua_globals.hpp"
#include "script/lua_value.hpp"

namespace gs::script {
namespace {

constexpr std::size_t kMaxHookBytes = 1u << 20;
constexpr std::size_t kMaxWords = 10'000;
constexpr std::size_t kMaxTotalBytes = 2u << 20;  // what Linux takes for argv and environment

Status check_size(const qemu::CommandLine& line, const ExecPlan& plan) {
  std::size_t words = 0, bytes = 0;
  std::vector<std::string> all = line.args();
  all.insert(all.end(), plan.prefix.begin(), plan.prefix.end());
  if (!plan.program.empty()) all.push_back(plan.program);
  for (const auto& [name, value] : plan.env) all.push_back(name + "=" + value.value_or(""));
  for (const std::string& word : all) {
    ++words;
    bytes += word.size() + 1;
    if (word.find('\0') != word.npos)
      return fail(ErrorCode::kScript,
                  "it made a word that holds a NUL byte: " + printable(word.substr(0, 80)),
                  "a command line cannot carry one");
  }
  if (words > kMaxWords || bytes > kMaxTotalBytes)
    return fail(ErrorCode::kLimit,
                "it made a command line of " + std::to_string(words) + " words and " +
                    std::to_string(bytes) + " bytes",
                "at most 10000 words and 2 MiB can be passed on");
  return {};
}

// Does the script define a function for any option that qemu knows, or another entry point? Then it
// needs no rewrite.
bool has_option_function(lua_State* L) {
  auto is_function = [L](std::string name) {
    std::replace(name.begin(), name.end(), '-', '_');
    bool yes = lua_getglobal(L, name.c_str()) == LUA_TFUNCTION && !lua_iscfunction(L, -1);
    lua_pop(L, 1);
    return yes;
  };
  for (const char* name : {"on_stage", "on_line", "on_qmp", "on_exit", "program"})
    if (is_function(name)) return true;
  for (const qemu::OptionInfo& info : qemu::option_table())
    if (is_function(std::string(info.name))) return true;
  return false;
}

// Functions named after options: called for each such option that is there at the start.
void call_option_functions(lua_State* L, LuaCommandLine& binding, int context) {
  std::vector<std::pair<qemu::OptionId, std::string>> all;
  for (const qemu::Option& o : binding.line().options()) all.emplace_back(o.id, o.name);
  for (auto& [id, name] : all) {
    std::replace(name.begin(), name.end(), '-', '_');  // no_hpet stands for -no-hpet
    bool defined =
        !name.empty() && lua_getglobal(L, name.c_str()) == LUA_TFUNCTION && !lua_iscfunction(L, -1);
    if (defined && binding.line().find(id)) {
      lua_pushvalue(L, -1);
      lua_Debug ar;
      lua_getinfo(L, ">S", &ar);
      binding.push_option(L, id);
      lua_pushvalue(L, context);
      lua_call(L, 2, 1);
      binding.take_option_result(L, lua_gettop(L), id, ar.linedefined);
    }
    lua_settop(L, context);
  }
}

void call_hook(lua_State* L, LuaCommandLine& binding, LuaContext& context,
               const std::string& file) {
  binding.push(L);
  int cmd = lua_gettop(L);
  context.push(L);
  int ctx = lua_gettop(L);
  call_option_functions(L, binding, ctx);
  if (lua_getglobal(L, "rewrite") != LUA_TFUNCTION) {
    if (has_option_function(L)) return;
    raise_text(L, file + " defines neither rewrite(cmd, ctx) nor a function named after an option");
  }
  lua_pushvalue(L, -1);
  lua_Debug ar;
  lua_getinfo(L, ">S", &ar);
  lua_pushvalue(L, cmd);
  lua_pushvalue(L, ctx);
  lua_call(L, 2, 1);
  binding.take_result(L, lua_gettop(L), ar.linedefined);
}

Error named(const HookSpec& hook, Error error) {
  error.message = "hook " + printable(hook.name) + ": " + error.message;
  return error;
}

}  // namespace

Result<HookRunner::Source> HookRunner::load(const HookSpec& hook) const {
  if (hook.is_path()) {
    auto text = read_file(hook.name, kMaxHookBytes);
    if (!text) return tl::unexpected<Error>(named(hook, text.error()));
    return Source{hook.name, std::move(*text)};
  }
  std::vector<std::string_view> names;
  for (const embedded::File& file : stock_) {
    if (file.name == hook.name)
      return Source{"hooks/" + hook.name + ".lua", std::string(file.text)};
    names.push_back(file.name);
  }
  std::string near = near_names(hook.name, names);
  return fail(ErrorCode::kNotFound, "there is no stock hook called " + printable(hook.name),
              (near.empty() ? "see `guestscope hooks list`" : "did you mean: " + near + "?") +
                  std::string("; a file is named with its path, like ./") + printable(hook.name) +
                  ".lua");
}

Status HookRunner::run(const HookSpec& hook, const Source& source, const HookContext& context,
                       const ExecPlan& plan,
                       const std::function<void(lua_State*, LuaContext&)>& body) const {
  LuaContext lua_context(hook, context, plan);
  LuaHost host(limits_);
  if (context.print) host.set_print([&](std::string_view text) { context.print(hook.name, text); });
  bool compiled = false;
  Status status = host.run([&](lua_State* L) {
    register_hook_globals(L);
    LuaHost::push_chunk(L, source.file, source.text);
    compiled = true;
    lua_call(L, 0, 0);
    body(L, lua_context);
  });
  if (status) return {};
  Error error = status.error();
  if (!compiled && error.code == ErrorCode::kScript) {
    error.code = ErrorCode::kFormat;
    error.hint = "correct the syntax at the line named";
  } else if (error.code == ErrorCode::kScript && !error.message.starts_with(source.file)) {
    // error(text, 0): the hook itself says what is wrong with its arguments or the command line.
    error.code = ErrorCode::kUsage;
    error.hint = "see `guestscope hooks show " + printable(hook.name) + "`";
  } else if (error.code == ErrorCode::kScript && !hook.is_path()) {
    error.hint =
        "it cannot do its work on this command line; leave it out, or copy it "
        "(`guestscope hooks show " +
        hook.name + "`) and change the copy";
  }
  return tl::unexpected<Error>(named(hook, std::move(error)));
}

Status HookRunner::apply_one(const HookSpec& hook, qemu::CommandLine& line,
                             const HookContext& context, std::vector<HookChange>& changes,
                             ExecPlan& plan) const {
  auto source = load(hook);
  if (!source) return tl::unexpected<Error>(source.error());
  // A probe must stay fast: no Lua for a hook that cannot ask for probes.
  if (context.probe && source->text.find("probes") == source->text.npos) return {};
  std::size_t changes_before = changes.size();
  LuaCommandLine binding(line, hook.name, source->file, changes, plan);
  Status status = run(hook, *source, context, plan, [&](lua_State* L, LuaContext& lua_context) {
    lua_getglobal(L, "probes");
    if (context.probe && !lua_toboolean(L, -1)) return;
    call_hook(L, binding, lua_context, source->file);
  });
  if (!status || changes.size() == changes_before) return status;
  status = check_size(line, plan);
  if (status) return {};
  return tl::unexpected<Error>(named(hook, status.error()));
}

Result<std::vector<HookChange>> HookRunner::apply(const std::vector<HookSpec>& hooks,
                                                  qemu::CommandLine& line,
                                                  const HookContext& context,
                                                  ExecPlan* plan) const {
  std::vector<HookChange> changes;
  if (hooks.empty()) return changes;
  qemu::CommandLine edited = line;
  ExecPlan wanted;
  for (const HookSpec& hook : hooks) {
    Status status = apply_one(hook, edited, context, changes, wanted);
    if (status && !plan && !wanted.empty())
      status = fail(ErrorCode::kUnsupported,
                    "hook " + printable(hook.name) +
                        ": another program or environment for qemu is asked for, where only the "
                        "command line can be changed",
                    "run it through guestscope-qemu");
    if (!status) return tl::unexpected<Error>(status.error());
  }
  line = std::move(edited);
  if (plan) *plan = std::move(wanted);
  return changes;
}

}  // namespace gs::script
