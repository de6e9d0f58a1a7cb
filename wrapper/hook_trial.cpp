#include "wrapper/hook_trial.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/embedded.hpp"
#include "base/fd.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "base/text.hpp"
#include "cli/verb.hpp"
#include "script/hook_cases.hpp"
#include "script/hook_check.hpp"
#include "script/hook_recorded.hpp"
#include "script/stock_hooks.hpp"
#include "wrapper/caller.hpp"
#include "wrapper/recorded_lines.hpp"

namespace gs::embedded {
std::span<const File> hook_cases();  // wrapper/hooks/*.expect
}

namespace gs::wrapper {
namespace {

constexpr std::size_t kMaxBytes = 16u << 20;

using script::HookSpec;
using script::RecordedExpectations;

// One thing that was tried.
struct Outcome {
  std::string name;
  int line = 0;  // in the file of cases; 0 for a recorded command line
  bool ok = false;
  std::string difference;  // lines; "" where ok
};

// NAME.extension beside the hook; in this folder for a stock hook.
std::string beside(const HookSpec& hook, const char* extension) {
  std::string path = hook.name;
  if (path.ends_with(".lua")) path.resize(path.size() - 4);
  return path + extension;
}

// The hook as its files of expectations call it.
std::string name_of(const HookSpec& hook) {
  HookSpec spec = hook;
  spec.name = beside(hook, "");
  spec.name.erase(0, spec.name.rfind('/') + 1);
  return format_hook_spec(spec);
}

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

Status write_whole(const std::string& path, const std::string& text) {
  const std::string draft = path + ".new";
  UniqueFd fd(::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!fd) return fail_errno(errno, printable(draft), "see who may write in that folder");
  if (Status s = write_all(fd.get(), text); !s) return s;
  if (::rename(draft.c_str(), path.c_str()) != 0)
    return fail_errno(errno, printable(path), "see who may write in that folder");
  return {};
}

class Trial {
 public:
  Trial(HookSpec hook, cli::Output& out)
      : hook_(std::move(hook)), runner_(embedded::stock_hooks()), out_(out) {}

  Status run_cases(const std::string& path) {
    std::string text;
    std::string shown = path;
    if (!path.empty()) {
      auto read = read_file(path, kMaxBytes);
      if (!read) return tl::unexpected<Error>(read.error());
      text = std::move(*read);
    } else {
      shown = "hooks/" + hook_.name + ".expect";
      for (const embedded::File& file : embedded::hook_cases())
        if (file.name == hook_.name) text = file.text;
    }
    auto cases = script::parse_hook_cases(text, hook_);
    if (!cases) {
      Error e = cases.error();
      e.message = printable(shown) + ", " + e.message;
      return tl::unexpected<Error>(std::move(e));
    }
    for (const script::HookCase& c : *cases) {
      std::string difference = script::check_hook_case(runner_, c, "");
      outcomes_.push_back({c.title, c.line, difference.empty(), difference});
    }
    cases_ = cases->size();
    return {};
  }

  Status run_recorded(const std::vector<std::string>& over, const std::string& path, bool update) {
    auto lines = read_recorded_lines(over);
    if (!lines) return tl::unexpected<Error>(lines.error());
    std::string text;
    if (exists(path) || !update) {
      auto read = read_file(path, kMaxBytes);
      if (!read)
        return fail(read.error().code, read.error().message,
                    "the first time, --update writes what the hook does now");
      text = std::move(*read);
    }
    auto expected = RecordedExpectations::parse(text);
    if (!expected) {
      Error e = expected.error();
      e.message = printable(path) + ", " + e.message;
      return tl::unexpected<Error>(std::move(e));
    }
    const std::string name = name_of(hook_);
    std::size_t changed = 0;
    for (const script::RecordedLine& line : *lines) {
      auto caller = caller_of(qemu::CommandLine::parse(line.args));
      auto got = script::hook_effect(runner_, hook_, line, caller);
      if (update) {
        changed += expected->set(name, line.name, got);
        outcomes_.push_back({line.name, 0, true, ""});
        continue;
      }
      const auto* want = expected->find(name, line.name);
      std::string difference;
      if (!want) difference = "nothing is expected for " + name + " yet; --update takes it in\n";
      if (!want || *want != got) difference += script::difference_text(want ? *want : got, got);
      outcomes_.push_back({line.name, 0, want && *want == got, difference});
    }
    recorded_ = lines->size();
    if (!update) return {};
    if (changed || text.empty()) {
      // Comments at the top stay.
      std::string head;
      for (std::string_view line : split(text, '\n')) {
        if (!line.starts_with('#')) break;
        head.append(line).append("\n");
      }
      if (head.empty())
        head = "# What the hook does to recorded command lines; `guestscope hooks test --update` "
               "writes this.\n";
      if (Status s = write_whole(path, head + expected->format()); !s) return s;
    }
    out_.note(printable(path) + ": " + std::to_string(changed) + " of " +
              std::to_string(recorded_) + " command lines taken in anew");
    return {};
  }

