// What is recorded: one Event is one line of the trace file (docs/trace-format.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gs {

enum class EventKind {
  kRun,        // the recorded command: data has argv, cwd, pid, env (guestscope and libguestfs ones)
  kExit,       // a process ended: data has pid, and status or signal (see who)
  kClientOut,  // bytes of the client's stdout
  kClientErr,  // bytes of the client's stderr
  kQemu,       // a qemu was started: data has pid, ppid, argv before and after hooks, changes, probe
  kConsole,    // bytes the guest wrote on its console
  kQemuErr,    // bytes of qemu's stderr
  kQmp,        // a QMP message from qemu: data is the JSON object
  kNote,       // something guestscope has to say (recording lost, console not recorded): text
  kHook,       // a hook did something while the machine ran: data has hook, did; text a printed line
  kProgram,    // a helper program (qemu-img, passt) was started: data as of kQemu
};

std::string_view to_string(EventKind kind);
std::optional<EventKind> event_kind(std::string_view name);

// A value type. text holds raw bytes (any bytes, line end included, one line or a part of one);
// data is a JSON object as text, or empty.
struct Event {
  std::int64_t t_ns = 0;  // CLOCK_MONOTONIC of the first byte
  EventKind kind = EventKind::kNote;
  std::int64_t pid = 0;  // the process it is about: the client or a qemu; 0 = none
  std::string text;
  std::string data;
  bool operator==(const Event&) const = default;
};

}  // namespace gs
