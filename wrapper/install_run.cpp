#include "wrapper/install_run.hpp"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "qemu/locate.hpp"
#include "script/hook_spec.hpp"
#include "wrapper/install_domain.hpp"
#include "wrapper/install_reach.hpp"

namespace gs::wrapper {
namespace {

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string drop_in_path() {
  std::string self = self_exe();
  return self.substr(0, self.rfind('/') + 1) + qemu::kWrapperName;
}

// Another user runs it: what that user cannot reach does not work, and what others can change is a hole.
bool runs_as_another(const Request& r) {
  return r.client == "libvirt" && ::geteuid() == 0 && r.connect.find("session") == std::string::npos;
}

Status check_folder(const std::string& folder) {
  struct stat st {};
  if (folder.find_first_of("\n:") != std::string::npos)
    return fail(ErrorCode::kUsage, printable(folder) + " has a character that PATH and the settings cannot hold",
                "name another folder");
  if (::stat(folder.c_str(), &st) != 0) return {};
  if (!S_ISDIR(st.st_mode)) return fail(ErrorCode::kUsage, printable(folder) + " is not a folder", "name another one");
  if (others_may_change(folder))
    return fail(ErrorCode::kPermission, printable(folder) + " can be written by others, who could run programs as you",
                "chmod go-w, or name another folder");
  return {};
}

Status check_hook_files(const std::vector<std::string>& hooks) {
  for (const auto& text : hooks) {
    auto spec = script::parse_hook_spec(text);
    if (spec && spec->is_path() && others_may_change(spec->name))
      return fail(ErrorCode::kPermission, "the hook " + printable(spec->name) + " can be written by others",
                  "it decides what is run: look into it, then chmod go-w");
  }
  return {};
}

// Every qemu of PATH, by name.
std::vector<std::string> names_in_path(const std::string& self) {
  std::set<std::string> names;
  const std::string search = env("PATH");
  for (std::string_view dir : split(search, ':')) {
    DIR* d = ::opendir(std::string(dir).c_str());
    if (!d) continue;
    while (const dirent* e = ::readdir(d)) {
      const std::string name = e->d_name;
      if (name.starts_with("qemu-system-") || name == "qemu-kvm" || name == "kvm") names.insert(name);
    }
    ::closedir(d);
  }
  std::erase_if(names, [&](const std::string& name) {
    auto found = find_all_in_path(name);
    return std::all_of(found.begin(), found.end(), [&](const auto& p) { return qemu::is_drop_in(p, self); });
  });
  return {names.begin(), names.end()};
}

// The real qemu of a domain that goes through this folder already.
std::string qemu_behind(const Manifest& manifest, const std::string& link) {
  for (const auto& [name, text] : manifest.settings)
    if (name == link + kSettingsSuffix)
      if (auto s = parse_settings(text, name)) return s->qemu;
  return {};
}

Result<std::string> real_qemu(const Request& r, const std::optional<Domain>& domain, const std::string& self) {
  std::string wanted = r.qemu, by = "--qemu";
  if (wanted.empty() && domain) {
    wanted = domain->emulator;
    by = "the domain";
    if (wanted == r.folder + "/" + base_name(wanted)) {
      auto manifest = read_manifest(r.folder);
      if (!manifest) return tl::unexpected<Error>(manifest.error());
      if (*manifest) wanted = qemu_behind(**manifest, base_name(wanted));
    } else if (qemu::is_drop_in(wanted, self)) {
      return fail(ErrorCode::kUsage, "the domain's emulator " + printable(wanted) + " is a guestscope-qemu already",
                  "name its folder, or run `guestscope wrap --uninstall libvirt` with it first");
    }
  }
  auto found = qemu::locate_qemu({qemu::kWrapperName, wanted, self, by, false});
  if (found) *found = absolute(*found);
  return found;
}

Result<Wanted> plan(const Request& r, const std::optional<Domain>& domain) {
  Wanted w{r.client, r.folder, drop_in_path(), {}};
  if (::access(w.target.c_str(), X_OK) != 0)
    return fail(ErrorCode::kNotFound, "there is no " + printable(w.target),
                "guestscope and guestscope-qemu must be in the same folder");
  Settings settings{{}, r.hooks, r.policy, r.trace};
  if (r.client == "path" && r.qemu.empty()) {
    for (const auto& name : names_in_path(w.target)) w.links.emplace_back(name, settings);
    if (w.links.empty())
      return fail(ErrorCode::kNotFound, "there is no qemu in PATH", "install one, or name it with --qemu");
    return w;
  }
  auto qemu = real_qemu(r, domain, w.target);
  if (!qemu) return tl::unexpected<Error>(qemu.error());
  settings.qemu = *qemu;
  w.links.emplace_back(base_name(domain ? domain->emulator : *qemu), settings);
  return w;
}

// A trace folder that was just made for libvirt belongs to who writes there. Returns warnings.
std::vector<std::string> open_to_client(const Request& r, const Wanted& w, bool trace_is_new) {
  std::vector<std::string> warnings;
  auto account = runs_as_another(r) ? libvirt_account() : std::nullopt;
  if (!account) return warnings;
  if (trace_is_new && !r.trace.empty() && ::chown(r.trace.c_str(), account->uid, account->gid) != 0)
    warnings.push_back(errno_error(errno, "cannot give " + printable(r.trace) + " to " + account->name).message);
  auto check = [&](const std::string& path, Need need) {
    if (auto why = why_out_of_reach(path, need, *account); !why.empty())
      warnings.push_back(why + ", and libvirt runs qemu as that user unless qemu.conf says otherwise");
  };
  check(r.folder + "/" + w.links.front().first, Need::kExecute);
  if (!r.trace.empty()) check(r.trace, Need::kWrite);
  for (const auto& text : r.hooks)
    if (auto spec = script::parse_hook_spec(text); spec && spec->is_path()) check(spec->name, Need::kRead);
  return warnings;
}

Status edit_domain(const Domain& domain, const std::string& folder, const std::string& emulator, bool fresh,
                   Manifest manifest, Done& done) {
  auto same = [&](const Manifest::DomainEdit& d) { return d.uuid == domain.uuid && d.uri == domain.uri; };
  auto known = std::find_if(manifest.domains.begin(), manifest.domains.end(), same);
  if (domain.emulator == emulator && known != manifest.domains.end()) {
    done.domain = *known;
    return {};
  }
  const Manifest before = manifest;
  std::erase_if(manifest.domains, same);
  manifest.domains.push_back({domain.uri, domain.uuid, domain.name, domain.emulator, emulator});
  auto s = write_manifest(folder, manifest);  // first: what was done must be known whatever happens
  if (s) s = set_emulator(domain, emulator);
  if (s) {
    done.domain = manifest.domains.back();
  } else if (fresh) {
    remove_folder(folder, before);
  } else if (auto undone = write_manifest(folder, before); !undone) {
    return undone;
  }
  return s;
}

}  // namespace

std::string absolute(std::string path) {
  char cwd[4096];
  if (!path.empty() && path[0] != '/' && ::getcwd(cwd, sizeof cwd)) path = std::string(cwd) + "/" + path;
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

std::string default_folder(const std::string& client) {
  if (::geteuid() == 0) return "/usr/local/lib/guestscope/" + client;
  std::string data = env("XDG_DATA_HOME");
  if (data.empty() || data[0] != '/') data = env("HOME") + "/.local/share";
  return data + "/guestscope/" + client;
}

Result<Done> install(const Request& r) {
  if (auto s = check_folder(r.folder); !s) return tl::unexpected<Error>(s.error());
  if (auto s = check_hook_files(r.hooks); !s) return tl::unexpected<Error>(s.error());
  std::optional<Domain> domain;
  if (!r.domain.empty()) {
    auto found = find_domain(r.connect, r.domain);
    if (!found) return tl::unexpected<Error>(found.error());
    domain = std::move(*found);
  }
  auto wanted = plan(r, domain);
  if (!wanted) return tl::unexpected<Error>(wanted.error());
  auto old = read_manifest(r.folder);
  if (!old) return tl::unexpected<Error>(old.error());
  const bool trace_is_new = !missing_folders(r.trace).empty();
  auto manifest = install_folder(*wanted);
  if (!manifest) return tl::unexpected<Error>(manifest.error());

  Done done;
  Installed& i = done.installed;
  i.client = r.client;
  i.folder = r.folder;
  i.guestscope_qemu = wanted->target;
  i.guestscope = self_exe();
  i.settings = wanted->links.front().second;
  for (const auto& [name, s] : wanted->links) {
    i.links.push_back(name);
    done.made.push_back(r.folder + "/" + name);
    if (!s.empty()) done.made.push_back(r.folder + "/" + name + kSettingsSuffix);
  }
  i.apparmor = ::access("/sys/kernel/security/apparmor", F_OK) == 0;
  i.selinux = ::access("/sys/fs/selinux/enforce", F_OK) == 0;
  done.warnings = open_to_client(r, *wanted, trace_is_new);
  if (domain) {
    i.domain_edited = true;
    done.domain_runs = domain->running;
    if (auto s = edit_domain(*domain, r.folder, i.emulator(), !*old, *manifest, done); !s)
      return tl::unexpected<Error>(s.error());
  }
  return done;
}

Result<Undone> uninstall(const std::string& client, const std::string& folder) {
  auto manifest = read_manifest(folder);
  if (!manifest) return tl::unexpected<Error>(manifest.error());
  if (!*manifest)
    return fail(ErrorCode::kNotFound, "nothing in " + printable(folder) + " was made by `guestscope wrap --install`",
                "name the folder that was given to --install");
  if ((*manifest)->client != client)
    return fail(ErrorCode::kUsage, printable(folder) + " is installed for " + printable((*manifest)->client),
                "run `guestscope wrap --uninstall " + printable((*manifest)->client) + "` with it");
  Undone u;
  // Domains first: while one of them names the link, the link has to stay.
  for (const auto& d : (*manifest)->domains) {
    auto said = restore_domain(d);
    if (!said) {
      Error e = said.error();
      e.message = "nothing was removed, as the domain " + printable(d.name) + " may still use it: " + e.message;
      return tl::unexpected<Error>(std::move(e));
    }
    u.domains.push_back(*said);
  }
  u.files = remove_folder(folder, **manifest);
  return u;
}

}  // namespace gs::wrapper
