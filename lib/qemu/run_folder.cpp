#include "qemu/run_folder.hpp"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "qemu/locate.hpp"

namespace gs::qemu {

namespace {

// Makes run_dir(). It goes in front of PATH: nobody else may be able to put programs there.
Result<std::string> private_run_dir() {
  std::string base = run_dir();
  if (auto s = make_directories(base, 0700); !s) return tl::unexpected<Error>(s.error());
  struct stat st {};
  if (::lstat(base.c_str(), &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != ::geteuid() ||
      (st.st_mode & 022) != 0)
    return fail(ErrorCode::kPermission, printable(base) + " is not a folder of yours alone",
                "remove it, or set GUESTSCOPE_RUNDIR to a folder that only you can write");
  return base;
}

Result<std::string> new_folder(const std::string& base) {
  std::string path = base + "/run-XXXXXX";  // mkdtemp(3): mode 0700
  if (!::mkdtemp(path.data()))
    return fail_errno(errno, "cannot make a folder in " + printable(base),
                      "set GUESTSCOPE_RUNDIR to a folder that can be written");
  return path;
}

Status link_names(const std::string& folder, const std::string& drop_in,
                  const std::set<std::string>& names) {
  for (const auto& name : names)
    if (::symlink(drop_in.c_str(), (folder + "/" + name).c_str()) != 0)
      return fail_errno(errno, "cannot make a link in " + printable(folder));
  return {};
}

void remove_links(const std::string& folder) {
  if (DIR* d = ::opendir(folder.c_str())) {
    while (const dirent* e = ::readdir(d))
      if (e->d_name[0] != '.') ::unlink((folder + "/" + e->d_name).c_str());
    ::closedir(d);
  }
  ::rmdir(folder.c_str());
}

std::string hash_name(std::string_view text) {  // FNV-1a
  std::uint64_t h = 0xcbf29ce484222325u;
  for (char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  char hex[17];
  std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(h));
  return hex;
}

}  // namespace

bool is_qemu_name(std::string_view program) {
  auto slash = program.rfind('/');
  if (slash != std::string_view::npos) program.remove_prefix(slash + 1);
  return program.starts_with("qemu-system-") || program == "qemu-kvm" || program == "kvm" ||
         program == kWrapperName;
}

Result<RunFolder> RunFolder::make(const std::string& drop_in,
                                  const std::vector<std::string>& helpers) {
  auto base = private_run_dir();
  if (!base) return tl::unexpected<Error>(base.error());
  auto path = new_folder(*base);
  if (!path) return tl::unexpected<Error>(path.error());
  RunFolder folder(*path);
  std::set<std::string> names{"qemu-kvm", "kvm"};
  const std::string search = env("PATH");
  for (std::string_view dir : split(search, ':')) {
    DIR* d = ::opendir(std::string(dir).c_str());
    if (!d) continue;
    while (const dirent* e = ::readdir(d))
      if (std::string_view(e->d_name).starts_with("qemu-system-")) names.insert(e->d_name);
    ::closedir(d);
  }
  std::erase_if(names, [](const std::string& name) { return find_all_in_path(name).empty(); });
  names.insert(helpers.begin(), helpers.end());
  if (auto s = link_names(*path, drop_in, names); !s) return tl::unexpected<Error>(s.error());
  return folder;
}

RunFolder::~RunFolder() {
  if (!path_.empty()) remove_links(path_);
}

Result<std::string> lasting_helper_folder(const std::string& drop_in,
                                          std::vector<std::string> helpers) {
  auto base = private_run_dir();
  if (!base) return base;
  std::set<std::string> names(helpers.begin(), helpers.end());
  std::string key = drop_in;
  for (const auto& name : names) key += "\n" + name;
  std::string path = *base + "/helpers-" + hash_name(key);
  if (::access(path.c_str(), X_OK) == 0) return path;
  auto draft = new_folder(*base);
  if (!draft) return draft;
  auto linked = link_names(*draft, drop_in, names);
  if (linked && ::rename(draft->c_str(), path.c_str()) == 0) return path;
  int err = errno;
  remove_links(*draft);
  if (!linked) return tl::unexpected<Error>(linked.error());
  if (::access(path.c_str(), X_OK) == 0) return path;  // somebody made it meanwhile
  return fail_errno(err, "cannot make " + printable(path));
}

Result<std::vector<std::string>> helper_names(const std::vector<std::string>& asked,
                                              const std::vector<std::string>& optional) {
  std::vector<std::string> names;
  auto add = [&](std::string_view name, bool must) -> Status {
    if (std::find(names.begin(), names.end(), name) != names.end()) return {};
    if (name.empty() || name[0] == '.' || name.find_first_of("/,") != name.npos ||
        is_qemu_name(name))
      return fail(ErrorCode::kUsage, "'" + printable(name) + "' is no name of a helper program",
                  "name a program in PATH that is no qemu, without a folder: qemu-img, passt");
    if (!find_all_in_path(name).empty())
      names.emplace_back(name);
    else if (must)
      return fail(ErrorCode::kNotFound, "there is no " + printable(name) + " in PATH",
                  "install it, or leave it out");
    return {};
  };
  const std::string set = env(kHelpersVariable);
  for (std::string_view name : split(set, ','))
    if (auto s = add(trim(name), false); !trim(name).empty() && !s)
      return tl::unexpected<Error>(s.error());
  for (const auto& name : asked)
    if (auto s = add(name, true); !s) return tl::unexpected<Error>(s.error());
  for (const auto& name : optional)
    if (auto s = add(name, false); !s) return tl::unexpected<Error>(s.error());
  return names;
}

std::string helpers_value(const std::vector<std::string>& helpers) {
  std::string value;
  for (const auto& name : helpers) value += (value.empty() ? "" : ",") + name;
  return value;
}

}  // namespace gs::qemu
