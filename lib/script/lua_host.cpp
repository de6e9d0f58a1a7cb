#include "script/lua_host.hpp"

#include <cstdlib>
#include <exception>
#include <new>

#include "lua.hpp"

namespace gs::script {

struct LuaHost::Impl {
  Limits limits;
  std::size_t used = 0;
  std::uint64_t steps = 0;
  bool out_of_instructions = false;
  std::function<void(std::string_view)> print;
  const std::function<void(lua_State*)>* body = nullptr;
  lua_State* L = nullptr;

  static Impl* of(lua_State* L) { return *static_cast<Impl**>(lua_getextraspace(L)); }
};

namespace {

constexpr int kCountStep = 1000;


}  // namespace

struct LuaGlue {
  using Impl = LuaHost::Impl;

  static void* allocate(void* ud, void* ptr, std::size_t osize, std::size_t nsize) {
    auto* impl = static_cast<Impl*>(ud);
    std::size_t old = ptr ? osize : 0;  // for new blocks osize is a type tag
    if (nsize == 0) {
      std::free(ptr);
      impl->used -= old;
      return nullptr;
    }
    if (nsize > old && impl->used - old + nsize > impl->limits.memory_bytes) return nullptr;
    void* p = std::realloc(ptr, nsize);
    if (p) impl->used += nsize - old;
    return p;
  }

  static void count(lua_State* L, lua_Debug*) { count_steps(L, kCountStep); }

  static void count_steps(lua_State* L, std::uint64_t steps) {
    Impl* impl = Impl::of(L);
    impl->steps += steps;
    if (impl->steps > impl->limits.instructions) {
      impl->out_of_instructions = true;
      lua_sethook(L, count, LUA_MASKCOUNT, 1);  // a pcall cannot swallow this for long
      luaL_error(L, "instruction limit of %d million reached (endless loop?)",
                 static_cast<int>(impl->limits.instructions / 1'000'000));
    }
  }

  static int run_body(lua_State* L) {
    Impl* impl = Impl::of(L);
    std::string what;
    try {
      (*impl->body)(L);
      return 0;
    } catch (const std::exception& e) {  // Lua's own exceptions are not std::exception: they pass
      what = e.what();
    }
    return luaL_error(L, "%s", what.c_str());
  }

  static int traceback(lua_State* L) {
    const char* text = lua_tostring(L, 1);
    if (!text) text = luaL_tolstring(L, 1, nullptr);
    std::string message = text;  // the traceback is kept apart from the message
    lua_newtable(L);
    lua_pushstring(L, message.c_str());
    lua_rawseti(L, -2, 1);
    luaL_traceback(L, L, nullptr, 1);
    lua_rawseti(L, -2, 2);
    return 1;
  }

  static int print(lua_State* L) {
    Impl* impl = Impl::of(L);
    std::string line;
    for (int i = 1; i <= lua_gettop(L); ++i) {
      std::size_t n = 0;
      const char* s = luaL_tolstring(L, i, &n);
      if (i > 1) line += '\t';
      line.append(s, n);
      lua_pop(L, 1);
    }
    if (impl->print) impl->print(line);
    return 0;
  }

  static void open_libraries(lua_State* L) {
    luaL_requiref(L, "_G", luaopen_base, 1);
    luaL_requiref(L, LUA_STRLIBNAME, luaopen_string, 1);
    luaL_requiref(L, LUA_TABLIBNAME, luaopen_table, 1);
    luaL_requiref(L, LUA_MATHLIBNAME, luaopen_math, 1);
    luaL_requiref(L, LUA_UTF8LIBNAME, luaopen_utf8, 1);
    luaL_requiref(L, LUA_OSLIBNAME, luaopen_os, 0);
    for (const char* name : {"dofile", "loadfile", "load", "require", "collectgarbage"}) {
      lua_pushnil(L);
      lua_setglobal(L, name);
    }
    lua_getglobal(L, "string");
    lua_pushnil(L);
    lua_setfield(L, -2, "dump");
    // os: only what cannot touch the machine.
    lua_newtable(L);
    lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_getfield(L, -1, "os");
    for (const char* name : {"time", "clock", "date"}) {
      lua_getfield(L, -1, name);
      lua_setfield(L, -4, name);
    }
    lua_pop(L, 1);
    lua_pushnil(L);
    lua_setfield(L, -2, "os");
    lua_pop(L, 1);
    lua_setglobal(L, "os");
    lua_pushcfunction(L, print);
    lua_setglobal(L, "print");
    lua_settop(L, 0);
  }
};

namespace {
int body_trampoline(lua_State* L) { return LuaGlue::run_body(L); }
int open_trampoline(lua_State* L) {
  LuaGlue::open_libraries(L);
  return 0;
}
}  // namespace

LuaHost::LuaHost(Limits limits) : impl_(std::make_unique<Impl>()) {
  impl_->limits = limits;
  impl_->L = lua_newstate(LuaGlue::allocate, impl_.get());
  if (!impl_->L) throw std::bad_alloc();
  *static_cast<Impl**>(lua_getextraspace(impl_->L)) = impl_.get();
  lua_pushcfunction(impl_->L, open_trampoline);
  if (lua_pcall(impl_->L, 0, 0, 0) != LUA_OK) {
    lua_close(impl_->L);
    throw std::bad_alloc();
  }
}

LuaHost::~LuaHost() {
  if (impl_ && impl_->L) lua_close(impl_->L);
}

lua_State* LuaHost::state() const { return impl_->L; }
void LuaHost::set_print(std::function<void(std::string_view)> print) {
  impl_->print = std::move(print);
}

void LuaHost::charge(lua_State* L, std::uint64_t instructions) {
  LuaGlue::count_steps(L, instructions);
}

void LuaHost::push_chunk(lua_State* L, std::string_view name, std::string_view text) {
  std::string chunk = "@" + std::string(name);
  int rc = luaL_loadbufferx(L, text.data(), text.size(), chunk.c_str(), "t");
  if (rc != LUA_OK) lua_error(L);
}

Status LuaHost::run(const std::function<void(lua_State*)>& body) {
  lua_State* L = impl_->L;
  int top = lua_gettop(L);
  impl_->steps = 0;
  impl_->out_of_instructions = false;
  const auto* outer = impl_->body;  // run() may nest: a binding may call back
  impl_->body = &body;
  lua_sethook(L, LuaGlue::count, LUA_MASKCOUNT, kCountStep);
  lua_pushcfunction(L, LuaGlue::traceback);
  lua_pushcfunction(L, body_trampoline);
  int rc = lua_pcall(L, 0, 0, top + 1);
  impl_->body = outer;
  if (rc == LUA_OK) {
    lua_settop(L, top);
    return {};
  }
  std::string message = "not enough memory", detail;
  if (rc != LUA_ERRMEM && lua_istable(L, -1)) {
    lua_rawgeti(L, -1, 1);
    lua_rawgeti(L, -2, 2);
    if (const char* s = lua_tostring(L, -2)) message = s;
    if (const char* s = lua_tostring(L, -1)) detail = s;
  }
  lua_settop(L, top);
  if (rc == LUA_ERRMEM)
    return fail(ErrorCode::kLimit,
                "the script used more than " +
                    std::to_string(impl_->limits.memory_bytes >> 20) + " MiB of memory",
                "look for a table or string that grows without end");
  if (impl_->out_of_instructions)
    return fail(ErrorCode::kLimit, message, "look for a loop that does not end", detail);
  return fail(ErrorCode::kScript, message, "correct the script at the line named", detail);
}

}  // namespace gs::script
