#include "wrapper/install.hpp"

#include <array>
#include <utility>

#include "base/json_text.hpp"
#include "base/text.hpp"
#include "cli/verb.hpp"
#include "script/hook_check.hpp"
#include "script/stock_hooks.hpp"
#include "wrapper/install_run.hpp"

namespace gs::wrapper {
namespace {

std::string to_json(const Done& d) {
  std::string uses;
  for (const auto& u : uses_of(d.installed))
    uses += std::string(uses.empty() ? "" : ",") + "{\"what\":" + json_bytes(u.what) + ",\"text\":" + json_bytes(u.text) + "}";
  const Installed& i = d.installed;
  std::string domain = "null";
  if (d.domain)
    domain = "{\"uri\":" + json_bytes(d.domain->uri) + ",\"uuid\":" + json_bytes(d.domain->uuid) +
             ",\"name\":" + json_bytes(d.domain->name) + ",\"before\":" + json_bytes(d.domain->before) +
             ",\"after\":" + json_bytes(d.domain->after) + ",\"running\":" + (d.domain_runs ? "true" : "false") + "}";
  return "{\"client\":" + json_bytes(i.client) + ",\"folder\":" + json_bytes(i.folder) +
         ",\"emulator\":" + json_bytes(i.emulator()) +
         ",\"qemu\":" + (i.settings.qemu.empty() ? "null" : json_bytes(i.settings.qemu)) +
         ",\"hooks\":" + json_bytes_array(i.settings.hooks) +
         ",\"trace\":" + (i.settings.trace_folder.empty() ? "null" : json_bytes(i.settings.trace_folder)) +
         ",\"made\":" + json_bytes_array(d.made) + ",\"domain\":" + domain + ",\"use\":[" + uses +
         "],\"hints\":" + json_bytes_array(hints_of(i)) + ",\"warnings\":" + json_bytes_array(d.warnings) + "}\n";
}

// The result is on stdout: what the client wants, and nothing that would disturb `eval`.
void print(const Done& d, cli::Output& out) {
  for (const auto& path : d.made) out.note("made " + printable(path));
  if (d.domain)
    out.note("domain " + printable(d.domain->name) + ": emulator was " + printable(d.domain->before) + ", is " +
             printable(d.domain->after) + (d.domain_runs ? " when it is started the next time" : ""));
  for (const auto& u : uses_of(d.installed)) {
    out.out((u.shell ? "# " : "") + u.what + (u.shell ? "\n" : ":\n\n"));
    for (std::string_view line : split(u.text, '\n')) out.out((u.shell ? "" : "  ") + std::string(line) + "\n");
    if (!u.shell) out.out("\n");
  }
  for (const auto& h : hints_of(d.installed)) out.note("note: " + printable(h));
  for (const auto& w : d.warnings) out.note("warning: " + printable(w));
}

int cannot(cli::Output& out, const Error& e) {
  out.error("wrap", e);
  return cli::kExitUsage;
}

int run_uninstall(const std::string& client, const std::string& folder, bool json, cli::Output& out) {
  auto undone = uninstall(client, folder);
  if (!undone) return cannot(out, undone.error());
  const auto& [files, domains] = *undone;
  if (json) {
    out.out("{\"client\":" + json_bytes(client) + ",\"folder\":" + json_bytes(folder) + ",\"removed\":" +
            json_bytes_array(files.gone) + ",\"left\":" + json_bytes_array(files.left) + ",\"kept\":" + json_bytes_array(files.kept) + ",\"domains\":" +
            json_bytes_array(domains) + "}\n");
  } else {
    for (const auto& d : domains) out.out(d + "\n");
    for (const auto& path : files.gone) out.out("removed " + printable(path) + "\n");
    for (const auto& path : files.kept) out.out("kept " + printable(path) + ", which is not empty\n");
    for (const auto& l : files.left) out.out("left " + printable(l) + "\n");
  }
  return files.left.empty() ? cli::kExitOk : cli::kExitFault;
}

}  // namespace

void WrapInstall::add_options(CLI::App& app) {
  CLI::Option* install = app.add_option("--install", install_,
                 "put guestscope-qemu where CLIENT (" + client_names() +
                     ") looks for qemu, in the folder DIR, and print what the client has to be told; "
                     "--hook goes into its settings");
  install->type_name("CLIENT [DIR]")->expected(1, 2);
  CLI::Option* uninstall = app.add_option("--uninstall", uninstall_, "undo --install CLIENT [DIR]");
  uninstall->type_name("CLIENT [DIR]")->expected(1, 2);
  // Who asks for a dry run must not find something installed.
  for (const char* name : {"--dry-run", "--list", "--null", "--diff", "--check", "--wrap-program"}) {
    CLI::Option* other = app.get_option_no_throw(name);
    if (!other) continue;
    install->excludes(other);
    uninstall->excludes(other);
  }
  app.add_option("--qemu", qemu_, "with --install: the real qemu (default: the domain's, else the host's)")
      ->type_name("PATH");
  app.add_option("--trace", trace_, "with --install: record every machine into a file of its own in this folder")
      ->type_name("FOLDER");
  app.add_option("--policy", policy_, "with --install: what a failing hook does, fail (the default) or passthrough")
      ->check(CLI::IsMember({"fail", "passthrough"}));
  app.add_option("--domain", domain_, "with --install libvirt: change the emulator of this domain")->type_name("NAME");
  app.add_option("-c,--connect", connect_, "with --domain: the libvirt that has it (default: virsh's)")
      ->type_name("URI");
  json_ = app.get_option_no_throw("--json");
  if (!json_) json_ = app.add_flag("--json", own_json_, "with --install and --uninstall: print a JSON object");
}

const char* WrapInstall::only_with_install() const {
  for (const auto& [value, name] : {std::pair{&qemu_, "--qemu"}, {&trace_, "--trace"}, {&policy_, "--policy"},
                                    {&domain_, "--domain"}, {&connect_, "--connect"}})
    if (!value->empty()) return name;
  return nullptr;
}

int WrapInstall::run(const std::vector<std::string>& hooks, const std::vector<std::string>& command,
                     cli::Output& out) const {
  const bool removing = !uninstall_.empty();
  const auto& words = removing ? uninstall_ : install_;
  const char* extra = only_with_install();
  if (!command.empty() || (removing && (!install_.empty() || extra || !hooks.empty())) || words.empty())
    return cannot(out, {ErrorCode::kUsage,
                        !command.empty() ? "--install and --uninstall take no command, and --qemu, --trace, --policy, "
                                           "--domain and --connect go with --install"
                        : words.empty()  ? std::string(extra) + " goes with --install"
                                         : "--uninstall takes nothing but the client and the folder",
                        "`guestscope wrap --help` has the options", {}});
  Request r{words[0], {}, {}, qemu_, absolute(trace_), policy_, domain_, connect_};
  if (!is_client(r.client))
    return cannot(out, {ErrorCode::kUsage, "there is nothing to install for " + printable(r.client),
                        "the client is " + client_names(), {}});
  r.folder = absolute(words.size() > 1 ? words[1] : default_folder(r.client));
  const bool json = json_->count() > 0;
  if (removing) return run_uninstall(r.client, r.folder, json, out);
  if (r.client != "libvirt" && !(domain_.empty() && connect_.empty()))
    return cannot(out, {ErrorCode::kUsage, "--domain and --connect go with --install libvirt", "leave them out", {}});
  auto checked = script::checked_hooks(hooks, embedded::stock_hooks());
  if (!checked) return cannot(out, checked.error());
  r.hooks = std::move(*checked);
  auto done = install(r);
  if (!done) return cannot(out, done.error());
  if (json)
    out.out(to_json(*done));
  else
    print(*done, out);
  return cli::kExitOk;
}

}  // namespace gs::wrapper
