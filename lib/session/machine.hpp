// One running qemu: started with its console on a socket pair, watched so that it dies with us, and
// reaped. The daemon's channel is somebody else's.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/fd.hpp"

namespace gs::session {

struct MachineStart {
  std::vector<std::string> argv;                         // argv[0] is a path
  std::vector<std::pair<std::string, std::string>> env;  // set on top of ours
};

// How the process ended. Exactly one of the two is set.
struct MachineEnd {
  std::optional<int> status;
  std::optional<int> signal;
  std::string text() const;  // "exited with status 1", "was killed by signal 9 (KILL)"
};

class Machine {
 public:
  // Errors: kNotFound or kPermission when the program cannot be executed.
  static Result<Machine> start(const MachineStart& start);
  Machine(Machine&& other) noexcept;
  Machine& operator=(Machine&&) = delete;
  // Kills what still runs.
  ~Machine();

  pid_t pid() const { return pid_; }
  int console() const { return console_.get(); }  // stdout, stderr, serial port; readable, writable
  // Set once the process has ended.
  std::optional<MachineEnd> poll_end();
  // SIGTERM, SIGKILL after grace_ms; returns when it is reaped.
  MachineEnd stop(int grace_ms);
  MachineEnd wait();

 private:
  Machine() = default;
  void keep(int wait_status);

  pid_t pid_ = -1;
  UniqueFd pidfd_;
  UniqueFd console_;
  UniqueFd guard_;  // closed by our death: a small process then kills qemu
  pid_t guard_pid_ = -1;
  std::optional<MachineEnd> end_;
};

}  // namespace gs::session
