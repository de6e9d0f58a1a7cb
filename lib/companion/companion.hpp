// The companion process: all that has to live as long as one qemu, beside it (DESIGN.md, decision 1).
// It owns the other ends of the console logs, of qemu's stderr and of a QMP monitor, feeds its parts,
// and passes stderr on to the client. It is never qemu's parent. If it dies qemu goes on: console
// logs and QMP end quietly (qemu ignores SIGPIPE), nothing the client holds is closed.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "base/fd.hpp"
#include "companion/exit_watch.hpp"
#include "companion/loop.hpp"
#include "companion/part.hpp"
#include "companion/qmp_link.hpp"

namespace gs::companion {

class Companion final : private Machine {
 public:
  // Takes over the descriptors in info.
  Companion(qemu::StartInfo info, std::vector<std::unique_ptr<Part>> parts);
  // Attaches, says ready to the wrapper, and runs until qemu is gone and every stream is at its end.
  Status run();

 private:
  void watch_console(std::size_t port);
  void on_console(std::size_t port);
  void on_stderr_readable();
  void forward_stderr();
  void on_qmp();
  bool send_qmp(std::string_view command) override;
  void terminate() override;
  void write_qmp();
  void close_qmp();
  void on_exit();
  void release_when_drained(std::int64_t now_ns);
  bool machine_gone() const;
  bool daemonizes() const;
  void finish_parts(std::int64_t now_ns);
  std::int64_t tick(std::int64_t now_ns);
  void say_ready();

  qemu::StartInfo info_;
  std::vector<std::unique_ptr<Part>> parts_;
  Loop loop_;
  std::vector<UniqueFd> consoles_;
  UniqueFd stderr_in_, stderr_out_, qmp_, ready_;
  QmpLink qmp_link_;
  std::unique_ptr<ExitWatch> exit_watch_;
  std::string unsent_;  // stderr bytes that the client has not taken yet
  bool exited_ = false;          // the process that the client started
  pid_t in_background_ = 0;      // went on in its place (-daemonize) and has not ended
  bool released_ = false;
  bool told_exit_ = false;  // the parts know of the end
  bool finished_ = false;   // the parts are done
  std::int64_t exit_ns_ = 0;
};

// For the `companion` verb: reads the start message from fd, runs. Returns when all is over.
Status run_companion(int start_message_fd);

}  // namespace gs::companion
