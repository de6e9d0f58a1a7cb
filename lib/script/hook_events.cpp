#include "script/hook_events.hpp"

#include <array>
#include <map>
#include <optional>
#include <tuple>

#include "base/text.hpp"
#include "lua.hpp"
#include "qemu/json_value.hpp"
#include "script/lua_context.hpp"
#include "script/lua_globals.hpp"
#include "script/lua_json.hpp"
#include "script/lua_value.hpp"

namespace gs::script {
namespace {

constexpr std::array<const char*, 4> kFunctions = {"on_stage", "on_line", "on_qmp", "on_exit"};
constexpr std::size_t kMaxPrintBytes = 64 * 1024;
constexpr std::size_t kMaxCommandBytes = 256 * 1024;
constexpr std::size_t kMaxWaiting = 1000;  // QMP commands whose answer has not come
constexpr char kIdPrefix[] = "guestscope-hook-";

double seconds(std::int64_t ns) { return static_cast<double>(ns) / 1e9; }

const char* source_of(EventKind kind) {
  switch (kind) {
    case EventKind::kConsole:
      return "console";
    case EventKind::kQemuErr:
      return "stderr";
    default:
      return nullptr;
  }
}

// One hook with a Lua state that lives as long as the recording.
class Listener {
 public:
  Listener(HookSpec hook, HookContext context, const HookEvents::Sink& sink, std::int64_t& last_id)
      : spec_(std::move(hook)),
        context_(std::move(context)),
        sink_(sink),
        last_id_(last_id),
        lua_context_(spec_, context_, plan_) {
    host_.set_print([this](std::string_view text) {
      act({HookAction::Kind::kPrint,
           spec_.name,
           std::string(text.substr(0, kMaxPrintBytes)),
           {},
           {}});
    });
  }

  // Runs the file; true when it has a function that listens.
  Result<bool> load(const HookRunner::Source& source) {
    bool listens = false;
    Status status = host_.run([&](lua_State* L) {
      register_hook_globals(L);
      push_machine(L);
      lua_setglobal(L, "machine");
      LuaHost::push_chunk(L, source.file, source.text);
      lua_call(L, 0, 0);
      for (const char* name : kFunctions) listens |= defines(L, name);
      wants_stages = defines(L, "on_stage");
      lua_context_.push(L);
      lua_setglobal(L, "ctx");
    });
    if (!status) return tl::unexpected<Error>(named(status.error()));
    return listens;
  }

  // Calls function with what push leaves on the stack, where the hook defines it.
  template <class Push>
  void call(const char* function, Push push) {
    protect([&](lua_State* L) {
      if (!defines(L, function)) return;
      lua_getglobal(L, function);
      int base = lua_gettop(L);
      push(L);
      lua_call(L, lua_gettop(L) - base, 0);
    });
  }

  // The answer to a command of this hook's, if message is one.
  void answer(std::string_view text, const qemu::JsonNode& message) {
    const qemu::JsonNode* id = qemu::find_json(message, "id");
    auto waiting = id ? waiting_.find(qemu::json_value_text(text, *id)) : waiting_.end();
    if (waiting == waiting_.end()) return;
    int reference = waiting->second;
    waiting_.erase(waiting);
    protect([&](lua_State* L) {
      lua_rawgeti(L, LUA_REGISTRYINDEX, reference);
      luaL_unref(L, LUA_REGISTRYINDEX, reference);
      for (const char* key : {"return", "error"}) {
        const qemu::JsonNode* value = qemu::find_json(message, key);
        if (value)
          push_json(L, text, *value);
        else
          lua_pushnil(L);
      }
      lua_call(L, 2, 0);
    });
  }

  bool wants_stages = false;

 private:
  static bool defines(lua_State* L, const char* function) {
    bool yes = lua_getglobal(L, function) == LUA_TFUNCTION;
    lua_pop(L, 1);
    return yes;
  }

  Error named(Error error) const {
    error.message = "hook " + printable(spec_.name) + ": " + error.message;
    return error;
  }

  template <class Body>
  void protect(Body body) {
    if (failed_) return;
    actions_ = 0;
    Status status = host_.run(body);
    if (status && actions_ > HookEvents::kMaxActions)
      status = fail(ErrorCode::kLimit,
                    "it printed or sent more than " + std::to_string(HookEvents::kMaxActions) +
                        " times for one event",
                    "do less at a time");
    if (status) return;
    failed_ = true;
    Error error = named(status.error());
    error.hint += (error.hint.empty() ? "" : "; ") + std::string("it is switched off for this run");
    sink_({HookAction::Kind::kError, spec_.name, {}, {}, std::move(error)});
  }

