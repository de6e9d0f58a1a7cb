// What hooks want changed about how qemu is started, beside its words.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gs::script {

struct ExecPlan {
  std::string program;              // another qemu binary; "" keeps the one that was found
  std::vector<std::string> prefix;  // a program and its words in front of qemu (strace, taskset)
  // Environment of qemu, in order; no value takes the variable out.
  std::vector<std::pair<std::string, std::optional<std::string>>> env;
  // Files that qemu will write and that are nobody else's business: made with mode 0600 where they are
  // not there yet. Not counted as a wish for how qemu is started.
  std::vector<std::string> private_files;

  bool empty() const { return program.empty() && prefix.empty() && env.empty(); }
};

}  // namespace gs::script
