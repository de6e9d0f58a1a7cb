#include "script/lua_kernel_words.hpp"

#include "lua.hpp"
#include "qemu/kernel_words.hpp"
#include "script/lua_host.hpp"
#include "script/lua_value.hpp"

namespace gs::script {
namespace {

constexpr char kType[] = "guestscope.append";

LuaCommandLine& self(lua_State* L) {
  LuaCommandLine& c = **static_cast<LuaCommandLine**>(luaL_checkudata(L, 1, kType));
  LuaHost::charge(L, 1 + c.line().options().size() / 8);
  return c;
}

std::string current(lua_State* L, LuaCommandLine& c) {
  const qemu::Option* o = c.line().last("append");
  std::string text = o ? o->value.value_or("") : "";
  LuaHost::charge(L, text.size() / 8);
  return text;
}

void store(lua_State* L, LuaCommandLine& c, std::string text) {
  const qemu::Option* o = c.line().last("append");
  if (o) return c.set_value(L, o->id, std::move(text));
  if (text.empty()) return;
  const qemu::Option* kernel = c.line().last("kernel");
  if (!kernel)
    raise_text(L,
               "there is no -kernel, so that qemu takes no kernel command line (the guest's boot "
               "loader has its own)");
  qemu::OptionId place = kernel->id;
  c.insert(L, "append", std::move(text), place, false);
}

std::string word_text(lua_State* L, int index) {
  std::string word(*word_arg(L, index));
  if (word.empty()) luaL_argerror(L, index, "a kernel word cannot be empty");
  return word;
}

// append:get(key) -> the last value; "" for a word alone; nil
int get(lua_State* L) {
  LuaCommandLine& c = self(L);
  push_optional(L, qemu::kernel_get(current(L, c), text_arg(L, 2)));
  return 1;
}

// append:get_all(key)
int get_all(lua_State* L) {
  LuaCommandLine& c = self(L);
  std::vector<std::string> values;
  std::string text = current(L, c);
  std::string_view key = text_arg(L, 2);
  for (const qemu::KernelWord& w : qemu::split_kernel_words(text))
    if (!w.for_init && w.key == key) values.push_back(w.value.value_or(""));
  push_list(L, values);
  return 1;
}

// append:has(key)
int has(lua_State* L) {
  LuaCommandLine& c = self(L);
  lua_pushboolean(L, qemu::kernel_get(current(L, c), text_arg(L, 2)).has_value());
  return 1;
}

// append:set(key, value): one word key=value; without value, or with true, the word alone
int set(lua_State* L) {
  LuaCommandLine& c = self(L);
  luaL_checkstring(L, 2);
  std::string key = word_text(L, 2);
  std::optional<std::string> value;
  if (!lua_isboolean(L, 3)) value = word_arg(L, 3);
  store(L, c, qemu::kernel_set(current(L, c), key, value));
  return 0;
}

// append:add(word)
int add(lua_State* L) {
  LuaCommandLine& c = self(L);
  luaL_checkstring(L, 2);
  store(L, c, qemu::kernel_add(current(L, c), word_text(L, 2)));
  return 0;
}

// append:remove(word or key)
int remove(lua_State* L) {
  LuaCommandLine& c = self(L);
  store(L, c, qemu::kernel_remove(current(L, c), text_arg(L, 2)));
  return 0;
}

// append:words() -> list of strings
int words(lua_State* L) {
  LuaCommandLine& c = self(L);
  std::string text = current(L, c);
  std::vector<std::string> list;
  for (const qemu::KernelWord& w : qemu::split_kernel_words(text))
    list.push_back(text.substr(w.begin, w.end - w.begin));
  push_list(L, list);
  return 1;
}

int as_text(lua_State* L) {
  LuaCommandLine& c = self(L);
  push_text(L, current(L, c));
  return 1;
}

constexpr luaL_Reg kMethods[] = {
    {"get", get}, {"get_all", get_all}, {"has", has},     {"set", set},
    {"add", add}, {"remove", remove},   {"words", words}, {nullptr, nullptr},
};

}  // namespace

void push_kernel_words(lua_State* L, LuaCommandLine& owner) {
  if (luaL_newmetatable(L, kType)) {
    luaL_newlib(L, kMethods);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, as_text);
    lua_setfield(L, -2, "__tostring");
    lua_pushliteral(L, "locked");
    lua_setfield(L, -2, "__metatable");
  }
  lua_pop(L, 1);
  auto** self = static_cast<LuaCommandLine**>(lua_newuserdatauv(L, sizeof(LuaCommandLine*), 0));
  *self = &owner;
  luaL_setmetatable(L, kType);
}

}  // namespace gs::script
