// guestscope-qemu: a drop-in qemu. Reads its environment and the settings beside its link, lets the hooks rewrite the command line,
// starts the companion where something is to be recorded, and becomes the real qemu by execve: same
// pid, standard descriptors, inherited descriptors, signal dispositions and exit status.
//
// On stderr it writes only when it cannot do what it was asked; on stdout never (a client may speak QMP
// there).
#include <unistd.h>

#include <cerrno>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/text.hpp"
#include "qemu/locate.hpp"
#include "qemu/probe_kind.hpp"
#include "script/change_report.hpp"
#include "script/hook_runner.hpp"
#include "script/stock_hooks.hpp"
#include "wrapper/caller.hpp"
#include "wrapper/companion_start.hpp"
#include "wrapper/exec_plan_apply.hpp"
#include "wrapper/helper_program.hpp"
#include "wrapper/install_settings.hpp"
#include "wrapper/install_trace_name.hpp"

namespace gs::wrapper {
namespace {

constexpr int kExitCannotRun = 2;
// Set for a "qemu" that is a script: it may lead back here, and must find no hooks the second time.
constexpr char kInside[] = "GUESTSCOPE_INSIDE";

int complain(const Error& e) {
  std::string text = "guestscope-qemu: " + e.message;
  if (!e.hint.empty()) text += " (hint: " + e.hint + ")";
  text += '\n';
  if (!e.detail.empty()) text += e.detail + "\n";
  (void)write_all(STDERR_FILENO, text);
  return kExitCannotRun;
}

// What is asked for, in one place: by the environment, and by the settings of an installed wrapper. The
// environment is about this run and wins; of hooks both apply, its own last.
struct Wishes {
  std::string qemu = env("GUESTSCOPE_QEMU"), qemu_by = "GUESTSCOPE_QEMU";
  std::string hooks = env("GUESTSCOPE_HOOKS");
  std::string policy = env("GUESTSCOPE_HOOK_POLICY");
  std::string trace = env("GUESTSCOPE_TRACE");
  std::string trace_folder;  // a file in it for each machine, where trace is empty
  std::string program = env("GUESTSCOPE_PROGRAM");  // path of guestscope, for the companion