  // What goes beyond the bound is dropped here, and an error in protect().
  void act(HookAction action) {
    if (++actions_ <= HookEvents::kMaxActions) sink_(std::move(action));
  }

  void push_machine(lua_State* L) {
    lua_createtable(L, 0, 2);
    for (auto [name, function] :
         {std::pair{"qmp", &Listener::qmp}, std::pair{"quit", &Listener::quit}}) {
      lua_pushlightuserdata(L, this);
      lua_pushcclosure(L, function, 1);
      lua_setfield(L, -2, name);
    }
  }
  static Listener& self(lua_State* L) {
    luaL_argcheck(L, lua_istable(L, 1), 1, "write machine:name(...), with a colon");
    return *static_cast<Listener*>(lua_touserdata(L, lua_upvalueindex(1)));
  }

  // machine:qmp(command, arguments, callback)
  static int qmp(lua_State* L) {
    Listener& me = self(L);
    lua_settop(L, 4);
    std::string_view command = text_arg(L, 2);
    if (lua_isfunction(L, 3) && lua_isnil(L, 4)) {  // no arguments
      lua_pushnil(L);
      lua_insert(L, 3);
      lua_settop(L, 4);
    }
    if (!lua_isnil(L, 3)) luaL_checktype(L, 3, LUA_TTABLE);
    if (!lua_isnil(L, 4)) luaL_checktype(L, 4, LUA_TFUNCTION);
    std::string id = kIdPrefix + std::to_string(++me.last_id_);
    if (!is_valid_utf8(command)) luaL_argerror(L, 2, "no name of a QMP command");
    auto json = [&](bool mask) {
      return "{\"execute\":" + qemu::json_quote(command) +
             (lua_isnil(L, 3) ? "" : ",\"arguments\":" + to_json(L, 3, mask)) + ",\"id\":\"" + id +
             "\"}";
    };
    HookAction action{HookAction::Kind::kQmp, me.spec_.name, json(false), json(true), {}};
    if (action.text.size() > kMaxCommandBytes) luaL_error(L, "the QMP command is too long");
    if (!lua_isnil(L, 4)) {
      if (me.waiting_.size() >= kMaxWaiting)
        luaL_error(L, "too many QMP commands wait for an answer");
      me.waiting_[id] = luaL_ref(L, LUA_REGISTRYINDEX);
    }
    me.act(std::move(action));
    return 0;
  }

  static int quit(lua_State* L) {
    Listener& me = self(L);
    me.act({HookAction::Kind::kQuit, me.spec_.name, {}, {}, {}});
    return 0;
  }

  const HookSpec spec_;
  const HookContext context_;
  const HookEvents::Sink& sink_;
  std::int64_t& last_id_;
  ExecPlan plan_;
  LuaContext lua_context_;
  LuaHost host_{{.memory_bytes = 64u << 20, .instructions = 5'000'000}};
  std::map<std::string, int> waiting_;  // by the command's id: the callback's reference
  int actions_ = 0;                     // of this call
  bool failed_ = false;
};

}  // namespace

struct HookEvents::Impl {
  Sink sink;
  std::int64_t last_id = 0;
  std::vector<std::unique_ptr<Listener>> listeners;
  std::optional<std::int64_t> start_ns;
  struct Partial {
    std::string text;
    Event first;  // of which text is the rest, without its own text
  };
  std::map<std::tuple<std::int64_t, EventKind, std::string>, Partial>
      partial;  // by pid, kind, port

  void push_event(lua_State* L, const Event& event) const {
    lua_newtable(L);
    lua_pushnumber(L, seconds(event.t_ns - start_ns.value_or(event.t_ns)));
    lua_setfield(L, -2, "time");
    lua_pushinteger(L, event.pid);
    lua_setfield(L, -2, "pid");
  }

  void set_fields(lua_State* L, const std::string& data,
                  std::initializer_list<const char*> keys) const {
    auto root = qemu::parse_json(data);
    if (!root) return;
    for (const char* key : keys) {
      const qemu::JsonNode* node = qemu::find_json(*root, key);
      if (!node) continue;
      push_json(L, data, *node);
      lua_setfield(L, -2, key);
    }
  }

