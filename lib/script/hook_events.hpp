// The entry points of hooks that run beside a guest: on_stage, on_line, on_qmp, on_exit. The
// companion's recording part feeds them (trace/live_hooks.hpp); the wrapper never does.
//
//   on_stage(name, event)   a stage of the boot was reached
//   on_line(text, event)    a line on the console or on qemu's stderr, without its line end
//   on_qmp(message, event)  a QMP message from qemu, as a table
//   on_exit(event)          qemu ended: event.status or event.signal
// event has time (seconds since qemu was started), pid, and for lines source ("console", "stderr")
// and for further consoles port (1, 2, ...).
//
// What they can do, beside print:
//   machine:qmp(command, arguments, function(answer, error) end)   the last two may be left out
//   machine:quit()                                                 ask qemu to end
//
// A function that fails is reported once and its hook is switched off: a recording goes on.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "event/event.hpp"
#include "script/hook_runner.hpp"

namespace gs::script {

// What a hook did. Handed out in the order in which it happened.
struct HookAction {
  enum class Kind { kPrint, kQmp, kQuit, kError };
  Kind kind = Kind::kPrint;
  std::string hook;    // as the user named it
  std::string text;    // kPrint: the line; kQmp: the command, a JSON object
  std::string masked;  // kQmp: the command for a record, secrets masked
  Error error;         // kError
};

class HookEvents {
 public:
  // What one event may lead to; more is an error of the hook.
  static constexpr int kMaxActions = 1000;
  static constexpr std::size_t kMaxLineBytes = 64 * 1024;  // a longer line comes in parts
  using Sink = std::function<void(HookAction)>;

  // May one of hooks define one of the functions? Reads the files, makes no Lua state.
  static bool may_listen(const HookRunner& runner, const std::vector<HookSpec>& hooks);
  // Takes those of hooks that define at least one of the functions. context.print is not used.
  // Errors as of HookRunner::apply.
  static Result<HookEvents> load(const HookRunner& runner, const std::vector<HookSpec>& hooks,
                                 const HookContext& context, Sink sink);
  HookEvents(HookEvents&&) noexcept;
  HookEvents& operator=(HookEvents&&) noexcept;
  ~HookEvents();

  bool empty() const;         // nobody listens: the caller may leave the calls out
  bool wants_stages() const;  // somebody defines on_stage
  // The first event's time is 0 for the hooks.
  void on_event(const Event& event);
  void on_stage(std::string_view stage, std::int64_t t_ns, std::int64_t pid);

 private:
  struct Impl;
  explicit HookEvents(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace gs::script
