#include "script/lua_command_line.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "lua.hpp"
#include "qemu/keyval.hpp"

namespace gs::script {
namespace {

using qemu::CommandLine;
using qemu::Option;
using qemu::OptionId;

constexpr char kCommandLineType[] = "guestscope.cmd";
constexpr char kOptionType[] = "guestscope.option";

// Bounds on what one run notes; a hook that rewrites every option of a large guest stays far below.
constexpr std::size_t kMaxChanges = 20'000;
constexpr std::size_t kMaxNotedBytes = 32u << 20;

struct OptionHandle {
  LuaCommandLine* owner;
  OptionId id;
};

void push_text(lua_State* L, std::string_view s) { lua_pushlstring(L, s.data(), s.size()); }

std::string_view text_arg(lua_State* L, int index) {
  std::size_t n = 0;
  const char* s = luaL_checklstring(L, index, &n);
  return {s, n};
}

// Line of the innermost Lua function that is running; 0 when there is none.
int script_line(lua_State* L) {
  lua_Debug ar;
  for (int level = 0; lua_getstack(L, level, &ar); ++level) {
    lua_getinfo(L, "l", &ar);
    if (ar.currentline > 0) return ar.currentline;
  }
  return 0;
}

[[noreturn]] void raise(lua_State* L, const Error& error) {
  if (error.hint.empty())
    luaL_error(L, "%s", error.message.c_str());
  else
    luaL_error(L, "%s (%s)", error.message.c_str(), error.hint.c_str());
  std::abort();  // luaL_error does not return
}

// A value for the command line: a string, or a number as Lua prints it; none for nil.
std::optional<std::string> value_arg(lua_State* L, int index) {
  if (lua_isnoneornil(L, index)) return {};
  if (lua_type(L, index) == LUA_TNUMBER && !lua_isinteger(L, index)) {
    int exact = 0;
    lua_Integer i = lua_tointegerx(L, index, &exact);
    if (exact) return std::to_string(i);
  }
  if (!lua_isstring(L, index)) luaL_argerror(L, index, "a value must be a string or a number");
  std::size_t n = 0;
  const char* s = lua_tolstring(L, index, &n);
  return std::string(s, n);
}

}  // namespace

struct CommandLineBinding {
  static LuaCommandLine& self(lua_State* L) {
    return **static_cast<LuaCommandLine**>(luaL_checkudata(L, 1, kCommandLineType));
  }

  static void note(lua_State* L, LuaCommandLine& c, ChangeKind kind,
                   std::vector<std::string> before, std::vector<std::string> after) {
    if (before == after) return;
    // Neither is counted by the Lua state's own limits.
    for (const auto* words : {&before, &after})
      for (const std::string& word : *words) c.noted_bytes_ += word.size();
    if (c.changes_.size() >= kMaxChanges || c.noted_bytes_ > kMaxNotedBytes)
      luaL_error(L, "the hook changed too much (%d changes, %d MiB)",
                 static_cast<int>(c.changes_.size()), static_cast<int>(c.noted_bytes_ >> 20));
    c.changes_.push_back({c.hook_, script_line(L), kind, std::move(before), std::move(after)});
  }

  static void push_option(lua_State* L, LuaCommandLine& c, OptionId id) {
    auto* handle = static_cast<OptionHandle*>(lua_newuserdatauv(L, sizeof(OptionHandle), 0));
    *handle = {&c, id};
    luaL_setmetatable(L, kOptionType);
  }

  static const Option& option_of(lua_State* L, int index, LuaCommandLine** owner) {
    auto* handle = static_cast<OptionHandle*>(luaL_checkudata(L, index, kOptionType));
    *owner = handle->owner;
    if (const Option* option = handle->owner->line_.find(handle->id)) return *option;
    auto at = handle->owner->removed_at_.find(handle->id);
    luaL_error(L, "this option was removed in line %d",
               at == handle->owner->removed_at_.end() ? 0 : at->second);
    std::abort();  // luaL_error does not return
  }

  static void drop(lua_State* L, LuaCommandLine& c, OptionId id) {
    note(L, c, ChangeKind::kRemove, CommandLine::words(*c.line_.find(id)), {});
    c.line_.remove(id);
    c.removed_at_[id] = script_line(L);
  }

