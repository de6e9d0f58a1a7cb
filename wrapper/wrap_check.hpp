// `guestscope wrap --check`: is the line sound for the qemu that would run?
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/output.hpp"
#include "qemu/check.hpp"
#include "wrapper/preview.hpp"

namespace gs::wrapper {

class WrapCheck {
 public:
  void add_options(CLI::App& app);
  bool wanted() const { return check_ || skip_files_; }
  Result<std::vector<qemu::Finding>> run(const Preview& p) const;

 private:
  bool check_ = false, skip_files_ = false;
};

bool has_errors(const std::vector<qemu::Finding>& findings);
// To stderr, three lines each.
void report_findings(const std::vector<qemu::Finding>& findings, cli::Output& out);
std::string findings_json(const std::vector<qemu::Finding>& findings);

}  // namespace gs::wrapper
