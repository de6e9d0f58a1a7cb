// `guestscope wrap --install CLIENT [DIR]` and `--uninstall`: puts guestscope-qemu where a client looks for
// qemu, with settings that reach it without an environment, and takes it away again.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/output.hpp"

namespace gs::wrapper {

class WrapInstall {
 public:
  // After the other options of the verb: --json is shared with them.
  void add_options(CLI::App& app);
  bool wanted() const { return !install_.empty() || !uninstall_.empty() || only_with_install() != nullptr; }
  // hooks: specs as given. Returns the exit code.
  int run(const std::vector<std::string>& hooks, const std::vector<std::string>& command, cli::Output& out) const;

 private:
  const char* only_with_install() const;  // an option that makes no sense alone; null = none was given

  std::vector<std::string> install_, uninstall_;
  std::string qemu_, trace_, policy_, domain_, connect_;
  bool own_json_ = false;
  CLI::Option* json_ = nullptr;
};

}  // namespace gs::wrapper
