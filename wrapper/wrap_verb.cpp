// `guestscope wrap --hook H -- qemu-system-x86_64 ...`: runs a qemu, or any program that starts one, with
// hooks. Becomes the program by exec: pid, descriptors and exit status are the program's own.
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/verb.hpp"
#include "qemu/command_line.hpp"
#include "qemu/locate.hpp"
#include "qemu/probe_kind.hpp"
#include "script/hook_check.hpp"
#include "script/hook_runner.hpp"
#include "script/stock_hooks.hpp"
#include "wrapper/wrap_helpers.hpp"

namespace gs::wrapper {
namespace {

class WrapVerb final : public cli::Verb {
 public:
  WrapVerb() : Verb("wrap", "run qemu, or a libguestfs program, with hooks on qemu's command line") {}
  void options(CLI::App& app) override {
    app.add_option("--hook", hooks_,
                   "apply this hook: a stock hook's name or a path, with arguments as "
                   "name(key=value,...); may be given several times")
        ->type_name("HOOK")
        ->allow_extra_args(false);
    app.add_flag("--dry-run", dry_run_,
                 "with a qemu command line: print what qemu would get, as one line for a shell");
    app.add_option("--wrap-program", programs_,
                   "run hooks on this helper program too (qemu-img, passt), where it is started by its "
                   "name; may be given several times")
        ->type_name("NAME")
        ->allow_extra_args(false);
  }
  bool takes_command() const override { return true; }
  std::string_view examples() const override {
    return "  guestscope wrap --hook force-tcg -- qemu-system-x86_64 -machine pc,accel=kvm disk.img\n"
           "  guestscope wrap --hook ./my.lua --dry-run -- qemu-system-x86_64 -m 1G\n"
           "  guestscope wrap --hook force-tcg -- guestfish -a disk.img run\n";
  }

  int run(const std::vector<std::string>& command, cli::Output& out) override {
    if (command.empty())
      return cannot(out, {ErrorCode::kUsage, "there is no command to run",
                          "write it after --, as in `guestscope wrap --hook force-tcg -- guestfish`", {}});
    auto hooks = script::checked_hooks(hooks_, embedded::stock_hooks());
    if (!hooks) return cannot(out, hooks.error());
    std::string lines = env("GUESTSCOPE_HOOKS");
    for (auto it = hooks->rbegin(); it != hooks->rend(); ++it)
      lines = *it + (lines.empty() ? "" : "\n" + lines);
    auto specs = script::parse_hook_list(lines);
    if (!specs) return cannot(out, specs.error());
    script::HookRunner runner(embedded::stock_hooks());
    if (dry_run_) return dry_run(runner, *specs, command, out);
    if (auto s = wrap_helpers(programs_, *specs, drop_in_path()); !s) return cannot(out, s.error());
    if (std::string hint = unrecorded_hint(*specs); !hint.empty() && ::isatty(STDERR_FILENO)) out.note(hint);
    return become(lines, command, out);
  }

 private:
  static int cannot(cli::Output& out, const Error& e) {
    out.error("wrap", e);
    return cli::kExitUsage;
  }

  static bool names_qemu(const std::string& program) {
    std::string name = program.substr(program.rfind('/') + 1);
    return name.starts_with("qemu-system-") || name == "qemu-kvm" || name == "kvm";
  }

  static std::string real_qemu(const std::string& program) {
    auto found = qemu::locate_qemu({program, "", self_exe(), "", false});
    return program.find('/') != std::string::npos ? program : found ? *found : "";
  }

  static int dry_run(const script::HookRunner& runner, const std::vector<script::HookSpec>& specs,
                     const std::vector<std::string>& command, cli::Output& out) {
    if (!names_qemu(command[0]))
      return cannot(out, {ErrorCode::kUsage, "--dry-run wants a qemu command line after --",
                          "to see what a program passes to qemu, use `guestscope record`", {}});
    auto cmd = qemu::CommandLine::parse({command.begin() + 1, command.end()});
    script::HookContext context{.probe = qemu::is_probe(cmd), .argv0 = command[0], .qemu = real_qemu(command[0])};
    context.print = [&](std::string_view hook, std::string_view line) {
      out.note("hook " + std::string(hook) + ": " + printable(line));
    };
    script::ExecPlan plan;
    auto changes = runner.apply(specs, cmd, context, &plan);
    if (!changes) return cannot(out, changes.error());
    std::vector<std::string> words;
    if (!plan.env.empty()) words.push_back("env");
    for (const auto& [name, value] : plan.env) {
      if (!value) words.insert(words.end(), {"-u", name});
    }
    for (const auto& [name, value] : plan.env)
      if (value) words.push_back(name + "=" + *value);
    words.insert(words.end(), plan.prefix.begin(), plan.prefix.end());
    words.push_back(plan.program.empty() ? command[0] : plan.program);
    for (auto& w : cmd.args()) words.push_back(std::move(w));
    out.out(shell_join(words) + "\n");
    return cli::kExitOk;
  }

  static std::string drop_in_path() {
    std::string self = self_exe();
    return self.substr(0, self.rfind('/') + 1) + "guestscope-qemu";
  }

  static int become(const std::string& hooks, const std::vector<std::string>& command, cli::Output& out) {
    std::string self = self_exe();
    std::string drop_in = drop_in_path();
    std::vector<std::string> argv = command;
    ::setenv("GUESTSCOPE_HOOKS", hooks.c_str(), 1);
    ::setenv("GUESTSCOPE_PROGRAM", self.c_str(), 1);
    if (names_qemu(command[0])) {
      // A link to the drop-in finds its qemu by its own name.
      if (!qemu::is_drop_in(command[0], drop_in)) {
        ::setenv("GUESTSCOPE_QEMU", command[0].c_str(), 1);
        argv[0] = drop_in;
      }
    } else {
      std::string hv = env("LIBGUESTFS_HV");
      if (!hv.empty() && !qemu::is_drop_in(hv, drop_in) && env("GUESTSCOPE_QEMU").empty())
        ::setenv("GUESTSCOPE_QEMU", hv.c_str(), 1);
      ::setenv("LIBGUESTFS_HV", drop_in.c_str(), 1);
      ::setenv("LIBGUESTFS_QEMU", drop_in.c_str(), 1);
    }
    std::vector<char*> words;
    for (auto& w : argv) words.push_back(w.data());
    words.push_back(nullptr);
    ::signal(SIGPIPE, SIG_DFL);  // ignored by guestscope for itself
    ::signal(SIGXFSZ, SIG_DFL);
    ::execvp(words[0], words.data());
    return cannot(out, errno_error(errno, "cannot run " + printable(argv[0]),
                                   "check the spelling; what follows -- is run as it stands"));
  }

  std::vector<std::string> hooks_, programs_;
  bool dry_run_ = false;
};

WrapVerb wrap_verb;

}  // namespace
}  // namespace gs::wrapper
