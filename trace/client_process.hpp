// Starts the recorded command with its stdout and stderr led through us. Where ours is a terminal the
// command gets a pseudo-terminal (in raw output mode, so that bytes stay as they are), else a pipe:
// it behaves as it would without us.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/fd.hpp"

namespace gs::trace {

struct ClientProcess {
  pid_t pid = -1;
  UniqueFd out, err;  // what it writes
};

struct ClientCommand {
  std::vector<std::string> argv;
  std::vector<std::pair<std::string, std::string>> env;  // set on top of ours
  const sigset_t* signal_mask = nullptr;  // what the command gets; null = ours
  bool ignore_sigchld = false;            // what the command gets, as we were started
};

// Can the program be found and executed? Asked before an older trace is replaced. The same errors.
Status check_command(const std::string& program);

// Errors: kNotFound or kPermission when the command cannot be started.
Result<ClientProcess> start_client(const ClientCommand& command);

}  // namespace gs::trace
