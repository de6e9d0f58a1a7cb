// Will this qemu take this command line? What can be seen before it is started: names that it does
// not have, files that are not there, two things in one place, references to nothing.
//
// Only what is sure to fail, or next to sure, is found: a line that runs has no errors.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "qemu/capabilities.hpp"
#include "qemu/command_line.hpp"

namespace gs::qemu {

struct Finding {
  bool is_error = true;      // else a warning: qemu starts, perhaps not as is wanted
  std::size_t argument = 0;  // index in argv, where argv[0] is the program
  std::string text;          // the option's words as a shell would take them, secrets masked
  std::string kind;          // "unknown-device", "missing-file", ...: for programs and tests
  std::string subject;       // what it is about: the name, the file, the id
  std::string message, hint;
};

struct CheckOptions {
  bool files = true;  // look whether files are there, and may be read
  std::string program = "qemu-system-x86_64";  // as qemu will see its own name
  std::string host_arch = "x86_64";
  bool kvm_usable = false;

  static CheckOptions of_this_host(std::string program);
};

// In the order of the command line. Errors are those of asking the qemu. A line that only asks qemu
// something (see is_probe) has no findings.
Result<std::vector<Finding>> check(const CommandLine& line, Capabilities& qemu,
                                   const CheckOptions& options);

}  // namespace gs::qemu
