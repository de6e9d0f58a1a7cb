#include "script/lua_context.hpp"

#include <algorithm>
#include <cstdlib>

#include "lua.hpp"
#include "qemu/command_line.hpp"
#include "qemu/host_facts.hpp"
#include "script/lua_value.hpp"

namespace gs::script {
namespace {

constexpr char kQemuType[] = "guestscope.qemu";

void set_field(lua_State* L, const char* key, std::string_view value) {
  push_text(L, value);
  lua_setfield(L, -2, key);
}

// Collects the names of the global table `arguments` and puts its defaults into the table at args.
// False when the hook declares none.
bool take_defaults(lua_State* L, int args, std::vector<std::string>* known) {
  int type = lua_getglobal(L, "arguments");
  if (type == LUA_TNIL) return false;
  if (type != LUA_TTABLE)
    luaL_error(L, "the global `arguments` must be a table of names and defaults");
  int declared = lua_gettop(L);
  for (lua_pushnil(L); lua_next(L, declared); lua_pop(L, 1)) {
    if (lua_type(L, -2) != LUA_TSTRING) luaL_error(L, "`arguments` must have names as keys");
    known->emplace_back(lua_tostring(L, -2));
    if (lua_isboolean(L, -1)) continue;  // no default
    lua_pushvalue(L, -2);
    luaL_tolstring(L, -2, nullptr);
    lua_rawset(L, args);
  }
  return true;
}

// The table ctx.args: the defaults of the hook, then what the user gave.
void push_args(lua_State* L, const HookSpec& hook) {
  lua_newtable(L);
  int args = lua_gettop(L);
  std::vector<std::string> known;
  bool declared = take_defaults(L, args, &known);
  std::sort(known.begin(), known.end());
  for (const auto& [key, value] : hook.args) {
    if (declared && !std::binary_search(known.begin(), known.end(), key)) {
      std::string takes;
      for (const std::string& k : known) takes += (takes.empty() ? "" : ", ") + k;
      raise_text(L, "there is no argument '" + key + "' (it takes " +
                        (takes.empty() ? "none" : takes) + ")");
    }
    push_text(L, key);
    push_text(L, value);
    lua_rawset(L, args);
  }
  lua_settop(L, args);
}

// A table whose fields are looked up by function when they are read, and that cannot be written.
void push_lazy_table(lua_State* L, lua_CFunction index) {
  lua_newtable(L);
  lua_createtable(L, 0, 3);
  lua_pushcfunction(L, index);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, [](lua_State* state) -> int {
    return luaL_error(state, "this table can only be read (cmd:setenv changes qemu's environment)");
  });
  lua_setfield(L, -2, "__newindex");
  lua_pushliteral(L, "locked");
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
}

int env_index(lua_State* L) {
  const char* value = std::getenv(luaL_checkstring(L, 2));
  if (value)
    lua_pushstring(L, value);
  else
    lua_pushnil(L);
  return 1;
}

int host_index(lua_State* L) {
  std::string_view key = text_arg(L, 2);
  auto number = [L](std::uint64_t n) { lua_pushinteger(L, static_cast<lua_Integer>(n)); };
  if (key == "kvm")
    lua_pushboolean(L, qemu::host_kvm_usable());
  else if (key == "cpus")
    lua_pushinteger(L, qemu::host_cpus());
  else if (key == "memory")
    number(qemu::host_memory_bytes());
  else if (key == "memory_available")
    number(qemu::host_memory_available_bytes());
  else if (key == "hugepages")
    number(qemu::host_hugepages_free());
  else if (key == "hugepage_size")
    number(qemu::host_hugepage_bytes());
  else if (key == "arch")
    push_text(L, qemu::host_arch());
  else
    luaL_error(L, "ctx.host has no field '%s'", luaL_checkstring(L, 2));
  return 1;
}

qemu::Capabilities& qemu_at(lua_State* L) {
  auto* self = *static_cast<LuaContext**>(luaL_checkudata(L, 1, kQemuType));
  return self->capabilities(L);
}

template <class T>
T value_or_raise(lua_State* L, Result<T> result) {
  if (!result) raise(L, result.error());
  return std::move(*result);
}

void push_types(lua_State* L, const qemu::Capabilities::Types& types) {
  lua_createtable(L, 0, static_cast<int>(types.size()));
  for (const auto& [name, value] : types) set_field(L, name.c_str(), value);
}

int has_device(lua_State* L) {
  lua_pushboolean(L, value_or_raise(L, qemu_at(L).has_device(text_arg(L, 2))));
  return 1;
}
int has_object(lua_State* L) {
  lua_pushboolean(L, value_or_raise(L, qemu_at(L).has_object(text_arg(L, 2))));
  return 1;
}
int has_machine(lua_State* L) {
  lua_pushboolean(L, value_or_raise(L, qemu_at(L).has_machine(text_arg(L, 2))));
  return 1;
}
int has_option(lua_State* L) {
  lua_pushboolean(L, value_or_raise(L, qemu_at(L).has_option(text_arg(L, 2))));
  return 1;
}
// has_property(device, property); false for a device that is not there
int has_property(lua_State* L) {
  auto types = qemu_at(L).device_properties(text_arg(L, 2));
  if (!types && types.error().code != ErrorCode::kNotFound) raise(L, types.error());
  lua_pushboolean(L, types && types->count(text_arg(L, 3)) > 0);
  return 1;
}
int device_properties(lua_State* L) {
  push_types(L, value_or_raise(L, qemu_at(L).device_properties(text_arg(L, 2))));
  return 1;
}
int machine_properties(lua_State* L) {
  push_types(L, value_or_raise(L, qemu_at(L).machine_properties(text_arg(L, 2))));
  return 1;
}
int cpu_features(lua_State* L) {
  push_types(L, value_or_raise(L, qemu_at(L).cpu_features(text_arg(L, 2))));
  return 1;
}
int machines(lua_State* L) {
  push_list(L, value_or_raise(L, qemu_at(L).machines()));
  return 1;
}
int devices(lua_State* L) {
  push_list(L, value_or_raise(L, qemu_at(L).devices()));
  return 1;
}
int cpus(lua_State* L) {
  push_list(L, value_or_raise(L, qemu_at(L).cpus()));
  return 1;
}
int accelerators(lua_State* L) {
  push_list(L, value_or_raise(L, qemu_at(L).accelerators()));
  return 1;
}

constexpr luaL_Reg kQemuMethods[] = {
    {"has_device", has_device},
    {"has_object", has_object},
    {"has_machine", has_machine},
    {"has_option", has_option},
    {"has_property", has_property},
    {"device_properties", device_properties},
    {"machine_properties", machine_properties},
    {"cpu_features", cpu_features},
    {"machines", machines},
    {"devices", devices},
    {"cpus", cpus},
    {"accelerators", accelerators},
    {nullptr, nullptr},
};

// ctx.qemu.version, or a method (upvalue 1 holds them)
int qemu_index(lua_State* L) {
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
  if (text_arg(L, 2) != "version")
    luaL_error(L, "ctx.qemu has no field or method '%s'", luaL_checkstring(L, 2));
  push_text(L, value_or_raise(L, qemu_at(L).version()));
  return 1;
}

void push_qemu(lua_State* L, LuaContext* self) {
  if (luaL_newmetatable(L, kQemuType)) {
    luaL_newlib(L, kQemuMethods);
    lua_pushcclosure(L, qemu_index, 1);
    lua_setfield(L, -2, "__index");
    lua_pushliteral(L, "locked");
    lua_setfield(L, -2, "__metatable");
  }
  lua_pop(L, 1);
  *static_cast<LuaContext**>(lua_newuserdatauv(L, sizeof(LuaContext*), 0)) = self;
  luaL_setmetatable(L, kQemuType);
}

}  // namespace

void LuaContext::push(lua_State* L) {
  lua_newtable(L);
  lua_pushboolean(L, context_.probe);
  lua_setfield(L, -2, "probe");
  set_field(L, "caller", context_.caller);
  set_field(L, "argv0", context_.argv0);
  set_field(L, "arch", qemu::arch_of_program(context_.argv0));
  push_args(L, hook_);
  lua_setfield(L, -2, "args");
  push_lazy_table(L, env_index);
  lua_setfield(L, -2, "env");
  push_lazy_table(L, host_index);
  lua_setfield(L, -2, "host");
  push_qemu(L, this);
  lua_setfield(L, -2, "qemu");
}

qemu::Capabilities& LuaContext::capabilities(lua_State* L) {
  const std::string& program = plan_.program.empty() ? context_.qemu : plan_.program;
  if (program.empty()) raise_text(L, "ctx.qemu: it is not known here which qemu will run");
  if (!capabilities_ || probed_program_ != program) {
    probed_program_ = program;
    capabilities_ = std::make_unique<qemu::Capabilities>(program);
  }
  return *capabilities_;
}

}  // namespace gs::script
