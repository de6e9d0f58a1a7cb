// Between JSON text and Lua values, for QMP. Inside LuaHost::run() only; errors are Lua errors.
#pragma once

#include <string>
#include <string_view>

#include "lua.hpp"
#include "qemu/json_value.hpp"

namespace gs::script {

// Leaves node's value on the stack; null is nil. text is what node was parsed from.
void push_json(lua_State* L, std::string_view text, const qemu::JsonNode& node);

// The value at index: a table with an element 1 is an array, any other an object with string keys.
// With mask, what stands below a key that names a secret is "***".
std::string to_json(lua_State* L, int index, bool mask = false);

}  // namespace gs::script
