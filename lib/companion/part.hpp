// What plugs into the companion: recording now, the broker and the warm start later. A part lives in
// a tool's folder, registers a factory when the program starts, and knows no other part.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "companion/exit_status.hpp"
#include "qemu/start_info.hpp"

namespace gs::companion {

// What a part may ask of the machine. Lives as long as the companion.
class Machine {
 public:
  virtual ~Machine() = default;
  // A QMP command, one JSON object; its answer comes to on_qmp. False where there is no monitor (any
  // more), or qemu has not read for so long that too much waits.
  virtual bool send_qmp(std::string_view command) = 0;
  // SIGTERM, where QMP does not help.
  virtual void terminate() = 0;
};

// All calls come from the companion's one thread. Bytes are as read: any bytes, cut anywhere.
class Part {
 public:
  virtual ~Part() = default;
  virtual Status start(const qemu::StartInfo& info, Machine& machine, std::int64_t now_ns) = 0;
  virtual void on_console(std::size_t port, std::string_view bytes, std::int64_t t_ns) = 0;
  virtual void on_stderr(std::string_view bytes, std::int64_t t_ns) = 0;
  // One QMP message without its line end, not yet parsed.
  virtual void on_qmp(std::string_view message, std::int64_t t_ns) = 0;
  virtual void on_note(std::string_view text, std::int64_t t_ns) = 0;
  virtual void on_exit(const ExitStatus& status, std::int64_t t_ns) = 0;
  // The last call: qemu is gone and all streams are at their end.
  virtual void finish(std::int64_t t_ns) = 0;
  // Returns when it wants to be called again at the latest (CLOCK_MONOTONIC ns), -1 for never.
  virtual std::int64_t tick(std::int64_t now_ns) = 0;
  // Asked once, after start(): when it is readable, tick() is called. -1 = none.
  virtual int wake_fd() const { return -1; }
};

// Makes the part if info asks for it, else null.
using PartFactory = std::function<std::unique_ptr<Part>(const qemu::StartInfo& info)>;

class PartRegistration {
 public:
  explicit PartRegistration(PartFactory factory);
};

std::vector<std::unique_ptr<Part>> make_parts(const qemu::StartInfo& info);

}  // namespace gs::companion
