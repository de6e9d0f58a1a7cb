#include "script/program_hooks.hpp"

#include <algorithm>

#include "base/json_text.hpp"
#include "base/text.hpp"
#include "lua.hpp"
#include "qemu/secrets.hpp"
#include "script/lua_context.hpp"
#include "script/lua_value.hpp"

namespace gs::script {
namespace {

constexpr std::size_t kMaxWords = 10'000;
constexpr std::size_t kMaxTotalBytes = 2u << 20;  // what Linux takes for argv and environment

// What the methods of args work on, besides the list itself.
struct Binding {
  const std::string& hook;
  const std::string& file;
  ExecPlan& plan;
  std::vector<HookChange>& changes;

  static Binding& of(lua_State* L) {
    return *static_cast<Binding*>(lua_touserdata(L, lua_upvalueindex(1)));
  }
  void note(lua_State* L, std::vector<std::string> what) {
    changes.push_back({hook, file, script_line(L), ChangeKind::kExec, 0, {}, std::move(what)});
  }
};

int find(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  std::string_view pattern = text_arg(L, 2);
  lua_Integer count = luaL_len(L, 1);
  for (lua_Integer i = std::max<lua_Integer>(1, luaL_optinteger(L, 3, 1)); i <= count; ++i) {
    lua_rawgeti(L, 1, i);
    auto word = word_arg(L, -1);
    lua_pop(L, 1);
    if (!word || !glob_match(pattern, *word)) continue;
    lua_pushinteger(L, i);
    return 1;
  }
  lua_pushnil(L);
  return 1;
}

int run_under(lua_State* L) {
  Binding& b = Binding::of(L);
  auto prefix = word_list_arg(L, 2);
  if (prefix.empty()) luaL_error(L, "args:run_under needs a program");
  std::vector<std::string> noted = {"under"};
  noted.insert(noted.end(), prefix.begin(), prefix.end());
  b.note(L, std::move(noted));
  b.plan.prefix.insert(b.plan.prefix.begin(), prefix.begin(), prefix.end());
  return 0;
}

int setenv(lua_State* L) {
  Binding& b = Binding::of(L);
  auto [name, value] = env_args(L);
  b.note(L, env_note(name, value));
  b.plan.env.emplace_back(std::move(name), std::move(value));
  return 0;
}

void push_args(lua_State* L, const ProgramCall& call, Binding& binding) {
  push_list(L, call.args);
  lua_createtable(L, 0, 2);  // the metatable
  lua_createtable(L, 0, 7);
  static constexpr luaL_Reg kMethods[] = {
      {"find", find}, {"run_under", run_under}, {"setenv", setenv}, {nullptr, nullptr}};
  lua_pushlightuserdata(L, &binding);
  luaL_setfuncs(L, kMethods, 1);
  lua_getglobal(L, "table");
  for (const char* name : {"insert", "remove"}) {
    lua_getfield(L, -1, name);
    lua_setfield(L, -3, name);
  }
  lua_pop(L, 1);
  push_text(L, call.name);
  lua_setfield(L, -2, "name");
  push_text(L, call.path);
  lua_setfield(L, -2, "path");
  lua_setfield(L, -2, "__index");
  lua_pushliteral(L, "locked");
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
}

// The list at index; a word behind a hole would be lost without a word.
std::vector<std::string> words_at(lua_State* L, int index) {
  index = lua_absindex(L, index);
  auto words = word_list_arg(L, index);
  std::size_t keys = 0;
  for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) keys += lua_isinteger(L, -2) != 0;
  if (keys != words.size()) luaL_error(L, "the list of words has a hole");
  return words;
}

Status check(const std::vector<std::string>& words) {
  std::size_t bytes = 0;
  for (const std::string& word : words) {
    bytes += word.size() + 1;
    if (word.find('\0') != word.npos)
      return fail(ErrorCode::kScript, "it made a word that holds a NUL byte",
                  "a command line cannot carry one");
  }
  if (words.size() > kMaxWords || bytes > kMaxTotalBytes)
    return fail(ErrorCode::kLimit, "it made a command line that is too long",
                "at most 10000 words and 2 MiB can be passed on");
  return {};
}

// What differs between the common front and the common end, as one change.
void note_words(const std::vector<std::string>& old, const std::vector<std::string>& now,
                const Binding& binding, int line) {
  if (old == now) return;
  auto front = std::mismatch(old.begin(), old.end(), now.begin(), now.end());
  auto back = std::mismatch(old.rbegin(), std::make_reverse_iterator(front.first), now.rbegin(),
                            std::make_reverse_iterator(front.second));
  std::vector<std::string> before(front.first, back.first.base());
  std::vector<std::string> after(front.second, back.second.base());
  ChangeKind kind = before.empty()  ? ChangeKind::kAdd
                    : after.empty() ? ChangeKind::kRemove
                                    : ChangeKind::kChange;
  binding.changes.push_back(
      {binding.hook, binding.file, line, kind, 0, std::move(before), std::move(after)});
}

Error named(const HookSpec& hook, Error error) {
  error.message = "hook " + printable(hook.name) + ": " + error.message;
  return error;
}

}  // namespace

