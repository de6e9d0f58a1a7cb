// The one way in which this project runs Lua. A host is a Lua 5.4 state (Debian's C++ build, so
// lua_error unwinds C++ frames) with an allow-listed library, a bound on memory and on
// instructions, and a traceback on every error.
//
// What a script can reach: the basic functions without dofile, loadfile, load, require and
// collectgarbage; string (without dump), table, math, utf8; os.time, os.clock and os.date. No io,
// no debug, no package. print goes to a function that the owner sets (default: discarded), because a
// hook must never write on qemu's stdout.
//
// Threads: a host belongs to one thread. Errors: kFormat for syntax, kScript for a raised error
// (message is "FILE:LINE: text", detail is the traceback), kLimit for memory or instructions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"

struct lua_State;

namespace gs::script {

struct Limits {
  std::size_t memory_bytes = 64u << 20;
  std::uint64_t instructions = 50'000'000;  // per run(), counted in steps of 1,000
};

class LuaHost {
 public:
  explicit LuaHost(Limits limits = {});
  ~LuaHost();
  LuaHost(const LuaHost&) = delete;
  LuaHost& operator=(const LuaHost&) = delete;

  // Calls body in protected mode with the limits counted afresh. Whatever body does with the Lua
  // API may raise; the stack is as before afterwards. C++ exceptions other than Lua's come back as
  // kScript too.
  Status run(const std::function<void(lua_State*)>& body);

  // For use inside run(): compiles text (never bytecode) and leaves the function on the stack;
  // raises a Lua error on bad syntax. name is what messages show, mostly a path.
  static void push_chunk(lua_State* L, std::string_view name, std::string_view text);

  // For functions in C++ that a script may call in a loop: counts their work as so many
  // instructions, and raises when the limit is reached.
  static void charge(lua_State* L, std::uint64_t instructions);

  // Where print goes: one call for one line.
  void set_print(std::function<void(std::string_view)> print);

  lua_State* state() const;  // for those who keep references; only inside run() call into it

 private:
  friend struct LuaGlue;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gs::script
