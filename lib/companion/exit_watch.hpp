// Learns how a process ended that is not our child. The companion must not be qemu's parent, and a
// zombie's status goes to its parent alone, unless somebody traces it: a tracer is told first
// (ptrace(2), "wait notifications"). So a thread seizes qemu's main thread, lets every signal pass,
// and looks at the end. If the companion dies the kernel detaches and qemu goes on. While qemu's
// last words are still being passed on, its parent does not see the end yet: release() lets it.
//
// qemu -daemonize forks twice: the first process ends when the machine runs, the third one is the
// machine. With follow_daemon the forks are followed, and the watch tells two ends, one after the
// other.
//
// Where tracing is refused (a debugger is attached already, Yama, a container) the end is seen with
// a pidfd, and the status is read from /proc/PID/stat if the parent has not reaped it yet; else it
// stays unknown.
#pragma once

#include <sys/types.h>

#include <memory>

#include "base/error.hpp"
#include "companion/exit_status.hpp"

namespace gs::companion {

class ExitWatch {
 public:
  // How the end is learnt; kTrace is tried first.
  enum class Means { kTrace, kPidfd };

  static Result<std::unique_ptr<ExitWatch>> attach(pid_t pid, Means first = Means::kTrace,
                                                   bool follow_daemon = false);
  virtual ~ExitWatch() = default;
  virtual Means means() const = 0;
  // Readable (POLLIN) when the process has ended.
  virtual int fd() const = 0;
  // To be called once each time that fd() is readable.
  virtual ExitStatus take() = 0;
  // After the first take(): the process that goes on in the background, whose end makes fd()
  // readable a second time; 0 for none.
  virtual pid_t background() const { return 0; }
  // Lets the process's parent see the end. Called once, after the first take().
  virtual void release() = 0;
};

}  // namespace gs::companion
