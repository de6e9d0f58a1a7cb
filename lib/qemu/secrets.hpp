// Command lines for printing and for logs: what is secret in them is masked.
#pragma once

#include <string>
#include <vector>

#include "qemu/command_line.hpp"

namespace gs::qemu {

// The words with the values of passwords and keys replaced by `***`: -object secret,data=,
// password= (iscsi, curl, spice), isa-applesmc's osk=, an rbd key inside file=, and a password in a
// URL.
std::vector<std::string> masked_words(const CommandLine& line);
// The same for one option. It keeps its properties, each at its place.
Option masked(const Option& option);

// The words of a program that is no qemu (qemu-img, guestfish): passwords in URLs, rbd keys, password=,
// and what libguestfs's tools take as secret (--key X:key:KEY, password:PASSWORD).
std::vector<std::string> masked_command_words(std::vector<std::string> words);

}  // namespace gs::qemu
