// guestscope-qemu in the place of a helper program (qemu-img, passt): a link with its name lies in
// a folder in front of PATH (qemu/run_folder.hpp), and GUESTSCOPE_WRAP_PROGRAMS names it.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"

namespace gs::wrapper {

// The helper under whose name we were started; "" = none.
std::string called_as_helper();

// Runs the hooks' program(args, ctx), starts a companion where something is to be recorded, and
// becomes the next program of that name in PATH. Returns only when that failed. argv as main() got
// it.
Error become_helper(const std::string& name, const std::string& self,
                    std::vector<std::string> argv);

}  // namespace gs::wrapper
