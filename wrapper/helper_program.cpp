#include "wrapper/helper_program.hpp"

#include <sys/auxv.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/files.hpp"
#include "base/text.hpp"
#include "qemu/locate.hpp"
#include "qemu/run_folder.hpp"
#include "script/program_hooks.hpp"
#include "script/stock_hooks.hpp"
#include "wrapper/companion_start.hpp"
#include "wrapper/exec_plan_apply.hpp"

namespace gs::wrapper {
namespace {

// Set for a helper that is a script: it may lead back here, and must find no hooks the second time.
constexpr char kInside[] = "GUESTSCOPE_INSIDE_PROGRAM";

Status apply_hooks(const std::string& name, qemu::StartInfo& info,
                   std::vector<std::string>& prefix) {
  auto specs = script::parse_hook_list(env("GUESTSCOPE_HOOKS"));
  if (!specs) return tl::unexpected<Error>(specs.error());
  script::HookContext context{.argv0 = info.qemu};
  context.print = [&](std::string_view hook, std::string_view line) {
    info.notes.push_back("hook " + std::string(hook) + ": " + std::string(line));
  };
  script::ProgramCall call{name, info.qemu, info.before};
  script::ExecPlan plan;
  auto changes =
      apply_program_hooks(script::HookRunner(embedded::stock_hooks()), *specs, call, context, plan);
  if (!changes) return tl::unexpected<Error>(changes.error());
  if (auto s = apply_plan(plan, name); !s) return s;
  info.after = std::move(call.args);
  info.changes = program_changes_json(*changes);
  prefix = std::move(plan.prefix);
  return {};
}

// qemu runs unrecorded where the companion does not start, and so does a helper; it has to be said.
void start_recording(const std::string& trace, const std::string& self, qemu::StartInfo& info) {
  info.trace = absolute_path(trace);
  auto started = start_companion(companion_program(env("GUESTSCOPE_PROGRAM"), self), {}, "", info);
  if (started) return;
  (void)write_all(STDERR_FILENO, "guestscope-qemu: " + info.helper +
                                     " is not recorded: " + started.error().message + "\n");
}

}  // namespace

std::string called_as_helper() {
  const std::string helpers = env(qemu::kHelpersVariable);
  if (helpers.empty()) return {};
  // What the kernel was given (getauxval(3)): argv[0] is the caller's to choose.
  const auto* path = reinterpret_cast<const char*>(::getauxval(AT_EXECFN));
  std::string_view name = path ? path : "";
  name.remove_prefix(name.rfind('/') + 1);
  for (std::string_view helper : split(helpers, ','))
    if (!name.empty() && trim(helper) == name && !qemu::is_qemu_name(name))
      return std::string(name);
  return {};
}

Error become_helper(const std::string& name, const std::string& self,
                    std::vector<std::string> argv) {
  qemu::StartInfo info;
  for (auto& path : find_all_in_path(name))
    if (info.qemu.empty() && !qemu::is_drop_in(path, self)) info.qemu = absolute_path(path);
  if (info.qemu.empty())
    return {ErrorCode::kNotFound,
            "there is no " + printable(name) + " in PATH",
            "install it; " + std::string(qemu::kHelpersVariable) + " names it",
            {}};
  info.helper = name;
  info.argv0 = argv.empty() ? name : argv[0];
  if (!argv.empty()) info.before.assign(argv.begin() + 1, argv.end());
  info.after = info.before;
  std::vector<std::string> prefix;
  const bool inside = env(kInside) == name;
  if (!inside && !env("GUESTSCOPE_HOOKS").empty()) {
    auto s = apply_hooks(name, info, prefix);
    if (!s && env("GUESTSCOPE_HOOK_POLICY") != "passthrough") return s.error();
    if (!s) info.notes.push_back("a hook failed and was passed over: " + s.error().message);
  }
  info.run = info.after;
  info.may_trace = prefix.empty() && !qemu::may_change_privileges(info.qemu);
  if (std::string trace = env("GUESTSCOPE_TRACE"); !inside && !trace.empty())
    start_recording(trace, self, info);
  if (!qemu::is_elf(info.qemu)) ::setenv(kInside, name.c_str(), 1);

  std::vector<char*> words;
  for (auto& w : prefix) words.push_back(w.data());
  words.push_back(prefix.empty() ? info.argv0.data() : info.qemu.data());
  for (auto& w : info.run) words.push_back(w.data());
  words.push_back(nullptr);
  if (prefix.empty())
    ::execv(info.qemu.c_str(), words.data());
  else
    ::execvp(words[0], words.data());
  int err = errno;
  return errno_error(err, "cannot run " + printable(prefix.empty() ? info.qemu : prefix[0]),
                     err == E2BIG ? "the command line is too long for the kernel"
                                  : "check that it is a program for this machine");
}

}  // namespace gs::wrapper
