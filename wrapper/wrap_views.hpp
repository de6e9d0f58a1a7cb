// What `guestscope wrap` shows of the command line that qemu would get, instead of starting it.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/output.hpp"
#include "script/change_report.hpp"
#include "wrapper/preview.hpp"

namespace gs::wrapper {

class WrapViews {
 public:
  void add_options(CLI::App& app);
  bool wanted() const { return line_ || list_ || null_ || json_ || diff_; }
  bool json() const { return json_; }
  // findings: a JSON array, or "" where nothing was checked; only for --json.
  void show(const Preview& p, const std::string& findings, cli::Output& out) const;

 private:
  bool line_ = false, list_ = false, null_ = false, json_ = false, diff_ = false;
};

// A report as lines with a mark in front; origins adds "# FILE:LINE" behind each.
std::string diff_text(const std::vector<script::ChangeItem>& items, bool origins, bool color);

}  // namespace gs::wrapper
