// qemu command lines that somebody kept: read from JSON, from traces, from plain text.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "script/hook_recorded.hpp"

namespace gs::wrapper {

// paths: files, and folders (with all that is below them). A file is JSON (an object with "argv", or
// an array of words), a trace (every qemu in it), or text: words separated by NUL (/proc/PID/cmdline)
// or by line ends. The first word is the program. Named by their path below what was given, each
// name once.
Result<std::vector<script::RecordedLine>> read_recorded_lines(const std::vector<std::string>& paths);

}  // namespace gs::wrapper
