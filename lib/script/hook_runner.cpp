#include "script/hook_runner.hpp"

#include <algorithm>

#include "base/files.hpp"
#include "base/text.hpp"
#include "lua.hpp"
#include "script/lua_command_line.hpp"

namespace gs::script {
namespace {

constexpr std::size_t kMaxHookBytes = 1u << 20;
constexpr std::size_t kMaxWords = 10'000;
constexpr std::size_t kMaxTotalBytes = 2u << 20;  // what Linux takes for argv and environment

// Levenshtein distance, for "did you mean".
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t up = row[j];
      row[j] = std::min({up + 1, row[j - 1] + 1, corner + (a[i - 1] != b[j - 1])});
      corner = up;
    }
  }
  return row[b.size()];
}

// Up to three names that are near to name, the nearest first.
std::string nearest(std::string_view name, const std::vector<std::string_view>& names) {
  std::vector<std::pair<std::size_t, std::string_view>> ranked;
  for (std::string_view n : names) {
    bool part = !name.empty() && (n.find(name) != n.npos || name.find(n) != name.npos);
    std::size_t d = part ? 1 : distance(name.substr(0, 64), n);
    if (d <= std::max<std::size_t>(2, n.size() / 2)) ranked.emplace_back(d, n);
  }
  std::sort(ranked.begin(), ranked.end());
  std::string out;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, ranked.size()); ++i)
    out.append(out.empty() ? "" : ", ").append(ranked[i].second);
  return out;
}

void set_field(lua_State* L, const char* key, std::string_view value) {
  lua_pushlstring(L, value.data(), value.size());
  lua_setfield(L, -2, key);
}

// The table ctx.args: the defaults of the global `arguments`, then what the user gave.
void push_args(lua_State* L, const HookSpec& hook) {
  lua_newtable(L);
  int args = lua_gettop(L);
  std::vector<std::string_view> known;
  bool declared = lua_getglobal(L, "arguments") == LUA_TTABLE;
  if (declared) {
    for (lua_pushnil(L); lua_next(L, args + 1); lua_pop(L, 1)) {
      if (lua_type(L, -2) != LUA_TSTRING) luaL_error(L, "`arguments` must have names as keys");
      known.emplace_back(lua_tostring(L, -2));
      if (lua_isboolean(L, -1)) continue;
      lua_pushvalue(L, -2);
      luaL_tolstring(L, -2, nullptr);
      lua_rawset(L, args);
    }
  } else if (!lua_isnil(L, -1)) {
    luaL_error(L, "the global `arguments` must be a table of names and defaults");
  }
  for (const auto& [key, value] : hook.args) {
    if (declared && std::find(known.begin(), known.end(), key) == known.end()) {
      std::string takes;
      std::sort(known.begin(), known.end());
      for (std::string_view k : known) takes.append(takes.empty() ? "" : ", ").append(k);
      luaL_error(L, "there is no argument '%s' (it takes %s)", key.c_str(),
                 takes.empty() ? "none" : takes.c_str());
    }
    lua_pushlstring(L, key.data(), key.size());
    lua_pushlstring(L, value.data(), value.size());
    lua_rawset(L, args);
  }
  lua_settop(L, args);
}

void push_context(lua_State* L, const HookSpec& hook, const HookContext& context) {
  lua_newtable(L);
  lua_pushboolean(L, context.probe);
  lua_setfield(L, -2, "probe");
  set_field(L, "caller", context.caller);
  set_field(L, "argv0", context.argv0);
  set_field(L, "arch", qemu::arch_of_program(context.argv0));
  push_args(L, hook);
  lua_setfield(L, -2, "args");
}

Status check_size(const qemu::CommandLine& line) {
  std::size_t words = 0, bytes = 0;
  for (const qemu::Option& option : line.options())
    for (const std::string& word : qemu::CommandLine::words(option)) {
      ++words;
      bytes += word.size() + 1;
      if (word.find('\0') != word.npos)
        return fail(
            ErrorCode::kScript, "it made a word that holds a NUL byte",
            "a command line cannot carry one: look at what the hook adds to -" + option.name);
    }
  if (words > kMaxWords || bytes > kMaxTotalBytes)
    return fail(ErrorCode::kLimit,
                "it made a command line of " + std::to_string(words) + " words and " +
                    std::to_string(bytes) + " bytes",
                "at most 10000 words and 2 MiB can be passed on");
  return {};
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
  std::string near = nearest(hook.name, names);
  return fail(ErrorCode::kNotFound, "there is no stock hook called " + printable(hook.name),
              (near.empty() ? "see `guestscope hooks list`" : "did you mean: " + near + "?") +
                  std::string("; a file is named with its path, like ./") + printable(hook.name) +
                  ".lua");
}

Status HookRunner::apply_one(const HookSpec& hook, qemu::CommandLine& line,
                             const HookContext& context, std::vector<HookChange>& changes) const {
  auto source = load(hook);
  if (!source) return tl::unexpected<Error>(source.error());
  // A probe must stay fast: no Lua for a hook that cannot ask for probes.
  if (context.probe && source->text.find("probes") == source->text.npos) return {};
  std::size_t changes_before = changes.size();
  LuaCommandLine binding(line, hook.name, changes);
  LuaHost host(limits_);
  if (context.print) host.set_print([&](std::string_view text) { context.print(hook.name, text); });
  bool compiled = false;
  Status status = host.run([&](lua_State* L) {
    LuaHost::push_chunk(L, source->file, source->text);
    compiled = true;
    lua_call(L, 0, 0);
    lua_getglobal(L, "probes");
    bool wants_probes = lua_toboolean(L, -1);
    if (context.probe && !wants_probes) return;
    if (lua_getglobal(L, "rewrite") != LUA_TFUNCTION)
      luaL_error(L, "%s defines no function rewrite(cmd, ctx)", source->file.c_str());
    lua_pushvalue(L, -1);
    lua_Debug ar;
    lua_getinfo(L, ">S", &ar);
    binding.push(L);
    push_context(L, hook, context);
    lua_call(L, 2, 1);
    binding.take_result(L, lua_gettop(L), ar.linedefined);
  });
  if (status && changes.size() > changes_before) status = check_size(line);
  if (status) return {};
  Error error = status.error();
  if (!compiled && error.code == ErrorCode::kScript) {
    error.code = ErrorCode::kFormat;
    error.hint = "correct the syntax at the line named";
  }
  return tl::unexpected<Error>(named(hook, std::move(error)));
}

Result<std::vector<HookChange>> HookRunner::apply(const std::vector<HookSpec>& hooks,
                                                  qemu::CommandLine& line,
                                                  const HookContext& context) const {
  std::vector<HookChange> changes;
  if (hooks.empty()) return changes;
  qemu::CommandLine edited = line;
  for (const HookSpec& hook : hooks)
    if (Status status = apply_one(hook, edited, context, changes); !status)
      return tl::unexpected<Error>(status.error());
  line = std::move(edited);
  return changes;
}

}  // namespace gs::script
