// Between Lua values and the words and properties of a command line. Everything here runs inside
// LuaHost::run() and raises Lua errors.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "lua.hpp"
#include "qemu/property.hpp"

namespace gs::script {

void push_text(lua_State* L, std::string_view s);
void push_optional(lua_State* L, const std::optional<std::string>& s);
void push_list(lua_State* L, const std::vector<std::string>& words);
std::string_view text_arg(lua_State* L, int index);
// "message (hint)" as a Lua error with file and line.
[[noreturn]] void raise(lua_State* L, const Error& error);
// Like luaL_error, for those who need the compiler to know that it does not return.
[[noreturn]] void raise_text(lua_State* L, const std::string& message);

// Line of the innermost Lua function that is running; 0 when there is none.
int script_line(lua_State* L);

// A word: a string, or a number without a needless ".0"; none for nil.
std::optional<std::string> word_arg(lua_State* L, int index);
std::vector<std::string> word_list_arg(lua_State* L, int index);

// The arguments (name, value) of a setenv method, at 2 and 3; no value takes the variable out.
std::pair<std::string, std::optional<std::string>> env_args(lua_State* L);

// How that is noted in a HookChange: {"setenv", NAME, VALUE} or {"unsetenv", NAME}, a secret masked.
std::vector<std::string> env_note(const std::string& name, const std::optional<std::string>& value);

// What to write as a property: booleans, numbers, strings; a table becomes JSON for `option`.
qemu::PropertyValue property_arg(lua_State* L, int index, std::string_view option,
                                 std::string_view key);
// The value of a new option from a table of properties: the implied key comes first ([1] stands for
// it), then id, then the others by name.
std::string value_from_table(lua_State* L, int index, std::string_view option, bool as_json);
// Is the value at index a table with at least one key that is a string?
bool is_property_table(lua_State* L, int index);

// Does option pass the filter at index: nil, a function, or a table of property = wanted, where
// wanted is a glob, a number, true (on), false (off or missing), a list of these, or a function?
bool passes_filter(lua_State* L, int index, const qemu::Option& option);
// `*` and `?`; every other character stands for itself.
bool glob_match(std::string_view pattern, std::string_view text);

}  // namespace gs::script