Result<std::vector<HookChange>> apply_program_hooks(const HookRunner& runner,
                                                    const std::vector<HookSpec>& hooks,
                                                    ProgramCall& call, const HookContext& context,
                                                    ExecPlan& plan) {
  std::vector<HookChange> changes;
  ProgramCall edited = call;
  ExecPlan wanted;
  for (const HookSpec& hook : hooks) {
    auto source = runner.load(hook);
    if (!source) return tl::unexpected<Error>(source.error());
    if (source->text.find("program") == source->text.npos) continue;  // no Lua state for it
    Binding binding{hook.name, source->file, wanted, changes};
    std::vector<std::string> words = edited.args;
    int line = 0;
    Status status = runner.run(hook, *source, context, wanted, [&](lua_State* L, LuaContext& ctx) {
      if (lua_getglobal(L, "program") != LUA_TFUNCTION) return;
      lua_pushvalue(L, -1);
      lua_Debug ar;
      lua_getinfo(L, ">S", &ar);
      line = ar.linedefined;
      push_args(L, edited, binding);
      lua_pushvalue(L, -1);
      lua_insert(L, -3);  // args, function, args
      ctx.push(L);
      lua_call(L, 2, 1);
      words = words_at(L, lua_isnil(L, -1) ? -2 : -1);
    });
    if (!status) return tl::unexpected<Error>(status.error());
    if (auto s = check(words); !s) return tl::unexpected<Error>(named(hook, s.error()));
    note_words(edited.args, words, binding, line);
    edited.args = std::move(words);
  }
  call = std::move(edited);
  plan = std::move(wanted);
  return changes;
}

Result<std::vector<std::string>> wanted_programs(const HookRunner& runner,
                                                 const std::vector<HookSpec>& hooks) {
  std::vector<std::string> names;
  for (const HookSpec& hook : hooks) {
    auto source = runner.load(hook);
    if (!source) return tl::unexpected<Error>(source.error());
    if (source->text.find("programs") == source->text.npos) continue;
    const ExecPlan none;
    const HookContext context;
    Status status = runner.run(hook, *source, context, none, [&](lua_State* L, LuaContext& ctx) {
      if (lua_getglobal(L, "programs") == LUA_TFUNCTION) {
        ctx.push(L);
        lua_call(L, 1, 1);
      }
      if (lua_isnil(L, -1)) return;
      for (std::string& name : word_list_arg(L, -1))
        if (std::find(names.begin(), names.end(), name) == names.end())
          names.push_back(std::move(name));
    });
    if (!status) return tl::unexpected<Error>(status.error());
  }
  return names;
}

std::string program_changes_json(const std::vector<HookChange>& changes) {
  constexpr const char* kKinds[] = {"add", "remove", "change", "exec"};
  std::string json;
  for (const HookChange& c : changes) {
    json += (json.empty() ? "{\"hook\":" : ",{\"hook\":") + json_bytes(c.hook) +
            ",\"file\":" + json_bytes(c.file) + ",\"line\":" + std::to_string(c.line) +
            ",\"kind\":\"" + kKinds[static_cast<std::size_t>(c.kind)] +
            "\",\"before\":" + json_bytes_array(qemu::masked_command_words(c.before)) +
            ",\"after\":" + json_bytes_array(qemu::masked_command_words(c.after)) + "}";
  }
  return "[" + json + "]";
}

}  // namespace gs::script
