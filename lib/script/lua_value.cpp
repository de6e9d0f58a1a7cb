#include "script/lua_value.hpp"

#include <algorithm>
#include <cstdlib>

#include "qemu/json_value.hpp"

namespace gs::script {
namespace {

using qemu::PropertyValue;
using qemu::ValueType;

constexpr int kMaxDepth = 20;  // of tables in tables; also stops a table that holds itself

// The string keys of the table at index in the order in which they are written.
std::vector<std::string> ordered_keys(lua_State* L, int index, std::string_view implied) {
  std::vector<std::string> keys;
  for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
    if (lua_type(L, -2) == LUA_TSTRING)
      keys.emplace_back(lua_tostring(L, -2));
    else if (lua_type(L, -2) != LUA_TNUMBER)
      luaL_error(L, "a property's name must be a string");
  }
  auto rank = [&](const std::string& k) { return k == implied ? 0 : k == "id" ? 1 : 2; };
  std::sort(keys.begin(), keys.end(), [&](const std::string& a, const std::string& b) {
    return rank(a) != rank(b) ? rank(a) < rank(b) : a < b;
  });
  return keys;
}

// User networking lists its forwards as objects in JSON, as plain repeated keys in text.
bool wants_str_objects(std::string_view option, std::string_view key) {
  return option == "netdev" && (key == "hostfwd" || key == "guestfwd" || key == "dnssearch");
}

std::string json_of(lua_State* L, int index, std::string_view option, std::string_view key,
                    int depth) {
  index = lua_absindex(L, index);
  if (depth > kMaxDepth) raise_text(L, "tables are nested too deep in " + std::string(key));
  if (!lua_istable(L, index))
    return qemu::json_literal(option, key, "", property_arg(L, index, option, key));
  std::string out;
  if (lua_Integer count = luaL_len(L, index); count > 0) {
    for (lua_Integer i = 1; i <= count; ++i) {
      lua_rawgeti(L, index, i);
      bool wrap = lua_type(L, -1) == LUA_TSTRING && wants_str_objects(option, key);
      std::string item = wrap ? "{\"str\":" + qemu::json_quote(text_arg(L, -1)) + "}"
                              : json_of(L, -1, option, key, depth + 1);
      out += (out.empty() ? "" : ",") + item;
      lua_pop(L, 1);
    }
    return "[" + out + "]";
  }
  for (const std::string& k : ordered_keys(L, index, "driver")) {
    lua_getfield(L, index, k.c_str());
    out +=
        (out.empty() ? "" : ",") + qemu::json_quote(k) + ":" + json_of(L, -1, option, k, depth + 1);
    lua_pop(L, 1);
  }
  return "{" + out + "}";
}

using PropertyList = std::vector<std::pair<std::string, PropertyValue>>;

// As a key=value list: tables become dotted keys, lists of plain values repeated keys.
void flatten(lua_State* L, int index, std::string_view option, const std::string& key, int depth,
             PropertyList& out) {
  index = lua_absindex(L, index);
  if (depth > kMaxDepth) raise_text(L, "tables are nested too deep in " + key);
  if (!lua_istable(L, index)) {
    out.emplace_back(key, property_arg(L, index, option, key));
    return;
  }
  lua_Integer count = luaL_len(L, index);
  for (lua_Integer i = 1; i <= count; ++i) {
    lua_rawgeti(L, index, i);
    bool nested = lua_istable(L, -1);
    flatten(L, -1, option, nested ? key + "." + std::to_string(i - 1) : key, depth + 1, out);
    lua_pop(L, 1);
  }
  for (const std::string& k : ordered_keys(L, index, "driver")) {
    lua_getfield(L, index, k.c_str());
    flatten(L, -1, option, key + "." + k, depth + 1, out);
    lua_pop(L, 1);
  }
}

bool wanted_matches(lua_State* L, int index, const std::optional<std::string>& value, int depth) {
  index = lua_absindex(L, index);
  switch (lua_type(L, index)) {
    case LUA_TBOOLEAN:
      return (value && qemu::is_on(*value)) == (lua_toboolean(L, index) != 0);
    case LUA_TSTRING:
      return value && glob_match(text_arg(L, index), *value);
    case LUA_TNUMBER:
      return value && *value == word_arg(L, index);
    case LUA_TFUNCTION: {
      lua_pushvalue(L, index);
      push_optional(L, value);
      lua_call(L, 1, 1);
      bool yes = lua_toboolean(L, -1);
      lua_pop(L, 1);
      return yes;
    }
    case LUA_TTABLE: {
      if (depth > 0) luaL_error(L, "a filter's list cannot hold another list");
      lua_Integer count = luaL_len(L, index);
      bool yes = false;
      for (lua_Integer i = 1; i <= count && !yes; ++i) {
        lua_rawgeti(L, index, i);
        yes = wanted_matches(L, -1, value, depth + 1);
        lua_pop(L, 1);
      }
      return yes;
    }
    default:
      luaL_error(L, "a filter cannot ask for a %s", luaL_typename(L, index));
  }
  return false;
}

}  // namespace

void push_text(lua_State* L, std::string_view s) { lua_pushlstring(L, s.data(), s.size()); }

void push_optional(lua_State* L, const std::optional<std::string>& s) {
  if (s)
    push_text(L, *s);
  else
    lua_pushnil(L);
}

void push_list(lua_State* L, const std::vector<std::string>& words) {
  lua_createtable(L, static_cast<int>(words.size()), 0);
  for (std::size_t i = 0; i < words.size(); ++i) {
    push_text(L, words[i]);
    lua_rawseti(L, -2, static_cast<lua_Integer>(i + 1));
  }
}

