#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace gs::companion {

// How a process ended. Both empty: it is gone, its parent took the status before it could be read.
struct ExitStatus {
  std::optional<int> status;  // 0..255, exited
  std::optional<int> signal;  // killed by
  bool core_dumped = false;
};

// From a wait(2) status.
ExitStatus exit_status_of(int wait_status);
// {"pid":N,"who":"qemu","status":1} or {..,"signal":9,"core":false}; nulls where unknown.
std::string to_json(const ExitStatus& s, std::int64_t pid, const char* who);

}  // namespace gs::companion
