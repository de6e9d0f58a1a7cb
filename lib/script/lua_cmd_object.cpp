#include "script/lua_cmd_object.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "lua.hpp"
#include "qemu/machine.hpp"
#include "qemu/probe_kind.hpp"
#include "qemu/references.hpp"
#include "qemu/size_text.hpp"
#include "script/lua_host.hpp"
#include "script/lua_kernel_words.hpp"
#include "script/lua_value.hpp"

namespace gs::script {
namespace {

using qemu::CommandLine;
using qemu::Option;
using qemu::OptionId;

LuaCommandLine& self(lua_State* L) {
  LuaCommandLine& c = LuaCommandLine::self_at(L, 1);
  LuaHost::charge(L, 1 + c.line().options().size() / 8);  // most calls look through all options
  return c;
}

// Is the filter at index passed by the option? It may also be a function of the option.
bool passes(lua_State* L, LuaCommandLine& c, int index, const Option& option) {
  if (lua_type(L, index) != LUA_TFUNCTION) return passes_filter(L, index, option);
  lua_pushvalue(L, index);
  c.push_option(L, option.id);
  lua_call(L, 1, 1);
  bool yes = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return yes;
}

std::vector<OptionId> matching(lua_State* L, LuaCommandLine& c) {
  std::vector<OptionId> ids;
  for (OptionId id : c.line().find(text_arg(L, 2)))
    if (const Option* o = c.line().find(id)) {
      const Option copy = *o;  // a filter that is a function may change the line under us
      if (passes(L, c, 3, copy) && c.line().find(id)) ids.push_back(id);
    }
  return ids;
}

void push_options(lua_State* L, LuaCommandLine& c, const std::vector<OptionId>& ids) {
  lua_createtable(L, static_cast<int>(ids.size()), 0);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    c.push_option(L, ids[i]);
    lua_rawseti(L, -2, static_cast<lua_Integer>(i + 1));
  }
}

// cmd:find(name, filter) -> list of options
int find(lua_State* L) {
  LuaCommandLine& c = self(L);
  push_options(L, c, matching(L, c));
  return 1;
}

// cmd:first(name, filter), cmd:last(name, filter) -> option or nil
int first(lua_State* L) {
  LuaCommandLine& c = self(L);
  auto ids = matching(L, c);
  if (ids.empty()) {
    lua_pushnil(L);
    return 1;
  }
  c.push_option(L, ids.front());
  return 1;
}

int last(lua_State* L) {
  LuaCommandLine& c = self(L);
  auto ids = matching(L, c);
  if (ids.empty()) {
    lua_pushnil(L);
    return 1;
  }
  c.push_option(L, ids.back());
  return 1;
}

// cmd:has(name, filter) -> boolean
int has(lua_State* L) {
  LuaCommandLine& c = self(L);
  lua_pushboolean(L, !matching(L, c).empty());
  return 1;
}

// cmd:options() -> all of them, in order
int options(lua_State* L) {
  LuaCommandLine& c = self(L);
  std::vector<OptionId> ids;
  for (const Option& o : c.line().options()) ids.push_back(o.id);
  push_options(L, c, ids);
  return 1;
}

// cmd:remove(name, filter) or cmd:remove(option) -> how many
int remove(lua_State* L) {
  LuaCommandLine& c = self(L);
  if (lua_isuserdata(L, 2)) {
    LuaCommandLine* owner = nullptr;
    c.remove(L, LuaCommandLine::option_at(L, 2, &owner).id);
    lua_pushinteger(L, 1);
    return 1;
  }
  auto ids = matching(L, c);
  for (OptionId id : ids) c.remove(L, id);
  lua_pushinteger(L, static_cast<lua_Integer>(ids.size()));
  return 1;
}

// The value at index for an option of that name: a word, or a table of properties.
std::optional<std::string> value_at(lua_State* L, LuaCommandLine& c, int index,
                                    std::string_view name) {
  if (lua_istable(L, index))
    return value_from_table(L, index, name, qemu::prefers_json(c.line(), name));
  return word_arg(L, index);
}

// The place at index: {before = option | name}, {after = option | name}, {front = true}, or none.
// 0 is the end.
OptionId place_at(lua_State* L, LuaCommandLine& c, int index, bool* before) {
  *before = false;
  if (lua_isnoneornil(L, index)) return 0;
  luaL_checktype(L, index, LUA_TTABLE);
  OptionId id = 0;
  for (const char* field : {"before", "after"}) {
    if (lua_getfield(L, index, field) == LUA_TNIL) {
      lua_pop(L, 1);
      continue;
    }
    *before = field[0] == 'b';
    if (lua_type(L, -1) == LUA_TSTRING) {
      std::string_view name = text_arg(L, -1);
      // No such option: at the end, as without a place.
      if (const Option* o = *before ? c.line().first(name) : c.line().last(name)) id = o->id;
    } else {
      LuaCommandLine* owner = nullptr;
      id = LuaCommandLine::option_at(L, -1, &owner).id;
    }
    lua_pop(L, 1);
    return id;
  }
  if (lua_getfield(L, index, "front"); lua_toboolean(L, -1) && !c.line().options().empty()) {
    *before = true;
    id = c.line().options().front().id;
  }
  lua_pop(L, 1);
  return id;
}

// cmd:add(name, value, place) -> option
int add(lua_State* L) {
  LuaCommandLine& c = self(L);
  std::string_view name = text_arg(L, 2);
  auto value = value_at(L, c, 3, name);
  bool before = false;
  OptionId place = place_at(L, c, 4, &before);
  c.push_option(L, c.insert(L, name, std::move(value), place, before));
  return 1;
}

// cmd:replace(name, value) -> option: all occurrences become one
int replace(lua_State* L) {
  LuaCommandLine& c = self(L);
  std::string_view name = text_arg(L, 2);
  if (!c.line().has(name)) {
    lua_settop(L, 3);
    return add(L);
  }
  auto value = value_at(L, c, 3, name);
  auto ids = c.line().find(name);
  if (ids.empty()) luaL_error(L, "the option was removed while it was replaced");
  for (std::size_t i = 1; i < ids.size(); ++i) c.remove(L, ids[i]);
  c.set_value(L, ids.front(), std::move(value));
  c.push_option(L, ids.front());
  return 1;
}

// cmd:words() -> list of strings
int words(lua_State* L) {
  push_list(L, self(L).line().args());
  return 1;
}

// cmd:get(name, key): the property in effect, over repeated options
int get(lua_State* L) {
  LuaCommandLine& c = self(L);
  push_optional(L, effective_property(c.line(), text_arg(L, 2), text_arg(L, 3)));
  return 1;
}

// cmd:put(name, key, value); nil takes the property out everywhere
int put(lua_State* L) {
  LuaCommandLine& c = self(L);
  std::string_view name = qemu::canonical_option_name(text_arg(L, 2)), key = text_arg(L, 3);
  luaL_checkany(L, 4);
  std::optional<qemu::PropertyValue> value;
  if (!lua_isnil(L, 4)) value = property_arg(L, 4, name, key);
  c.edit(L, [&](CommandLine& line) {
    return value ? set_effective_property(line, name, key, *value)
                 : remove_everywhere(line, name, key);
  });
  return 0;
}

const Option* by_id(LuaCommandLine& c, std::string_view name, std::string_view id) {
  for (const Option& o : c.line().options()) {
    std::string own;
    if (o.name == name && qemu::defines(o, &own) != qemu::IdGroup::kNone && own == id) return &o;
  }
  return nullptr;
}

// cmd:by_id(name, id) -> option or nil; cmd:device(id) is cmd:by_id("device", id)
int by_id(lua_State* L) {
  LuaCommandLine& c = self(L);
  const Option* o = by_id(c, qemu::canonical_option_name(text_arg(L, 2)), text_arg(L, 3));
  if (o)
    c.push_option(L, o->id);
  else
    lua_pushnil(L);
  return 1;
}

int device(lua_State* L) {
  lua_settop(L, 2);
  lua_pushliteral(L, "device");
  lua_insert(L, 2);
  return by_id(L);
}

bool flag_at(lua_State* L, int index, const char* field) {
  if (lua_isnoneornil(L, index)) return false;
  luaL_checktype(L, index, LUA_TTABLE);
  lua_getfield(L, index, field);
  bool on = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return on;
}

// cmd:remove_device(id | option, {backend = true, children = true}) -> how many options went; 0
// when there is no such device
int remove_device(lua_State* L) {
  LuaCommandLine& c = self(L);
  LuaHost::charge(L, c.line().options().size() * 20);
  const Option* o = nullptr;
  LuaCommandLine* owner = nullptr;
  if (lua_isuserdata(L, 2))
    o = &LuaCommandLine::option_at(L, 2, &owner);
  else
    o = by_id(c, "device", text_arg(L, 2));
  std::size_t count = 0;
  if (o) {
    auto ids =
        removal_set(c.line(), o->id,
                    {.backends = flag_at(L, 3, "backend"), .children = flag_at(L, 3, "children")});
    if (!ids) raise(L, ids.error());
    for (OptionId id : *ids) c.remove(L, id);
    count = ids->size();
  }
  lua_pushinteger(L, static_cast<lua_Integer>(count));
  return 1;
}

// cmd:run_under{"strace", "-f"}: a program in front of qemu; a second one goes in front of the
// first
int run_under(lua_State* L) {
  LuaCommandLine& c = self(L);
  auto prefix = word_list_arg(L, 2);
  if (prefix.empty()) luaL_error(L, "cmd:run_under needs a program");
  std::vector<std::string> noted = {"under"};
  noted.insert(noted.end(), prefix.begin(), prefix.end());
  c.plan().prefix.insert(c.plan().prefix.begin(), prefix.begin(), prefix.end());
  c.note_exec(L, std::move(noted));
  return 0;
}

// cmd:setenv(name, value): in qemu's environment; nil takes it out
int setenv(lua_State* L) {
  LuaCommandLine& c = self(L);
  auto [name, value] = env_args(L);
  c.note_exec(L, env_note(name, value));
  c.plan().env.emplace_back(std::move(name), std::move(value));
  return 0;
}

// cmd:private_file(path): qemu will write a log there, which others shall not read
int private_file(lua_State* L) {
  LuaCommandLine& c = self(L);
  std::string path(text_arg(L, 2));
  if (path.empty() || path.find('\0') != path.npos) luaL_error(L, "that is no path");
  if (c.plan().private_files.size() >= 100) luaL_error(L, "too many private files");
  c.plan().private_files.push_back(std::move(path));
  return 0;
}

constexpr luaL_Reg kMethods[] = {
    {"find", find},
    {"first", first},
    {"last", last},
    {"has", has},
    {"options", options},
    {"remove", remove},
    {"add", add},
    {"replace", replace},
    {"words", words},
    {"get", get},
    {"put", put},
    {"by_id", by_id},
    {"device", device},
    {"remove_device", remove_device},
    {"run_under", run_under},
    {"setenv", setenv},
    {"private_file", private_file},
    {nullptr, nullptr},
};

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& n : names) out += (out.empty() ? "" : ":") + n;
  return out;
}

