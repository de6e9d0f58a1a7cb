// The entry points of hooks that run beside a guest: on_stage, on_line, on_qmp, on_exit. The
// recorder feeds them; the wrapper never does.
//
//   on_stage(name, event)   a stage of the boot was reached
//   on_line(text, event)    a line on the console, without its line end
//   on_qmp(message, event)  a QMP message from qemu, as a table
//   on_exit(event)          a process ended: event.status or event.signal
// event has time (seconds since the first event), pid, and for lines source ("console", "stderr",
// "client").
//
// A function that fails is reported once and its hook is switched off: a recording goes on.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "event/event.hpp"
#include "script/hook_runner.hpp"

namespace gs::script {

class HookEvents {
 public:
  // Takes those of hooks that define at least one of the functions. Errors as of HookRunner::apply.
  static Result<HookEvents> load(const HookRunner& runner, const std::vector<HookSpec>& hooks,
                                 const HookContext& context);
  HookEvents(HookEvents&&) noexcept;
  HookEvents& operator=(HookEvents&&) noexcept;
  ~HookEvents();

  bool empty() const;  // nobody listens: the caller may leave the calls out
  std::vector<Error> on_event(const Event& event);
  std::vector<Error> on_stage(std::string_view stage, std::int64_t t_ns);

 private:
  struct Impl;
  explicit HookEvents(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace gs::script
