#include "trace/run_folder.hpp"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"

namespace gs::trace {

bool is_qemu_name(std::string_view program) {
  auto slash = program.rfind('/');
  if (slash != std::string_view::npos) program.remove_prefix(slash + 1);
  return program.starts_with("qemu-system-") || program == "qemu-kvm" || program == "kvm" ||
         program == "guestscope-qemu";
}

Result<RunFolder> RunFolder::make(const std::string& drop_in) {
  std::string base = run_dir();
  if (auto s = make_directories(base, 0700); !s) return tl::unexpected<Error>(s.error());
  // It goes in front of PATH: nobody else may be able to put programs there.
  struct stat st {};
  if (::lstat(base.c_str(), &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != ::geteuid() ||
      (st.st_mode & 022) != 0)
    return fail(ErrorCode::kPermission, printable(base) + " is not a folder of yours alone",
                "remove it, or set GUESTSCOPE_RUNDIR to a folder that only you can write");
  std::string path = base + "/run-XXXXXX";
  if (!::mkdtemp(path.data()))
    return fail_errno(errno, "cannot make a folder in " + printable(base),
                      "set GUESTSCOPE_RUNDIR to a folder that can be written");
  RunFolder folder(path);
  std::set<std::string> names{"qemu-kvm", "kvm"};
  const std::string search = env("PATH");
  for (std::string_view dir : split(search, ':')) {
    DIR* d = ::opendir(std::string(dir).c_str());
    if (!d) continue;
    while (const dirent* e = ::readdir(d))
      if (std::string_view(e->d_name).starts_with("qemu-system-")) names.insert(e->d_name);
    ::closedir(d);
  }
  for (const auto& name : names)
    if (!find_all_in_path(name).empty() &&
        ::symlink(drop_in.c_str(), (path + "/" + name).c_str()) != 0)
      return fail_errno(errno, "cannot make a link in " + printable(path));
  return folder;
}

RunFolder::~RunFolder() {
  if (path_.empty()) return;
  if (DIR* d = ::opendir(path_.c_str())) {
    while (const dirent* e = ::readdir(d))
      if (e->d_name[0] != '.') ::unlink((path_ + "/" + e->d_name).c_str());
    ::closedir(d);
  }
  ::rmdir(path_.c_str());
}

}  // namespace gs::trace
