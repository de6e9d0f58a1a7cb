// The line that tells a person what a recorded run does right now: the stage and the seconds in it.
// Follows the trace that the companions write, so it shows what is recorded and nothing else.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace gs::trace {

class Progress {
 public:
  Progress(std::string trace, std::int64_t start_ns);
  ~Progress();
  // command_ended: only a qemu still runs.
  std::string line(std::int64_t now_ns, bool command_ended);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gs::trace
