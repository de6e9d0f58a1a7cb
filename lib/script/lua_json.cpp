#include "script/lua_json.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "script/lua_host.hpp"
#include "script/lua_value.hpp"

namespace gs::script {
namespace {

constexpr int kMaxDepth = 32;  // also stops a table that holds itself

// Arguments of set_password, object-add (secret) and block devices with a login.
bool names_secret(std::string_view key) {
  return key == "password" || key == "data" || key == "osk" || key == "secret";
}

std::string quoted(lua_State* L, std::string_view text) {
  if (!is_valid_utf8(text)) luaL_error(L, "a string for QMP must be UTF-8");
  return qemu::json_quote(text);
}

std::string encode(lua_State* L, int index, bool mask, int depth);

std::string encode_array(lua_State* L, int index, lua_Integer count, bool mask, int depth) {
  std::string out;
  for (lua_Integer i = 1; i <= count; ++i) {
    lua_rawgeti(L, index, i);
    out += (i > 1 ? "," : "") + encode(L, -1, mask, depth + 1);
    lua_pop(L, 1);
  }
  return "[" + out + "]";
}

std::string encode_object(lua_State* L, int index, bool mask, int depth) {
  std::vector<std::string> keys;
  for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
    if (lua_type(L, -2) != LUA_TSTRING) luaL_error(L, "an object for QMP has names as keys");
    keys.emplace_back(text_arg(L, -2));
  }
  std::sort(keys.begin(), keys.end());  // the same every time
  std::string out;
  for (const std::string& key : keys) {
    push_text(L, key);
    lua_rawget(L, index);
    out += (out.empty() ? "" : ",") + quoted(L, key) + ":" +
           (mask && names_secret(key) ? "\"***\"" : encode(L, -1, mask, depth + 1));
    lua_pop(L, 1);
  }
  return "{" + out + "}";
}

std::string encode(lua_State* L, int index, bool mask, int depth) {
  index = lua_absindex(L, index);
  luaL_checkstack(L, 8, "nested too deep");
  if (depth > kMaxDepth) luaL_error(L, "tables for QMP are nested too deep");
  LuaHost::charge(L, 1);
  switch (lua_type(L, index)) {
    case LUA_TBOOLEAN:
      return lua_toboolean(L, index) ? "true" : "false";
    case LUA_TNUMBER: {
      // "inf" and "nan" are no JSON.
      std::string number = *word_arg(L, index);
      if (number.find_first_not_of("0123456789+-.eE") != number.npos)
        luaL_error(L, "%s is no number for QMP", number.c_str());
      return number;
    }
    case LUA_TSTRING:
      return quoted(L, text_arg(L, index));
    case LUA_TTABLE: {
      lua_Integer count = static_cast<lua_Integer>(lua_rawlen(L, index));
      return count > 0 ? encode_array(L, index, count, mask, depth)
                       : encode_object(L, index, mask, depth);
    }
    default:
      luaL_error(L, "a %s cannot be sent on QMP", luaL_typename(L, index));
  }
  return {};
}

}  // namespace

void push_json(lua_State* L, std::string_view text, const qemu::JsonNode& node) {
  luaL_checkstack(L, 4, "JSON is nested too deep");
  std::string value = qemu::json_value_text(text, node);
  switch (node.kind) {
    case qemu::JsonKind::kNull:
      lua_pushnil(L);
      break;
    case qemu::JsonKind::kBool:
      lua_pushboolean(L, value == "true");
      break;
    case qemu::JsonKind::kNumber:
      if (lua_stringtonumber(L, value.c_str()) == 0) lua_pushnil(L);
      break;
    case qemu::JsonKind::kString:
      push_text(L, value);
      break;
    case qemu::JsonKind::kArray:
    case qemu::JsonKind::kObject:
      lua_createtable(L, 0, static_cast<int>(node.children.size()));
      lua_Integer i = 0;
      for (const qemu::JsonNode& child : node.children) {
        if (node.kind == qemu::JsonKind::kObject)
          push_text(L, child.key);
        else
          lua_pushinteger(L, ++i);
        push_json(L, text, child);
        lua_rawset(L, -3);
      }
  }
}

std::string to_json(lua_State* L, int index, bool mask) { return encode(L, index, mask, 0); }

}  // namespace gs::script