  void call_all(const char* function, const std::function<void(lua_State*)>& push) {
    for (auto& listener : listeners) listener->call(function, push);
  }

  void line(std::string_view text, const Event& event) {
    if (text.ends_with('\r')) text.remove_suffix(1);
    call_all("on_line", [&](lua_State* L) {
      push_text(L, text);
      push_event(L, event);
      lua_pushstring(L, source_of(event.kind));
      lua_setfield(L, -2, "source");
      set_fields(L, event.data, {"port"});
    });
  }

  void lines(const Event& event) {
    Partial& rest = partial[{event.pid, event.kind, event.data}];
    if (rest.text.empty()) {
      rest.first = event;
      rest.first.text.clear();
    }
    rest.text += event.text;
    std::size_t at = 0;
    for (;;) {
      std::size_t end = rest.text.find('\n', at);
      std::size_t size = std::min(end, rest.text.size()) - at;
      if (size > kMaxLineBytes)
        size = kMaxLineBytes;
      else if (end == rest.text.npos)
        break;
      line(std::string_view(rest.text).substr(at, size), rest.first);
      at += size + (at + size == end);
      rest.first.t_ns = event.t_ns;
    }
    rest.text.erase(0, at);
  }

  void exit(const Event& event) {
    for (auto& [key, rest] : partial)  // a prompt
      if (!rest.text.empty()) line(rest.text, rest.first);
    partial.clear();
    call_all("on_exit", [&](lua_State* L) {
      push_event(L, event);
      set_fields(L, event.data, {"status", "signal"});
    });
  }

  void qmp(const Event& event) {
    auto root = qemu::parse_json(event.data);
    if (!root) return;
    for (auto& listener : listeners) listener->answer(event.data, *root);
    call_all("on_qmp", [&](lua_State* L) {
      push_json(L, event.data, *root);
      push_event(L, event);
    });
  }
};

HookEvents::HookEvents(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HookEvents::HookEvents(HookEvents&&) noexcept = default;
HookEvents& HookEvents::operator=(HookEvents&&) noexcept = default;
HookEvents::~HookEvents() = default;

namespace {
// Most hooks only rewrite: no Lua state for them.
bool may_define(const HookRunner::Source& source) {
  for (const char* name : kFunctions)
    if (source.text.find(name) != source.text.npos) return true;
  return false;
}
}  // namespace

bool HookEvents::may_listen(const HookRunner& runner, const std::vector<HookSpec>& hooks) {
  for (const HookSpec& hook : hooks)
    if (auto source = runner.load(hook); source && may_define(*source)) return true;
  return false;
}

Result<HookEvents> HookEvents::load(const HookRunner& runner, const std::vector<HookSpec>& hooks,
                                    const HookContext& context, Sink sink) {
  auto impl = std::make_unique<Impl>();
  impl->sink = std::move(sink);
  for (const HookSpec& hook : hooks) {
    auto source = runner.load(hook);
    if (!source) return tl::unexpected<Error>(source.error());
    if (!may_define(*source)) continue;
    auto listener = std::make_unique<Listener>(hook, context, impl->sink, impl->last_id);
    auto listens = listener->load(*source);
    if (!listens) return tl::unexpected<Error>(listens.error());
    if (*listens) impl->listeners.push_back(std::move(listener));
  }
  return HookEvents(std::move(impl));
}

bool HookEvents::empty() const { return impl_->listeners.empty(); }

bool HookEvents::wants_stages() const {
  for (const auto& listener : impl_->listeners)
    if (listener->wants_stages) return true;
  return false;
}

void HookEvents::on_event(const Event& event) {
  if (empty()) return;
  if (!impl_->start_ns) impl_->start_ns = event.t_ns;
  if (source_of(event.kind)) impl_->lines(event);
  if (event.kind == EventKind::kQmp) impl_->qmp(event);
  if (event.kind == EventKind::kExit) impl_->exit(event);
}

void HookEvents::on_stage(std::string_view stage, std::int64_t t_ns, std::int64_t pid) {
  if (!impl_->start_ns) impl_->start_ns = t_ns;
  Event event;
  event.t_ns = t_ns;
  event.pid = pid;
  impl_->call_all("on_stage", [&](lua_State* L) {
    push_text(L, stage);
    impl_->push_event(L, event);
  });
}

}  // namespace gs::script
