#include "wrapper/preview.hpp"

#include "base/files.hpp"
#include "qemu/locate.hpp"
#include "qemu/probe_kind.hpp"
#include "script/hook_runner.hpp"
#include "script/stock_hooks.hpp"
#include "wrapper/caller.hpp"

namespace gs::wrapper {
namespace {

// The program that guestscope-qemu would take when it is started for this argv[0].
Result<std::string> real_qemu(const std::string& argv0, const std::string& by_hook) {
  const std::string drop_in = drop_in_path();
  if (!by_hook.empty()) return qemu::locate_qemu({argv0, by_hook, drop_in, "a hook", false});
  bool through_link = qemu::is_drop_in(argv0, drop_in);
  return qemu::locate_qemu(
      {argv0, through_link ? env("GUESTSCOPE_QEMU") : argv0, drop_in,
       through_link ? "GUESTSCOPE_QEMU" : "the command line", false});
}

}  // namespace

std::string drop_in_path() {
  std::string self = self_exe();
  return self.substr(0, self.rfind('/') + 1) + qemu::kWrapperName;
}

std::vector<std::string> Preview::front_words() const {
  std::vector<std::string> words;
  if (!plan.env.empty()) words.push_back("env");
  for (const auto& [name, value] : plan.env)
    if (!value) words.insert(words.end(), {"-u", name});
  for (const auto& [name, value] : plan.env)
    if (value) words.push_back(name + "=" + *value);
  words.insert(words.end(), plan.prefix.begin(), plan.prefix.end());
  return words;
}

std::vector<std::string> Preview::command_words() const {
  std::vector<std::string> words = front_words();
  words.push_back(plan.program.empty() ? argv0 : plan.program);
  for (std::string& w : after.args()) words.push_back(std::move(w));
  return words;
}

Result<Preview> preview(const std::vector<script::HookSpec>& hooks,
                        const std::vector<std::string>& command, const PrintLine& print) {
  Preview p;
  p.argv0 = command[0];
  auto found = real_qemu(p.argv0, "");
  p.before = qemu::CommandLine::parse({command.begin() + 1, command.end()});
  p.after = p.before;
  p.probe = qemu::is_probe(p.before);
  p.caller = caller_of(p.before);
  script::HookContext context{.probe = p.probe,
                              .caller = p.caller,
                              .argv0 = found ? *found : p.argv0,
                              .qemu = found ? *found : "",
                              .print = print};
  auto log =
      script::HookRunner(embedded::stock_hooks()).apply(hooks, p.after, context, &p.plan);
  if (!log) return tl::unexpected<Error>(log.error());
  p.log = std::move(*log);
  if (!p.plan.program.empty()) found = real_qemu(p.argv0, p.plan.program);
  if (found)
    p.qemu = *found;
  else
    p.no_qemu = found.error();
  return p;
}

}  // namespace gs::wrapper
