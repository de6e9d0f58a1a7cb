#include "script/hook_events.hpp"

#include <array>
#include <charconv>
#include <map>
#include <optional>

#include "base/text.hpp"
#include "lua.hpp"
#include "qemu/json_value.hpp"
#include "script/lua_context.hpp"
#include "script/lua_globals.hpp"
#include "script/lua_value.hpp"

namespace gs::script {
namespace {

constexpr std::array<const char*, 4> kFunctions = {"on_stage", "on_line", "on_qmp", "on_exit"};
constexpr std::size_t kMaxLineBytes = 64 * 1024;  // what a guest may write without a line end

double seconds(std::int64_t ns) { return static_cast<double>(ns) / 1e9; }

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

const char* source_of(EventKind kind) {
  switch (kind) {
    case EventKind::kConsole:
      return "console";
    case EventKind::kQemuErr:
      return "stderr";
    case EventKind::kClientOut:
    case EventKind::kClientErr:
      return "client";
    default:
      return nullptr;
  }
}

// One hook with a Lua state that lives as long as the recording.
struct Listener {
  Listener(HookSpec hook, const HookContext& ctx)
      : spec(std::move(hook)), context(ctx), lua_context(spec, context, plan) {
    if (context.print)
      host.set_print([this](std::string_view text) { context.print(spec.name, text); });
  }

  // Runs the file; true when it has a function that listens.
  Result<bool> load(const HookRunner::Source& source) {
    bool listens = false;
    Status status = host.run([&](lua_State* L) {
      register_hook_globals(L);
      LuaHost::push_chunk(L, source.file, source.text);
      lua_call(L, 0, 0);
      for (const char* name : kFunctions) listens |= lua_getglobal(L, name) == LUA_TFUNCTION;
      lua_context.push(L);
      lua_setglobal(L, "ctx");
    });
    if (!status) return tl::unexpected<Error>(status.error());
    return listens;
  }

  // Calls function with what push leaves on the stack, where the hook defines it.
  template <class Push>
  void call(const char* function, std::vector<Error>& errors, Push push) {
    if (failed) return;
    Status status = host.run([&](lua_State* L) {
      if (lua_getglobal(L, function) != LUA_TFUNCTION) return;
      int base = lua_gettop(L);
      push(L);
      lua_call(L, lua_gettop(L) - base, 0);
    });
    if (status) return;
    failed = true;
    Error error = status.error();
    error.message = "hook " + printable(spec.name) + ": " + error.message;
    error.hint += (error.hint.empty() ? "" : "; ") + std::string("it is switched off for this run");
    errors.push_back(std::move(error));
  }

  HookSpec spec;
  HookContext context;
  ExecPlan plan;
  LuaContext lua_context;
  LuaHost host{{.memory_bytes = 64u << 20, .instructions = 5'000'000}};
  bool failed = false;
};

}  // namespace

struct HookEvents::Impl {
  std::vector<std::unique_ptr<Listener>> listeners;
  std::optional<std::int64_t> start_ns;
  std::map<std::pair<std::int64_t, EventKind>, std::string> partial;  // by pid and kind

  void push_event(lua_State* L, const Event& event, const char* source) {
    lua_newtable(L);
    lua_pushnumber(L, seconds(event.t_ns - start_ns.value_or(event.t_ns)));
    lua_setfield(L, -2, "time");
    lua_pushinteger(L, event.pid);
    lua_setfield(L, -2, "pid");
    if (source) {
      lua_pushstring(L, source);
      lua_setfield(L, -2, "source");
    }
  }

  void call_all(const char* function, std::vector<Error>& errors,
                const std::function<void(lua_State*)>& push) {
    for (auto& listener : listeners) listener->call(function, errors, push);
  }

  void lines(const Event& event, const char* source, std::vector<Error>& errors) {
    std::string& rest = partial[{event.pid, event.kind}];
    rest += event.text;
    std::size_t at = 0;
    for (;;) {
      std::size_t end = rest.find('\n', at);
      bool cut = end == rest.npos && rest.size() - at > kMaxLineBytes;
      if (end == rest.npos && !cut) break;
      std::string_view line = std::string_view(rest).substr(at, cut ? kMaxLineBytes : end - at);
      at += line.size() + (cut ? 0 : 1);
      if (line.ends_with('\r')) line.remove_suffix(1);
      call_all("on_line", errors, [&](lua_State* L) {
        push_text(L, line);
        push_event(L, event, source);
      });
    }
    rest.erase(0, at);
  }

  void qmp(const Event& event, std::vector<Error>& errors) {
    auto root = qemu::parse_json(event.data);
    if (!root) return;
    call_all("on_qmp", errors, [&](lua_State* L) {
      push_json(L, event.data, *root);
      push_event(L, event, nullptr);
    });
  }

  void exit(const Event& event, std::vector<Error>& errors) {
    auto root = qemu::parse_json(event.data);
    call_all("on_exit", errors, [&](lua_State* L) {
      push_event(L, event, nullptr);
      for (const char* key : {"status", "signal", "pid"}) {
        const qemu::JsonNode* node = root ? qemu::find_json(*root, key) : nullptr;
        if (!node) continue;
        push_json(L, event.data, *node);
        lua_setfield(L, -2, key);
      }
    });
  }
};

HookEvents::HookEvents(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HookEvents::HookEvents(HookEvents&&) noexcept = default;
HookEvents& HookEvents::operator=(HookEvents&&) noexcept = default;
HookEvents::~HookEvents() = default;

Result<HookEvents> HookEvents::load(const HookRunner& runner, const std::vector<HookSpec>& hooks,
                                    const HookContext& context) {
  auto impl = std::make_unique<Impl>();
  for (const HookSpec& hook : hooks) {
    auto source = runner.load(hook);
    if (!source) return tl::unexpected<Error>(source.error());
    // Most hooks only rewrite: no Lua state for them.
    if (source->text.find("on_") == source->text.npos) continue;
    auto listener = std::make_unique<Listener>(hook, context);
    auto listens = listener->load(*source);
    if (!listens) {
      Error error = listens.error();
      error.message = "hook " + printable(hook.name) + ": " + error.message;
      return tl::unexpected<Error>(std::move(error));
    }
    if (*listens) impl->listeners.push_back(std::move(listener));
  }
  return HookEvents(std::move(impl));
}

bool HookEvents::empty() const { return impl_->listeners.empty(); }

std::vector<Error> HookEvents::on_event(const Event& event) {
  std::vector<Error> errors;
  if (empty()) return errors;
  if (!impl_->start_ns) impl_->start_ns = event.t_ns;
  if (const char* source = source_of(event.kind)) impl_->lines(event, source, errors);
  if (event.kind == EventKind::kQmp) impl_->qmp(event, errors);
  if (event.kind == EventKind::kExit) impl_->exit(event, errors);
  return errors;
}

std::vector<Error> HookEvents::on_stage(std::string_view stage, std::int64_t t_ns) {
  std::vector<Error> errors;
  if (!impl_->start_ns) impl_->start_ns = t_ns;
  Event event;
  event.t_ns = t_ns;
  impl_->call_all("on_stage", errors, [&](lua_State* L) {
    push_text(L, stage);
    impl_->push_event(L, event, nullptr);
  });
  return errors;
}

}  // namespace gs::script
