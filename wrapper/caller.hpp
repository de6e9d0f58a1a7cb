// Who made this qemu command line, as far as the line itself and the environment tell.
#pragma once

#include <string>

#include "qemu/command_line.hpp"

namespace gs::wrapper {

// "libguestfs", "libvirt", "packer" or "plain".
std::string caller_of(const qemu::CommandLine& cmd);

}  // namespace gs::wrapper
