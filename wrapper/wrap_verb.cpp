// `guestscope wrap --hook H -- qemu-system-x86_64 ...`: runs a qemu, or any program that starts one, with
// hooks. Becomes the program by exec: pid, descriptors and exit status are the program's own.
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/verb.hpp"
#include "qemu/locate.hpp"
#include "qemu/run_folder.hpp"
#include "script/hook_check.hpp"
#include "script/stock_hooks.hpp"
#include "wrapper/install.hpp"
#include "wrapper/preview.hpp"
#include "wrapper/wrap_check.hpp"
#include "wrapper/wrap_helpers.hpp"
#include "wrapper/wrap_views.hpp"

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
    views_.add_options(app);
    check_.add_options(app);
    app.add_option("--wrap-program", programs_,
                   "run hooks on this helper program too (qemu-img, passt), where it is started by its "
                   "name; may be given several times")
        ->type_name("NAME")
        ->allow_extra_args(false);
    install_.add_options(app);
  }
  bool takes_command() const override { return true; }
  std::string_view examples() const override {
    return "  guestscope wrap --hook force-tcg -- qemu-system-x86_64 -machine pc,accel=kvm disk.img\n"
           "  guestscope wrap --hook ./my.lua --dry-run -- qemu-system-x86_64 -m 1G\n"
           "  guestscope wrap --hook force-tcg -- guestfish -a disk.img run\n"
           "  guestscope wrap --install libvirt --hook force-tcg --domain vm1\n";
  }

  int run(const std::vector<std::string>& command, cli::Output& out) override {
    if (install_.wanted()) return install_.run(hooks_, command, out);
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
    if (views_.wanted() || check_.wanted())
      if (int code = look(*specs, command, out); code != cli::kExitOk || views_.wanted())
        return code;
    if (auto s = wrap_helpers(programs_, *specs, drop_in_path()); !s) return cannot(out, s.error());
    if (std::string hint = unrecorded_hint(*specs); !hint.empty() && ::isatty(STDERR_FILENO)) out.note(hint);
    return become(lines, command, out);
  }

 private:
  static int cannot(cli::Output& out, const Error& e) {
    out.error("wrap", e);
    return cli::kExitUsage;
  }

  // Shows and checks what qemu would get.
  int look(const std::vector<script::HookSpec>& hooks, const std::vector<std::string>& command,
           cli::Output& out) const {
    if (!qemu::is_qemu_name(command[0]))
      return cannot(out, {ErrorCode::kUsage,
                          "this wants a qemu command line after --, and " + printable(command[0]) +
                              " is none",
                          "to see what a program passes to qemu, use `guestscope record`", {}});
    auto p = preview(hooks, command, [&](std::string_view hook, std::string_view line) {
      out.note("hook " + printable(hook) + ": " + printable(line));
    });
    if (!p) return cannot(out, p.error());
    std::vector<qemu::Finding> findings;
    if (check_.wanted()) {
      auto found = check_.run(*p);
      if (!found) return cannot(out, found.error());
      findings = std::move(*found);
    }
    if (views_.wanted())
      views_.show(*p, check_.wanted() ? findings_json(findings) : "", out);
    if (!views_.json()) report_findings(findings, out);
    return has_errors(findings) ? cli::kExitFault : cli::kExitOk;
  }

  static int become(const std::string& hooks, const std::vector<std::string>& command, cli::Output& out) {
    const std::string self = self_exe(), drop_in = drop_in_path();
    std::vector<std::string> argv = command;
    ::setenv("GUESTSCOPE_HOOKS", hooks.c_str(), 1);
    ::setenv("GUESTSCOPE_PROGRAM", self.c_str(), 1);
    if (qemu::is_qemu_name(command[0])) {
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
  WrapViews views_;
  WrapCheck check_;
  WrapInstall install_;
};

WrapVerb wrap_verb;

}  // namespace
}  // namespace gs::wrapper
