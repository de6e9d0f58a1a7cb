#include "script/lua_host.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "lua.hpp"

namespace gs::script {
namespace {

Status run_text(LuaHost& host, std::string_view text) {
  return host.run([&](lua_State* L) {
    LuaHost::push_chunk(L, "hook.lua", text);
    lua_call(L, 0, 0);
  });
}

TEST(LuaHost, ErrorsNameFileAndLineAndCarryATraceback) {
  LuaHost host;
  auto r = run_text(host, "local function f()\n  error('boom')\nend\nf()\n");
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, ErrorCode::kScript);
  EXPECT_EQ(r.error().message, "hook.lua:2: boom");
  EXPECT_NE(r.error().detail.find("hook.lua:4"), std::string::npos) << r.error().detail;
}

TEST(LuaHost, SyntaxErrorsNameTheLine) {
  LuaHost host;
  auto r = run_text(host, "x = = 1");
  ASSERT_FALSE(r);
  EXPECT_NE(r.error().message.find("hook.lua:1:"), std::string::npos);
}

TEST(LuaHost, ReachesOnlyTheAllowedLibraries) {
  LuaHost host;
  for (const char* name : {"io", "debug", "package", "require", "load", "loadfile", "dofile",
                           "collectgarbage", "string.dump", "os.execute", "os.remove", "os.exit",
                           "os.getenv", "os.tmpname"})
    EXPECT_TRUE(run_text(host, std::string("assert(") + name + " == nil)")) << name;
  EXPECT_TRUE(run_text(host, "assert(os.time() and string.format and table.concat and utf8.len)"));
}

TEST(LuaHost, RefusesBytecode) {
  LuaHost host;
  EXPECT_FALSE(run_text(host, "\x1bLua"));
}

TEST(LuaHost, StopsAnEndlessLoopEvenInsidePcall) {
  LuaHost host({.instructions = 1'000'000});
  auto r = run_text(host, "while true do pcall(function() while true do end end) end");
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, ErrorCode::kLimit);
  EXPECT_TRUE(run_text(host, "x = 1")) << "the count starts afresh";
}

TEST(LuaHost, StopsGrowingMemory) {
  LuaHost host({.memory_bytes = 4u << 20});
  auto r = run_text(host, "local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1000) .. i end");
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, ErrorCode::kLimit);
}

TEST(LuaHost, PrintGoesToTheOwner) {
  LuaHost host;
  std::string got;
  host.set_print([&](std::string_view s) { got += s; });
  ASSERT_TRUE(run_text(host, "print('a', 1, nil)"));
  EXPECT_EQ(got, "a\t1\tnil");
}

TEST(LuaHost, CppExceptionsBecomeErrors) {
  LuaHost host;
  auto r = host.run([](lua_State*) { throw std::runtime_error("from C++"); });
  ASSERT_FALSE(r);
  EXPECT_NE(r.error().message.find("from C++"), std::string::npos);
}

TEST(LuaHost, StackIsUnchangedAfterErrors) {
  LuaHost host;
  (void)run_text(host, "error({})");
  EXPECT_EQ(lua_gettop(host.state()), 0);
}

}  // namespace
}  // namespace gs::script
