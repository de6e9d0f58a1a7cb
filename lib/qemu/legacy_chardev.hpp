// The short forms of a character device (-serial stdio, -serial telnet::4444,server) as the
// -chardev value that means the same.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gs::qemu {

// "telnet::4444,server" -> "socket,host=,port=4444,server,telnet=on". None for what has no such
// value (none, chardev:ID, a parallel port) or is malformed. With "mon:" in front the value has
// mux=on; the monitor on it is the caller's.
std::optional<std::string> chardev_of_legacy(std::string_view text);

}  // namespace gs::qemu
