// Starts the companion beside the process that is about to become qemu: detached (a session of its
// own, no zombie for the client), with no descriptor of the client's but those it is handed.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/fd.hpp"
#include "qemu/command_line.hpp"
#include "qemu/start_info.hpp"

namespace gs::wrapper {

// What the wrapper keeps open for qemu: to be made inheritable just before exec.
struct QemuEnds {
  std::vector<UniqueFd> keep;  // console pipes, QMP socket
  UniqueFd stderr_pipe;        // becomes descriptor 2
  std::vector<UniqueFd> plugs;  // on standard descriptors that the client had closed
};

// Path of guestscope(1), whose verb `companion` is started: as wished, or beside self, or in PATH.
std::string companion_program(const std::string& wished, const std::string& self);

// Fills in info.pid, ppid, client, run, notes and fds, starts `program companion`, hands it the message and waits until it
// is ready. cmd is the command line after the hooks; probes and helper programs are recorded, but not
// tapped.
Result<QemuEnds> start_companion(const std::string& program, const qemu::CommandLine& cmd,
                                 std::string_view arch, qemu::StartInfo& info);

}  // namespace gs::wrapper
