// The options that `record` and `diagnose` share, and the run that they do.
#pragma once

#include <string>
#include <vector>

#include "cli/verb.hpp"
#include "trace/recorder.hpp"

namespace gs::trace {

struct RecordingOptions {
  std::vector<std::string> hooks;
  std::vector<std::string> programs;
  std::string qemu;

  void add_to(CLI::App& app) {
    app.add_option("--hook", hooks,
                   "apply this hook to every qemu command line: a stock hook's name or a path, with "
                   "arguments as name(key=value,...); may be given several times")
        ->type_name("HOOK")
        ->allow_extra_args(false);
    app.add_option("--wrap-program", programs,
                   "record this helper program too (qemu-img, passt), where it is started by its name, "
                   "and run hooks on it; may be given several times")
        ->type_name("NAME")
        ->allow_extra_args(false);
    app.add_option("--qemu", qemu, "the real qemu to use (default: as GUESTSCOPE_QEMU, LIBGUESTFS_HV or PATH say)")
        ->type_name("PATH");
  }

  // Errors that would otherwise show only inside the recorded command.
  Status check() const;
};

// state_dir()/traces/DATE-PROGRAM-N.gst, a name that is not taken.
Result<std::string> new_trace_path(const std::string& program);

}  // namespace gs::trace