  bool none() const { return hooks.empty() && trace.empty() && trace_folder.empty(); }
};

Result<Wishes> read_wishes() {
  Wishes w;
  const std::string link = called_path();
  auto settings = settings_beside(link);
  if (!settings) return tl::unexpected<Error>(settings.error());
  if (!*settings) return w;
  if (w.qemu.empty() && !(*settings)->qemu.empty()) {
    w.qemu = (*settings)->qemu;
    w.qemu_by = printable(link + kSettingsSuffix);
  }
  w.hooks = join_hooks((*settings)->hooks, w.hooks);
  if (w.policy.empty()) w.policy = (*settings)->policy;
  w.trace_folder = (*settings)->trace_folder;
  return w;
}

// What hooks wanted beside the words: another program, one in front of it, environment.
Status take_plan(const script::ExecPlan& plan, const std::string& self, qemu::StartInfo& info) {
  if (!plan.program.empty()) {
    auto qemu = qemu::locate_qemu({info.argv0, plan.program, self, "a hook", false});
    if (!qemu) return tl::unexpected<Error>(qemu.error());
    info.qemu = *qemu;
  }
  return apply_plan(plan, "qemu");
}

Status apply_hooks(const Wishes& wishes, const std::string& self, qemu::CommandLine& cmd,
                   qemu::StartInfo& info, std::vector<std::string>& prefix) {
  auto specs = script::parse_hook_list(wishes.hooks);
  if (!specs) return tl::unexpected<Error>(specs.error());
  script::HookContext context{
      .probe = info.probe, .caller = caller_of(cmd), .argv0 = info.qemu, .qemu = info.qemu};
  context.print = [&](std::string_view hook, std::string_view line) {
    info.notes.push_back("hook " + std::string(hook) + ": " + std::string(line));
  };
  const qemu::CommandLine before = cmd;
  script::ExecPlan plan;
  auto changes = script::HookRunner(embedded::stock_hooks()).apply(*specs, cmd, context, &plan);
  if (!changes) return tl::unexpected<Error>(changes.error());
  if (auto s = take_plan(plan, self, info); !s) return s;
  prefix = plan.prefix;
  if (!wishes.trace.empty() || !wishes.trace_folder.empty())
    info.changes = script::to_json(script::change_report(before, cmd, *changes));
  info.hooks = wishes.hooks;
  info.caller = context.caller;
  return {};
}

// prefix: a program with its words that runs qemu (strace, taskset); mostly empty.
int become(const qemu::StartInfo& info, QemuEnds ends, const std::vector<std::string>& prefix) {
  if (ends.stderr_pipe && ::dup2(ends.stderr_pipe.get(), STDERR_FILENO) < 0)
    return complain(errno_error(errno, "dup2"));
  for (const auto& fd : ends.keep)
    if (auto s = set_cloexec(fd.get(), false); !s) return complain(s.error());
  std::vector<char*> argv;
  for (const auto& w : prefix) argv.push_back(const_cast<char*>(w.c_str()));
  argv.push_back(const_cast<char*>(info.qemu.c_str()));
  for (const auto& w : info.run) argv.push_back(const_cast<char*>(w.c_str()));
  argv.push_back(nullptr);
  ::execvp(argv[0], argv.data());  // qemu has a '/' in it and is not searched for
  return complain(errno_error(errno, "cannot run " + printable(argv[0]),
                              errno == E2BIG ? "the command line is too long for the kernel"
                                             : "check that it is a program for this machine"));
}

int run(int argc, char** argv) {
  const bool inside = !env(kInside).empty();
  const auto read = inside ? Result<Wishes>(Wishes{}) : read_wishes();
  if (!read) return complain(read.error());
  const Wishes& wishes = *read;
  const std::string self = self_exe();
  if (std::string helper = called_as_helper(); !helper.empty())
    return complain(become_helper(helper, self, {argv, argv + argc}));
  qemu::StartInfo info;
  info.argv0 = argc > 0 ? argv[0] : "";
  auto qemu = qemu::locate_qemu({info.argv0, wishes.qemu, self, wishes.qemu_by, inside});
  if (!qemu) return complain(qemu.error());
  info.qemu = *qemu;
  info.before.assign(argv + (argc > 0 ? 1 : 0), argv + argc);
  info.after = info.run = info.before;
  if (inside || wishes.none()) return become(info, {}, {});

  auto cmd = qemu::CommandLine::parse(info.before);
  info.probe = qemu::is_probe(cmd);
  std::vector<std::string> prefix;
  if (!wishes.hooks.empty()) {
    auto s = apply_hooks(wishes, self, cmd, info, prefix);
    if (!s && wishes.policy != "passthrough") return complain(s.error());
    if (!s) info.notes.push_back("a hook failed and was passed over: " + s.error().message);
  }
  info.after = info.run = cmd.args();
  QemuEnds ends;
  info.trace = wishes.trace.empty() ? std::string() : absolute_path(wishes.trace);
  if (info.trace.empty() && !wishes.trace_folder.empty() && !info.probe)
    info.trace = trace_file_in(wishes.trace_folder, cmd, info.argv0);
  if (!info.trace.empty()) {
    info.may_trace = prefix.empty() && !qemu::may_change_privileges(info.qemu);
    auto started = start_companion(companion_program(wishes.program, self), cmd,
                                   qemu::arch_of_program(info.qemu), info);
    if (started) {
      ends = std::move(*started);
    } else {
      // qemu must run all the same; that it runs unrecorded has to be said.
      (void)complain(Error{ErrorCode::kSystem, "not recorded: " + started.error().message,
                           started.error().hint, {}});
      info.run = info.after;
    }
  }
  if (!qemu::is_elf(info.qemu)) ::setenv(kInside, "1", 1);
  return become(info, std::move(ends), prefix);
}

}  // namespace
}  // namespace gs::wrapper

int main(int argc, char** argv) {
  try {
    return gs::wrapper::run(argc, argv);
  } catch (const std::exception& e) {
    return gs::wrapper::complain({gs::ErrorCode::kSystem, e.what(), "report this as a bug", {}});
  }
}
