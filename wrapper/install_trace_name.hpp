// The name of a recording in a folder that an installed wrapper records into.
#pragma once

#include <string>

#include "qemu/command_line.hpp"

namespace gs::wrapper {

// FOLDER/DATE-GUEST-PID.gst, a name that is not taken; GUEST is what -name says (libvirt's guest=, or the
// bare value), else the program's name.
std::string trace_file_in(const std::string& folder, const qemu::CommandLine& cmd, const std::string& program);
// The guest's name for files: at most 64 characters, anything unusual replaced.
std::string guest_name(const qemu::CommandLine& cmd);

}  // namespace gs::wrapper
