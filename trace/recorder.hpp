// Runs a command so that every qemu it starts goes through guestscope-qemu, and records what the
// command itself writes. The companions beside the qemus write into the same trace.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "companion/exit_status.hpp"

namespace gs::trace {

struct RecordRequest {
  std::vector<std::string> command;
  std::string trace;               // path; made new
  bool overwrite = false;          // an older trace there may go
  std::vector<std::string> hooks;  // specs, before those of GUESTSCOPE_HOOKS
  std::string qemu;                // the real qemu; "" = as the environment says
  std::vector<std::string> programs;  // helper programs (qemu-img) to record and to run hooks on
  bool debug = false;              // LIBGUESTFS_DEBUG=1 LIBGUESTFS_TRACE=1
  // Where the command's output goes besides the trace: a descriptor, -1 = nowhere.
  int out_fd = 1, err_fd = 2;
  // Called about four times a second; the text is for a progress line.
  std::function<void(const std::string&)> progress;
};

struct RecordResult {
  companion::ExitStatus status;  // the command's
  std::vector<Error> hook_errors;  // of hooks that ran beside a guest, each once
  bool qemu_left = false;        // interrupted while a qemu still ran: its companion goes on recording
};

Result<RecordResult> record(const RecordRequest& request);

}  // namespace gs::trace
