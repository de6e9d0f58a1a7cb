// What `guestscope wrap` shows instead of starting anything: the command line that qemu would get.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/output.hpp"
#include "script/hook_spec.hpp"

namespace gs::wrapper {

// Does the program's name say that it is a qemu (qemu-system-*, qemu-kvm, kvm)?
bool names_qemu(const std::string& program);

class WrapViews {
 public:
  void add_options(CLI::App& app);
  bool wanted() const { return dry_run_; }
  // command: a qemu with its words. Returns the exit code.
  int show(const std::vector<script::HookSpec>& hooks, const std::vector<std::string>& command,
           cli::Output& out) const;

 private:
  bool dry_run_ = false;
};

}  // namespace gs::wrapper
