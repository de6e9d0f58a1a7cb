// One option as a Lua object: fields are properties, methods reach what fields cannot.
#pragma once

#include "script/lua_command_line.hpp"

namespace gs::script {

inline constexpr char kOptionType[] = "guestscope.option";

struct OptionHandle {
  LuaCommandLine* owner;
  qemu::OptionId id;
};

// Makes the metatable where it is not there yet.
void register_option_type(lua_State* L);

}  // namespace gs::script
