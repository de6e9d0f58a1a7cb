// Whole-file reads with a bound, complete writes, and the places where guestscope keeps things.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace gs {

// Reads path ("-" is standard input) whole; more than max_bytes is kLimit.
Result<std::string> read_file(const std::string& path, std::size_t max_bytes);
// Writes all of data to fd, over EINTR and short writes.
Status write_all(int fd, std::string_view data);
Status make_directories(const std::string& path, unsigned mode);

// path below the current folder where it is relative; "" stays "".
std::string absolute_path(const std::string& path);

// getenv that cannot be confused with an empty one: empty when unset.
std::string env(const char* name);
// $XDG_STATE_HOME/guestscope, or ~/.local/state/guestscope.
std::string state_dir();
// $XDG_CONFIG_HOME/guestscope, or ~/.config/guestscope.
std::string config_dir();
// $GUESTSCOPE_RUNDIR, else $XDG_RUNTIME_DIR/guestscope, else $TMPDIR (or /tmp) + /guestscope-UID.
std::string run_dir();
// Path of the running program, "" if /proc is not there.
std::string self_exe();
// All executable regular files called name in the folders of PATH, in order.
std::vector<std::string> find_all_in_path(std::string_view name);

}  // namespace gs
