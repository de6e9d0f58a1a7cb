// `guestscope hooks test`: a hook against the expectations that are kept beside it.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/output.hpp"

namespace gs::wrapper {

class HookTrial {
 public:
  void add_options(CLI::App& app);
  bool has_options() const { return !cases_.empty() || !over_.empty() || update_; }
  // Returns the exit code.
  int run(const std::string& hook, bool json, cli::Output& out) const;

 private:
  std::string cases_, recorded_;
  std::vector<std::string> over_;
  bool update_ = false;
};

}  // namespace gs::wrapper