  static void change_value(lua_State* L, LuaCommandLine& c, const Option& option,
                           std::optional<std::string> value) {
    auto before = CommandLine::words(option);
    const qemu::OptionInfo* info = qemu::find_option(option.name);
    if (info && info->takes_value() != value.has_value())
      luaL_error(L, "option -%s %s", option.name.c_str(),
                 info->takes_value() ? "needs a value (cmd:remove takes an option out)"
                                     : "takes no value");
    if (option.is_image() && !value)
      luaL_error(L, "a disk image needs a name (cmd:remove takes it out)");
    OptionId id = option.id;
    c.line_.set_value(id, std::move(value));
    note(L, c, ChangeKind::kChange, std::move(before), CommandLine::words(*c.line_.find(id)));
  }

  // cmd:find(name) -> list of options
  static int find(lua_State* L) {
    LuaCommandLine& c = self(L);
    auto ids = c.line_.find(text_arg(L, 2));
    lua_createtable(L, static_cast<int>(ids.size()), 0);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      push_option(L, c, ids[i]);
      lua_rawseti(L, -2, static_cast<lua_Integer>(i + 1));
    }
    return 1;
  }

  // cmd:has(name) -> boolean
  static int has(lua_State* L) {
    lua_pushboolean(L, self(L).line_.has(text_arg(L, 2)));
    return 1;
  }

  // cmd:remove(name | option) -> how many
  static int remove(lua_State* L) {
    LuaCommandLine& c = self(L);
    if (lua_isuserdata(L, 2)) {
      LuaCommandLine* owner = nullptr;
      drop(L, c, option_of(L, 2, &owner).id);
      lua_pushinteger(L, 1);
      return 1;
    }
    auto ids = c.line_.find(text_arg(L, 2));
    for (OptionId id : ids) drop(L, c, id);
    lua_pushinteger(L, static_cast<lua_Integer>(ids.size()));
    return 1;
  }

  // cmd:replace(name, value) -> option
  static int replace(lua_State* L) {
    LuaCommandLine& c = self(L);
    std::string_view name = text_arg(L, 2);
    auto ids = c.line_.find(name);
    if (ids.empty()) return add(L);
    for (std::size_t i = 1; i < ids.size(); ++i) drop(L, c, ids[i]);
    change_value(L, c, *c.line_.find(ids.front()), value_arg(L, 3));
    push_option(L, c, ids.front());
    return 1;
  }

  // cmd:add(name, value) -> option
  static int add(lua_State* L) {
    LuaCommandLine& c = self(L);
    auto id = c.line_.append(text_arg(L, 2), value_arg(L, 3));
    if (!id) raise(L, id.error());
    note(L, c, ChangeKind::kAdd, {}, CommandLine::words(*c.line_.find(*id)));
    push_option(L, c, *id);
    return 1;
  }

  // cmd:words() -> list of strings
  static int words(lua_State* L) {
    auto args = self(L).line_.args();
    lua_createtable(L, static_cast<int>(args.size()), 0);
    for (std::size_t i = 0; i < args.size(); ++i) {
      push_text(L, args[i]);
      lua_rawseti(L, -2, static_cast<lua_Integer>(i + 1));
    }
    return 1;
  }

  static int command_line_text(lua_State* L) {
    push_text(L, shell_join(self(L).line_.args()));
    return 1;
  }

  static std::string_view implied_key(lua_State* L, const Option& option) {
    const qemu::OptionInfo* info = qemu::find_option(option.name);
    bool keyval = info && (info->kind == qemu::ValueKind::kKeyval ||
                           info->kind == qemu::ValueKind::kKeyvalOrJson);
    if (!keyval || (option.value && option.value->starts_with('{')))
      luaL_error(L, "the value of -%s is not a list of key=value", option.name.c_str());
    return info->implied_key;
  }

  // option.name, option.value, option.spelling, or a property of its key=value list
  static int option_get(lua_State* L) {
    LuaCommandLine* owner = nullptr;
    const Option& option = option_of(L, 1, &owner);
    std::string_view field = text_arg(L, 2);
    std::optional<std::string> found;
    if (field == "name")
      found = option.name;
    else if (field == "spelling")
      found = option.spelling;
    else if (field == "value")
      found = option.value;
    else
      found = qemu::keyval_get(option.value.value_or(""), implied_key(L, option), field);
    if (found)
      push_text(L, *found);
    else
      lua_pushnil(L);
    return 1;
  }

