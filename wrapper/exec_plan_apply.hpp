// What hooks want beside the words of the command line, done to this process just before it execs.
#pragma once

#include <string_view>

#include "base/error.hpp"
#include "script/exec_plan.hpp"

namespace gs::wrapper {

// Makes the private files, sets the environment, and looks whether the program in front is there.
// what runs under it, for the message: "qemu".
Status apply_plan(const script::ExecPlan& plan, std::string_view what);

}  // namespace gs::wrapper