  int report(bool json) const {
    std::size_t failed = 0;
    for (const Outcome& o : outcomes_) failed += !o.ok;
    if (json)
      report_json(failed);
    else
      report_text(failed);
    return failed ? cli::kExitFault : cli::kExitOk;
  }

 private:
  void report_text(std::size_t failed) const {
    const char* red = out_.color() ? "\x1b[31m" : "";
    const char* plain = out_.color() ? "\x1b[0m" : "";
    for (const Outcome& o : outcomes_) {
      if (o.ok) continue;
      std::string where = o.line ? "line " + std::to_string(o.line) + ": " : "";
      out_.out(std::string(red) + "FAIL" + plain + "  " + where + printable(o.name) + "\n");
      for (std::string_view line : split(o.difference, '\n'))
        if (!line.empty()) out_.out("  " + printable(line) + "\n");
    }
    std::string what = std::to_string(cases_) + (cases_ == 1 ? " case" : " cases");
    if (recorded_)
      what += ", " + std::to_string(recorded_) + " recorded command line" + (recorded_ > 1 ? "s" : "");
    out_.out(printable(name_of(hook_)) + ": " + what + ": " +
             std::to_string(outcomes_.size() - failed) + " passed, " + std::to_string(failed) +
             " failed\n");
  }

  void report_json(std::size_t failed) const {
    std::string text;
    for (const Outcome& o : outcomes_)
      text += std::string(text.empty() ? "" : ",") + "{\"name\":" + json_bytes(o.name) +
              ",\"line\":" + (o.line ? std::to_string(o.line) : "null") +
              ",\"ok\":" + (o.ok ? "true" : "false") + ",\"difference\":" +
              json_bytes(o.difference) + "}";
    out_.out("{\"hook\":" + json_bytes(format_hook_spec(hook_)) + ",\"tests\":[" + text +
             "],\"passed\":" + std::to_string(outcomes_.size() - failed) +
             ",\"failed\":" + std::to_string(failed) + "}\n");
  }

  HookSpec hook_;
  script::HookRunner runner_;
  cli::Output& out_;
  std::vector<Outcome> outcomes_;
  std::size_t cases_ = 0, recorded_ = 0;
};

}  // namespace

void HookTrial::add_options(CLI::App& app) {
  app.add_option("--case", cases_, "with test: the file of cases (default: NAME.expect beside the hook)")
      ->type_name("FILE");
  app.add_option("--over", over_,
                 "with test: also try recorded command lines: a file or a folder of JSON with "
                 "\"argv\", traces (.gst) or text with a word a line; may be given several times")
      ->type_name("PATH")
      ->allow_extra_args(false);
  app.add_option("--recorded", recorded_,
                 "with --over: the file of what is expected for them (default: NAME.recorded "
                 "beside the hook)")
      ->type_name("FILE");
  app.add_flag("--update", update_, "with --over: expect from now on what the hook does now");
}

int HookTrial::run(const std::string& hook, bool json, cli::Output& out) const {
  auto cannot = [&](const Error& e) {
    out.error("hooks", e);
    return cli::kExitUsage;
  };
  auto checked = script::checked_hooks({hook}, embedded::stock_hooks());
  if (!checked) return cannot(checked.error());
  auto spec = script::parse_hook_spec(hook);
  if (!spec) return cannot(spec.error());
  if (update_ && over_.empty())
    return cannot({ErrorCode::kUsage, "--update wants command lines to try", "name them by --over", {}});
  Trial trial(*spec, out);
  const std::string cases = !cases_.empty()    ? cases_
                            : spec->is_path() ? beside(*spec, ".expect")
                                              : std::string();
  bool has_cases = !cases_.empty() || !spec->is_path() || exists(cases);
  if (!has_cases && over_.empty())
    return cannot({ErrorCode::kNotFound, "there is nothing to test " + printable(hook) + " by: no " +
                                             printable(cases),
                   "write cases into it (`guestscope hooks show` has samples, guestscope-hooks(1) "
                   "the format), or name command lines by --over",
                   {}});
  if (has_cases)
    if (Status s = trial.run_cases(cases); !s) return cannot(s.error());
  if (!over_.empty()) {
    const std::string recorded = recorded_.empty() ? beside(*spec, ".recorded") : recorded_;
    if (Status s = trial.run_recorded(over_, recorded, update_); !s) return cannot(s.error());
  }
  return trial.report(json);
}

}  // namespace gs::wrapper
