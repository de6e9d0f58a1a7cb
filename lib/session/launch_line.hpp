// The qemu command line that starts an appliance: made with the model of lib/qemu, pure (files and
// host are looked at before, by who fills in LaunchInput).
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "qemu/command_line.hpp"
#include "session/config.hpp"

namespace gs::session {

struct LaunchInput {
  Config config;             // drives with their formats known ("auto" is resolved before)
  ApplianceFiles appliance;  // as found or built
  std::string root_uuid;  // of the appliance's root filesystem; "" = found by its label or serial
  std::string channel_socket;  // where we listen for the daemon
  std::string arch;            // "x86_64", "aarch64", ...: of the qemu
  bool kvm = false;            // a machine under KVM is known to work
  std::string term;            // TERM of the user
  bool has_rng = true;         // qemu has virtio-rng-pci, or the like
};

// The words after the program's name. kUnsupported for an architecture we cannot start.
Result<qemu::CommandLine> launch_line(const LaunchInput& input);

// The kernel's words, in libguestfs's order (protocol.md, section 10).
std::string kernel_command_line(const LaunchInput& input);

}  // namespace gs::session
