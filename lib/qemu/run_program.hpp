// Runs a helper program to its end with its output captured. For questions to qemu only: short,
// bounded, with a deadline. The child gets no descriptor but its own three, and cannot send SIGPIPE
// our way.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace gs::qemu {

struct RunLimits {
  int timeout_ms = 15'000;
  std::size_t max_output = 16u << 20;  // bytes of stdout; of stderr the first 64 KiB are kept
};

struct RunOutput {
  std::string out, err;
  int status = -1;  // of waitpid; -1 where the caller's caller ignores SIGCHLD and nobody knows
};

// argv[0] is a path. Errors: kNotFound or kPermission when it cannot be run, kLimit for too much
// output or time (the child is killed then).
Result<RunOutput> run_program(const std::vector<std::string>& argv, const std::string& input,
                              RunLimits limits = {});

}  // namespace gs::qemu
