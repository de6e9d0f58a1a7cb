#include "wrapper/wrap_views.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/verb.hpp"
#include "qemu/command_line.hpp"
#include "qemu/locate.hpp"
#include "qemu/probe_kind.hpp"
#include "script/hook_runner.hpp"
#include "script/stock_hooks.hpp"
#include "wrapper/caller.hpp"

namespace gs::wrapper {
namespace {

int cannot(cli::Output& out, const Error& e) {
  out.error("wrap", e);
  return cli::kExitUsage;
}

std::string real_qemu(const std::string& program) {
  auto found = qemu::locate_qemu({program, "", self_exe(), "", false});
  return program.find('/') != std::string::npos ? program : found ? *found : "";
}

}  // namespace

bool names_qemu(const std::string& program) {
  std::string name = program.substr(program.rfind('/') + 1);
  return name.starts_with("qemu-system-") || name == "qemu-kvm" || name == "kvm";
}

void WrapViews::add_options(CLI::App& app) {
  app.add_flag("--dry-run", dry_run_,
               "with a qemu command line: print what qemu would get, as one line for a shell");
}

int WrapViews::show(const std::vector<script::HookSpec>& hooks,
                    const std::vector<std::string>& command, cli::Output& out) const {
  if (!names_qemu(command[0]))
    return cannot(out, {ErrorCode::kUsage, "--dry-run wants a qemu command line after --",
                        "to see what a program passes to qemu, use `guestscope record`", {}});
  auto cmd = qemu::CommandLine::parse({command.begin() + 1, command.end()});
  script::HookContext context{.probe = qemu::is_probe(cmd),
                               .caller = caller_of(cmd),
                               .argv0 = command[0],
                               .qemu = real_qemu(command[0])};
  context.print = [&](std::string_view hook, std::string_view line) {
    out.note("hook " + std::string(hook) + ": " + printable(line));
  };
  script::ExecPlan plan;
  auto changes =
      script::HookRunner(embedded::stock_hooks()).apply(hooks, cmd, context, &plan);
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

}  // namespace gs::wrapper