std::string_view text_arg(lua_State* L, int index) {
  std::size_t n = 0;
  const char* s = luaL_checklstring(L, index, &n);
  return {s, n};
}

void raise_text(lua_State* L, const std::string& message) {
  luaL_error(L, "%s", message.c_str());
  std::abort();  // luaL_error does not return
}

void raise(lua_State* L, const Error& error) {
  raise_text(L, error.hint.empty() ? error.message : error.message + " (" + error.hint + ")");
}

int script_line(lua_State* L) {
  lua_Debug ar;
  for (int level = 0; lua_getstack(L, level, &ar); ++level) {
    lua_getinfo(L, "l", &ar);
    if (ar.currentline > 0) return ar.currentline;
  }
  return 0;
}

std::optional<std::string> word_arg(lua_State* L, int index) {
  if (lua_isnoneornil(L, index)) return {};
  if (lua_type(L, index) == LUA_TNUMBER) {
    int exact = 0;
    lua_Integer i = lua_tointegerx(L, index, &exact);
    if (exact) return std::to_string(i);
    std::size_t n = 0;
    const char* s = luaL_tolstring(L, index, &n);
    std::string word(s, n);
    lua_pop(L, 1);
    return word;
  }
  if (lua_type(L, index) != LUA_TSTRING)
    luaL_argerror(L, index, "a value must be a string or a number");
  return std::string(text_arg(L, index));
}

std::vector<std::string> word_list_arg(lua_State* L, int index) {
  luaL_checktype(L, index, LUA_TTABLE);
  std::vector<std::string> words;
  lua_Integer count = luaL_len(L, index);
  for (lua_Integer i = 1; i <= count; ++i) {
    lua_rawgeti(L, index, i);
    auto word = word_arg(L, -1);
    if (!word) luaL_error(L, "the list of words has a hole at %d", static_cast<int>(i));
    words.push_back(std::move(*word));
    lua_pop(L, 1);
  }
  return words;
}

std::pair<std::string, std::optional<std::string>> env_args(lua_State* L) {
  std::string name(text_arg(L, 2));
  if (name.empty() || name.find_first_of(std::string_view("=\0", 2)) != name.npos)
    luaL_error(L, "that is no name for an environment variable");
  auto value = word_arg(L, 3);
  if (value && value->find('\0') != value->npos) luaL_error(L, "the value holds a NUL byte");
  return {std::move(name), std::move(value)};
}

std::vector<std::string> env_note(const std::string& name, const std::optional<std::string>& value) {
  if (!value) return {"unsetenv", name};
  std::string upper = name;
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  bool secret = false;
  for (std::string_view part : {"PASSW", "SECRET", "TOKEN", "CREDENTIAL"})
    secret = secret || upper.find(part) != upper.npos;
  return {"setenv", name, secret ? "***" : *value};
}

PropertyValue property_arg(lua_State* L, int index, std::string_view option, std::string_view key) {
  switch (lua_type(L, index)) {
    case LUA_TBOOLEAN:
      return PropertyValue::of(lua_toboolean(L, index) != 0);
    case LUA_TNUMBER:
      return {ValueType::kNumber, *word_arg(L, index)};
    case LUA_TSTRING:
      return PropertyValue::of(text_arg(L, index));
    case LUA_TTABLE:
      return {ValueType::kJson, json_of(L, index, option, key, 0)};
    default:
      break;
  }
  raise_text(L, "the property '" + std::string(key) + "' cannot be a " + luaL_typename(L, index));
}

bool is_property_table(lua_State* L, int index) {
  if (!lua_istable(L, index)) return false;
  index = lua_absindex(L, index);
  bool named = false;
  for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) named |= lua_type(L, -2) == LUA_TSTRING;
  return named;
}

std::string value_from_table(lua_State* L, int index, std::string_view option, bool as_json) {
  index = lua_absindex(L, index);
  option = qemu::canonical_option_name(option);
  const qemu::OptionInfo* info = qemu::find_option(option);
  std::string_view implied = info ? info->implied_key : "";
  if (option == "cpu") implied = "model";
  PropertyList list;
  lua_Integer count = luaL_len(L, index);
  if (count > 1 || (count == 1 && implied.empty()))
    raise_text(L, "-" + std::string(option) + " takes " +
                      (implied.empty() ? "no value" : "one value") + " without a name");
  if (count == 1) {
    lua_rawgeti(L, index, 1);
    list.emplace_back(implied, property_arg(L, -1, option, implied));
    lua_pop(L, 1);
  }
  for (const std::string& key : ordered_keys(L, index, implied)) {
    lua_getfield(L, index, key.c_str());
    if (as_json)
      list.emplace_back(key, property_arg(L, -1, option, key));
    else
      flatten(L, -1, option, key, 0, list);
    lua_pop(L, 1);
  }
  if (list.empty()) luaL_error(L, "the table of properties is empty");
  auto value = qemu::make_value(option, as_json, list);
  if (!value) raise(L, value.error());
  return *value;
}

bool passes_filter(lua_State* L, int index, const qemu::Option& option) {
  if (lua_isnoneornil(L, index)) return true;
  luaL_checktype(L, index, LUA_TTABLE);
  for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
    if (lua_type(L, -2) != LUA_TSTRING) luaL_error(L, "a filter is a table of property = wanted");
    auto value = qemu::get_property(option, lua_tostring(L, -2));
    if (!wanted_matches(L, -1, value, 0)) {
      lua_pop(L, 2);
      return false;
    }
  }
  return true;
}

bool glob_match(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = pattern.npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != pattern.npos) {  // let the last star take one more character
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == pattern.npos;
}

}  // namespace gs::script