  // option.value = text; option.key = value; option.key = nil takes the property out
  static int option_set(lua_State* L) {
    LuaCommandLine* owner = nullptr;
    const Option& option = option_of(L, 1, &owner);
    std::string_view field = text_arg(L, 2);
    auto value = value_arg(L, 3);
    if (field == "name" || field == "spelling")
      luaL_error(L, "the name of an option cannot be changed: remove it and add another");
    if (field == "value") {
      change_value(L, *owner, option, std::move(value));
      return 0;
    }
    std::string_view implied = implied_key(L, option);
    std::string text = option.value.value_or("");
    change_value(L, *owner, option,
                 value ? qemu::keyval_set(text, implied, field, *value)
                       : qemu::keyval_remove(text, implied, field));
    return 0;
  }

  static int option_equal(lua_State* L) {
    auto* a = static_cast<OptionHandle*>(luaL_testudata(L, 1, kOptionType));
    auto* b = static_cast<OptionHandle*>(luaL_testudata(L, 2, kOptionType));
    lua_pushboolean(L, a && b && a->owner == b->owner && a->id == b->id);
    return 1;
  }

  static int option_text(lua_State* L) {
    LuaCommandLine* owner = nullptr;
    push_text(L, shell_join(CommandLine::words(option_of(L, 1, &owner))));
    return 1;
  }

  static void register_types(lua_State* L) {
    static constexpr luaL_Reg kMethods[] = {{"find", find},       {"has", has}, {"remove", remove},
                                            {"replace", replace}, {"add", add}, {"words", words},
                                            {nullptr, nullptr}};
    static constexpr luaL_Reg kOptionMeta[] = {{"__index", option_get},
                                               {"__newindex", option_set},
                                               {"__eq", option_equal},
                                               {"__tostring", option_text},
                                               {nullptr, nullptr}};
    if (luaL_newmetatable(L, kCommandLineType)) {
      luaL_newlib(L, kMethods);
      lua_setfield(L, -2, "__index");
      lua_pushcfunction(L, command_line_text);
      lua_setfield(L, -2, "__tostring");
      lua_pushliteral(L, "locked");  // scripts must not reach the functions through getmetatable
      lua_setfield(L, -2, "__metatable");
    }
    lua_pop(L, 1);
    if (luaL_newmetatable(L, kOptionType)) {
      luaL_setfuncs(L, kOptionMeta, 0);
      lua_pushliteral(L, "locked");
      lua_setfield(L, -2, "__metatable");
    }
    lua_pop(L, 1);
  }
};

void LuaCommandLine::push(lua_State* L) {
  CommandLineBinding::register_types(L);
  auto** self = static_cast<LuaCommandLine**>(lua_newuserdatauv(L, sizeof(LuaCommandLine*), 0));
  *self = this;
  luaL_setmetatable(L, kCommandLineType);
}

void LuaCommandLine::take_result(lua_State* L, int index, int line) {
  if (lua_isnil(L, index) || luaL_testudata(L, index, kCommandLineType)) return;
  if (!lua_istable(L, index))
    luaL_error(L, "rewrite returned a %s: return nothing, cmd, or a list of words",
               luaL_typename(L, index));
  std::vector<std::string> words;
  lua_Integer count = luaL_len(L, index);
  for (lua_Integer i = 1; i <= count; ++i) {
    lua_rawgeti(L, index, i);
    auto word = value_arg(L, -1);
    if (!word) luaL_error(L, "rewrite returned a list with a hole at %d", static_cast<int>(i));
    words.push_back(std::move(*word));
    lua_pop(L, 1);
  }
  // The change that is shown is the part between the common front and the common end.
  auto old = line_.args();
  auto front = std::mismatch(old.begin(), old.end(), words.begin(), words.end());
  auto back = std::mismatch(old.rbegin(), std::make_reverse_iterator(front.first), words.rbegin(),
                            std::make_reverse_iterator(front.second));
  HookChange change{hook_,
                    line,
                    ChangeKind::kChange,
                    {front.first, back.first.base()},
                    {front.second, back.second.base()}};
  line_ = CommandLine::parse(words);
  if (change.before == change.after) return;
  if (change.before.empty()) change.kind = ChangeKind::kAdd;
  if (change.after.empty()) change.kind = ChangeKind::kRemove;
  changes_.push_back(std::move(change));
}

}  // namespace gs::script
