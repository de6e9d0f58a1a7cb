// Adds to a qemu command line what recording needs and the guest cannot see: a copy of what goes to
// each console (the `logfile` property that every chardev has), and one QMP monitor. Nothing that the
// client uses is re-pointed: its serial port stays on its own descriptor, so a companion that dies
// takes nothing away from it (docs/ARCHITECTURE.md, "tee, not relay").
//
// The log goes to a pipe that qemu inherits, named through an fd set (-add-fd, logfile=/dev/fdset/N), so
// that no path has to be reachable from inside a sandbox. The option table's default monitor and
// default serial port (qemu 7.2, softmmu/vl.c: default_monitor, default_serial) vanish as soon as
// one is given explicitly; where the client relied on them they are written out.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "qemu/command_line.hpp"

namespace gs::qemu {

struct TapResult {
  CommandLine cmd;
  std::size_t consoles = 0;        // how many of console_fds are used, from the front
  std::vector<std::string> notes;  // consoles that could not be tapped, and why
};

// console_fds: write ends of pipes that qemu will inherit; qmp_fd: a connected socket, -1 = no monitor.
TapResult add_taps(CommandLine cmd, std::string_view arch, std::span<const int> console_fds,
                   int qmp_fd);

}  // namespace gs::qemu
