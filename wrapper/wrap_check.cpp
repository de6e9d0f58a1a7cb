#include "wrapper/wrap_check.hpp"

#include <algorithm>

#include "base/json_text.hpp"
#include "base/text.hpp"

namespace gs::wrapper {

using qemu::Finding;

void WrapCheck::add_options(CLI::App& app) {
  app.add_flag("--check", check_,
               "with a qemu command line: look first whether that qemu can take it, and start "
               "nothing if it cannot");
  app.add_flag("--check-names", skip_files_, "the same, without a look at the files that it names");
}

Result<std::vector<Finding>> WrapCheck::run(const Preview& p) const {
  if (p.qemu.empty()) return tl::unexpected<Error>(p.no_qemu);
  qemu::Capabilities capabilities(p.qemu);
  auto options = qemu::CheckOptions::of_this_host(p.qemu);
  options.files = !skip_files_;
  return qemu::check(p.after, capabilities, options);
}

bool has_errors(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(), [](const Finding& f) { return f.is_error; });
}

void report_findings(const std::vector<Finding>& findings, cli::Output& out) {
  for (const Finding& f : findings) {
    out.note(std::string(f.is_error ? "error: " : "warning: ") + f.message);
    out.note("  argument " + std::to_string(f.argument) + ": " + f.text);
    if (!f.hint.empty()) out.note("  hint: " + f.hint);
  }
}

std::string findings_json(const std::vector<Finding>& findings) {
  std::string json;
  for (const Finding& f : findings)
    json += std::string(json.empty() ? "" : ",") + "{\"severity\":\"" +
            (f.is_error ? "error" : "warning") + "\",\"argument\":" + std::to_string(f.argument) +
            ",\"text\":" + json_bytes(f.text) + ",\"kind\":" + json_bytes(f.kind) +
            ",\"subject\":" + json_bytes(f.subject) + ",\"message\":" + json_bytes(f.message) +
            ",\"hint\":" + json_bytes(f.hint) + "}";
  return "[" + json + "]";
}

}  // namespace gs::wrapper