void push_if(lua_State* L, const std::string& s) {
  if (s.empty())
    lua_pushnil(L);
  else
    push_text(L, s);
}

// Fields of cmd: what the machine is, however it is spelled.
int index(lua_State* L) {
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
  LuaCommandLine& c = self(L);
  std::string_view field = text_arg(L, 2);
  if (field == "machine") {
    push_if(L, machine_type(c.line()));
  } else if (field == "accel") {
    push_if(L, joined(accelerators(c.line())));
  } else if (field == "cpu") {
    push_optional(L, effective_property(c.line(), "cpu", "model"));
  } else if (field == "memory") {
    auto bytes = memory_bytes(c.line());
    if (bytes)
      lua_pushinteger(L, static_cast<lua_Integer>(*bytes));
    else
      lua_pushnil(L);
  } else if (field == "append") {
    push_kernel_words(L, c);
  } else if (field == "probe") {
    lua_pushboolean(L, is_probe(c.line()));
  } else if (field == "program") {
    push_if(L, c.plan().program);
  } else {
    luaL_error(L, "cmd has no field or method '%s'", lua_tostring(L, 2));
  }
  return 1;
}

std::uint64_t size_at(lua_State* L, int index) {
  if (lua_type(L, index) == LUA_TNUMBER)
    return static_cast<std::uint64_t>(std::max<lua_Integer>(0, luaL_checkinteger(L, index)));
  auto bytes = qemu::parse_size(text_arg(L, index), 1u << 20);
  if (!bytes) raise(L, bytes.error());
  return *bytes;
}

