#include "script/lua_option.hpp"

#include "base/text.hpp"
#include "lua.hpp"
#include "qemu/property.hpp"
#include "qemu/references.hpp"
#include "qemu/size_text.hpp"
#include "script/lua_host.hpp"
#include "script/lua_value.hpp"

namespace gs::script {
namespace {

using qemu::CommandLine;
using qemu::Option;
using qemu::OptionId;
using qemu::ValueStyle;

const Option& self(lua_State* L, LuaCommandLine** owner) {
  const Option& option = LuaCommandLine::option_at(L, 1, owner);
  std::size_t bytes = option.value ? option.value->size() : 0;
  LuaHost::charge(L, 1 + (*owner)->line().options().size() / 8 + bytes / 8);
  return option;
}

const Option& with_properties(lua_State* L, LuaCommandLine** owner) {
  const Option& option = self(L, owner);
  ValueStyle style = value_style(option);
  const qemu::OptionInfo* info = qemu::find_option(option.name);
  bool text =
      style == ValueStyle::kText || (style == ValueStyle::kNone && !(info && info->takes_value()));
  if (text)
    luaL_error(L, "the value of %s%s is not a list of properties (opt.value is its text)",
               option.is_image() ? "a disk image" : "-", option.name.c_str());
  return option;
}

// opt:get(key)
int get(lua_State* L) {
  LuaCommandLine* owner = nullptr;
  const Option& option = with_properties(L, &owner);
  push_optional(L, get_property(option, text_arg(L, 2)));
  return 1;
}

// opt:get_all(key) -> every value of a repeated key
int get_all(lua_State* L) {
  LuaCommandLine* owner = nullptr;
  const Option& option = with_properties(L, &owner);
  std::string_view key = text_arg(L, 2);
  std::vector<std::string> values;
  for (qemu::Property& p : properties(option))
    if (p.key == key) values.push_back(std::move(p.value));
  push_list(L, values);
  return 1;
}

// opt:is_on(key)
int is_on(lua_State* L) {
  LuaCommandLine* owner = nullptr;
  const Option& option = with_properties(L, &owner);
  lua_pushboolean(L, property_is_on(option, text_arg(L, 2)));
  return 1;
}

// opt:get_size(key) -> bytes; -m counts in MiB where it names no unit
int get_size(lua_State* L) {
  LuaCommandLine* owner = nullptr;
  const Option& option = with_properties(L, &owner);
  auto text = get_property(option, text_arg(L, 2));
  if (!text) {
    lua_pushnil(L);
    return 1;
  }
  auto bytes = qemu::parse_size(*text, option.name == "m" ? 1u << 20 : 1);
  if (!bytes) raise(L, bytes.error());
  lua_pushinteger(L, static_cast<lua_Integer>(*bytes));
  return 1;
}

// opt:properties() -> list of {key = , value = }
int list_properties(lua_State* L) {
  LuaCommandLine* owner = nullptr;
  const Option& option = with_properties(L, &owner);
  lua_newtable(L);
  lua_Integer i = 0;
  for (const qemu::Property& p : properties(option)) {
    lua_createtable(L, 0, 2);
    push_text(L, p.key);
    lua_setfield(L, -2, "key");
    push_text(L, p.value);
    lua_setfield(L, -2, "value");
    lua_rawseti(L, -2, ++i);
  }
  return 1;
}

int is_json(lua_State* L) {
  LuaCommandLine* owner = nullptr;
  lua_pushboolean(L, value_style(self(L, &owner)) == ValueStyle::kJson);
  return 1;
}

int push_referenced(lua_State* L, bool forward) {
  LuaCommandLine* owner = nullptr;
  OptionId id = self(L, &owner).id;
  LuaHost::charge(L, owner->line().options().size() * 20);
  lua_newtable(L);
  lua_Integer i = 0;
  for (const qemu::Reference& r : references(owner->line())) {
    if (!r.to || (forward ? r.from : r.to) != id) continue;
    owner->push_option(L, forward ? r.to : r.from);
    lua_rawseti(L, -2, ++i);
  }
  return 1;
}

// opt:uses() -> the options that this one names (its netdev, drive, bus...)
int uses(lua_State* L) { return push_referenced(L, true); }
// opt:used_by() -> the options that name this one
int used_by(lua_State* L) { return push_referenced(L, false); }

void put_property(lua_State* L, LuaCommandLine& owner, const Option& option, std::string_view key,
                  int value_index) {
  // Copies: reading a table may run a metamethod of the script that changes the line.
  const OptionId id = option.id;
  const std::string name = option.name;
  std::optional<qemu::PropertyValue> value;
  if (!lua_isnil(L, value_index)) value = property_arg(L, value_index, name, key);
  const Option* now = owner.line().find(id);
  if (!now) raise_text(L, "this option was removed while it was set");
  std::string old = now->value.value_or("");
  auto text =
      value ? qemu::set_property(name, old, key, *value) : qemu::remove_property(name, old, key);
  if (!text) raise(L, text.error());
  owner.set_value(L, id, std::move(*text));
}

// opt:put(key, value); nil takes the property out
int put(lua_State* L) {
  LuaCommandLine* owner = nullptr;
  const Option& option = with_properties(L, &owner);
  luaL_checkany(L, 3);
  put_property(L, *owner, option, text_arg(L, 2), 3);
  return 0;
}

constexpr luaL_Reg kMethods[] = {
    {"get", get},           {"get_all", get_all}, {"is_on", is_on},
    {"get_size", get_size}, {"put", put},         {"properties", list_properties},
    {"is_json", is_json},   {"uses", uses},       {"used_by", used_by},
    {nullptr, nullptr},
};

// option.name, option.value, option.spelling, a method (upvalue 1 holds them), or a property
int index(lua_State* L) {
  std::string_view field = text_arg(L, 2);
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
  LuaCommandLine* owner = nullptr;
  const Option& option = self(L, &owner);
  if (field == "name")
    push_text(L, option.name);
  else if (field == "spelling")
    push_text(L, option.spelling);
  else if (field == "value")
    push_optional(L, option.value);
  else
    push_optional(L, get_property(with_properties(L, &owner), field));
  return 1;
}

int newindex(lua_State* L) {
  std::string_view field = text_arg(L, 2);
  if (field == "name" || field == "spelling")
    luaL_error(L,
               "the name of an option cannot be changed: remove it and add another "
               "(a property called '%s' is set by opt:put)",
               lua_tostring(L, 2));
  LuaCommandLine* owner = nullptr;
  if (field == "value") {
    OptionId id = self(L, &owner).id;
    owner->set_value(L, id, word_arg(L, 3));
  } else {
    const Option& option = with_properties(L, &owner);
    put_property(L, *owner, option, field, 3);
  }
  return 0;
}

int equal(lua_State* L) {
  auto* a = static_cast<OptionHandle*>(luaL_testudata(L, 1, kOptionType));
  auto* b = static_cast<OptionHandle*>(luaL_testudata(L, 2, kOptionType));
  lua_pushboolean(L, a && b && a->owner == b->owner && a->id == b->id);
  return 1;
}

int text(lua_State* L) {
  LuaCommandLine* owner = nullptr;
  push_text(L, shell_join(CommandLine::words(self(L, &owner))));
  return 1;
}

}  // namespace

void register_option_type(lua_State* L) {
  static constexpr luaL_Reg kMeta[] = {
      {"__newindex", newindex}, {"__eq", equal}, {"__tostring", text}, {nullptr, nullptr}};
  if (luaL_newmetatable(L, kOptionType)) {
    luaL_setfuncs(L, kMeta, 0);
    luaL_newlib(L, kMethods);
    lua_pushcclosure(L, index, 1);
    lua_setfield(L, -2, "__index");
    lua_pushliteral(L, "locked");  // scripts must not reach the functions through getmetatable
    lua_setfield(L, -2, "__metatable");
  }
  lua_pop(L, 1);
}

}  // namespace gs::script
