// cmd.append: the kernel command line as words.
#pragma once

#include "script/lua_command_line.hpp"

namespace gs::script {

// Leaves an object on the stack that reads and edits the last -append (the one in effect).
void push_kernel_words(lua_State* L, LuaCommandLine& owner);

}  // namespace gs::script