int newindex(lua_State* L) {
  LuaCommandLine& c = self(L);
  std::string_view field = text_arg(L, 2);
  if (field == "program") {
    c.plan().program = text_arg(L, 3);
    c.note_exec(L, {"program", c.plan().program});
    return 0;
  }
  c.edit(L, [&](CommandLine& line) -> Status {
    if (field == "memory") return set_memory_bytes(line, size_at(L, 3));
    if (field == "append") {
      auto done = line.replace("append", std::string(text_arg(L, 3)));
      if (!done) return tl::unexpected<Error>(done.error());
      return {};
    }
    if (field == "machine" || field == "cpu")
      return set_effective_property(line, field, field == "cpu" ? "model" : "type",
                                    qemu::PropertyValue::of(text_arg(L, 3)));
    if (field == "accel") {
      std::vector<std::string> names;
      for (std::string_view name : split(text_arg(L, 3), ':')) names.emplace_back(name);
      return set_accelerators(line, names);
    }
    return fail(ErrorCode::kUsage, "cmd." + std::string(field) + " cannot be set");
  });
  return 0;
}

int text(lua_State* L) {
  push_text(L, shell_join(self(L).line().args()));
  return 1;
}

}  // namespace

void register_command_line_type(lua_State* L) {
  if (luaL_newmetatable(L, kCommandLineType)) {
    luaL_newlib(L, kMethods);
    lua_pushcclosure(L, index, 1);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, newindex);
    lua_setfield(L, -2, "__newindex");
    lua_pushcfunction(L, text);
    lua_setfield(L, -2, "__tostring");
    lua_pushliteral(L, "locked");  // scripts must not reach the functions through getmetatable
    lua_setfield(L, -2, "__metatable");
  }
  lua_pop(L, 1);
}

}  // namespace gs::script
