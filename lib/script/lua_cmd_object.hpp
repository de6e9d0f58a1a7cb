// The methods and fields of `cmd` (guestscope-lua(7)); LuaCommandLine is what they work on.
#pragma once

#include "script/lua_command_line.hpp"

namespace gs::script {

inline constexpr char kCommandLineType[] = "guestscope.cmd";

// Makes the metatable where it is not there yet.
void register_command_line_type(lua_State* L);

}  // namespace gs::script
