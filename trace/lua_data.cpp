#include "trace/lua_data.hpp"

#include <algorithm>
#include <stdexcept>

#include "lua.hpp"

namespace gs::trace {

LuaTable::LuaTable(lua_State* L, int index, std::string where)
    : L_(L), index_(lua_absindex(L, index)), where_(std::move(where)) {}

void LuaTable::fail(const std::string& what) const {
  throw std::runtime_error(where_ + ": " + what);
}

void LuaTable::only(std::initializer_list<std::string_view> keys) const {
  for (lua_pushnil(L_); lua_next(L_, index_) != 0; lua_pop(L_, 1)) {
    if (lua_type(L_, -2) != LUA_TSTRING) fail("has an entry without a name");
    std::string_view key = lua_tostring(L_, -2);
    if (std::find(keys.begin(), keys.end(), key) == keys.end())
      fail("unknown key \"" + std::string(key) + "\"");
  }
}

std::optional<std::string> LuaTable::text(const char* key) const {
  int type = lua_getfield(L_, index_, key);
  std::optional<std::string> out;
  if (type == LUA_TSTRING) {
    std::size_t n = 0;
    const char* s = lua_tolstring(L_, -1, &n);
    out.emplace(s, n);
  } else if (type != LUA_TNIL) {
    fail(std::string("\"") + key + "\" must be a string");
  }
  lua_pop(L_, 1);
  return out;
}

std::string LuaTable::required_text(const char* key) const {
  auto value = text(key);
  if (!value || value->find_first_not_of(" \t\r\n") == std::string::npos)
    fail(std::string("\"") + key + "\" is missing");
  return *value;
}

std::vector<std::string> LuaTable::texts(const char* key) const {
  std::vector<std::string> out;
  int type = lua_getfield(L_, index_, key);
  auto take = [&] {
    if (lua_type(L_, -1) != LUA_TSTRING)
      fail(std::string("\"") + key + "\" must be a string or a list of strings");
    std::size_t n = 0;
    const char* s = lua_tolstring(L_, -1, &n);
    out.emplace_back(s, n);
  };
  if (type == LUA_TTABLE) {
    auto n = static_cast<lua_Integer>(lua_rawlen(L_, -1));
    for (lua_Integer i = 1; i <= n; ++i) {
      lua_rawgeti(L_, -1, i);
      take();
      lua_pop(L_, 1);
    }
    if (n == 0) fail(std::string("\"") + key + "\" is an empty list");
  } else if (type != LUA_TNIL) {
    take();
  }
  lua_pop(L_, 1);
  return out;
}

std::optional<Stage> LuaTable::stage(const char* key) const {
  auto name = text(key);
  if (!name) return std::nullopt;
  auto stage = stage_by_name(*name);
  if (!stage) fail("unknown stage \"" + *name + "\"");
  return stage;
}

std::optional<Confidence> LuaTable::confidence(const char* key) const {
  auto name = text(key);
  if (!name) return std::nullopt;
  for (Confidence c : {Confidence::kLow, Confidence::kMedium, Confidence::kHigh})
    if (*name == to_string(c)) return c;
  fail("confidence must be high, medium or low, not \"" + *name + "\"");
}

void LuaTable::table(const char* key, const std::function<void(const LuaTable&)>& body) const {
  int type = lua_getfield(L_, index_, key);
  if (type == LUA_TTABLE)
    body(LuaTable(L_, -1, where_ + ", " + key));
  else if (type != LUA_TNIL)
    fail(std::string("\"") + key + "\" must be a table");
  lua_pop(L_, 1);
}

Status read_entries(script::LuaHost& host, std::string_view name, std::string_view text,
                    const std::function<void(const LuaTable&)>& entry) {
  return host.run([&](lua_State* L) {
    script::LuaHost::push_chunk(L, name, text);
    lua_call(L, 0, 1);
    if (lua_type(L, -1) != LUA_TTABLE)
      throw std::runtime_error(std::string(name) + ": must return a list of tables");
    int list = lua_gettop(L);
    auto n = static_cast<lua_Integer>(lua_rawlen(L, list));
    for (lua_Integer i = 1; i <= n; ++i) {
      std::string where = std::string(name) + ", entry " + std::to_string(i);
      if (lua_rawgeti(L, list, i) != LUA_TTABLE) throw std::runtime_error(where + ": not a table");
      entry(LuaTable(L, -1, where));
      lua_pop(L, 1);
    }
  });
}

namespace {
// The stack gets string.find and its arguments.
bool find(lua_State* L, const std::string& pattern, std::string_view line) {
  lua_getglobal(L, "string");
  lua_getfield(L, -1, "find");
  lua_pushlstring(L, line.data(), line.size());
  lua_pushlstring(L, pattern.data(), pattern.size());
  lua_call(L, 2, 1);
  return !lua_isnil(L, -1);
}
}  // namespace

bool pattern_is_valid(script::LuaHost& host, const std::string& pattern) {
  return host.run([&](lua_State* L) { find(L, pattern, "probe 0"); }).has_value();
}

bool pattern_matches(script::LuaHost& host, const std::string& pattern, std::string_view line) {
  bool found = false;
  (void)host.run([&](lua_State* L) { found = find(L, pattern, line.substr(0, kMaxPatternBytes)); });
  return found;
}

std::string_view to_string(Confidence confidence) {
  switch (confidence) {
    case Confidence::kLow:
      return "low";
    case Confidence::kMedium:
      return "medium";
    case Confidence::kHigh:
      return "high";
  }
  return "low";
}

}  // namespace gs::trace
