#include "wrapper/install_reach.hpp"

#include <pwd.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/text.hpp"

namespace gs::wrapper {
namespace {

bool allows(const struct stat& st, const Account& who, unsigned bits) {
  if (who.uid == 0) return true;
  unsigned shift = st.st_uid == who.uid ? 6 : st.st_gid == who.gid ? 3 : 0;
  return ((st.st_mode >> shift) & bits) == bits;
}

constexpr unsigned kMayRead = 4, kMayWrite = 2, kMayEnter = 1;

}  // namespace

std::optional<Account> libvirt_account() {
  for (const char* name : {"libvirt-qemu", "qemu"})  // Debian's and Red Hat's
    if (const passwd* p = ::getpwnam(name)) return Account{name, p->pw_uid, p->pw_gid};
  return {};
}

std::string why_out_of_reach(const std::string& path, Need need, const Account& account) {
  char* resolved = ::realpath(path.c_str(), nullptr);
  if (!resolved) return printable(path) + ": " + std::strerror(errno);
  const std::string real = resolved;
  std::free(resolved);
  for (std::size_t i = 1; i <= real.size(); ++i) {
    if (i != real.size() && real[i] != '/') continue;
    const std::string part = real.substr(0, i);
    struct stat st {};
    if (::stat(part.c_str(), &st) != 0) return printable(part) + ": " + std::strerror(errno);
    if (i != real.size()) {
      if (!allows(st, account, kMayEnter)) return account.name + " may not enter " + printable(part);
    } else if (need == Need::kWrite) {
      if (!allows(st, account, kMayWrite | kMayEnter)) return account.name + " may not write to " + printable(part);
    } else if (!allows(st, account, need == Need::kRead ? kMayRead : kMayEnter)) {
      return account.name + (need == Need::kRead ? " may not read " : " may not execute ") + printable(part);
    }
  }
  return {};
}

bool others_may_change(const std::string& path) {
  struct stat st {};
  if (::stat(path.c_str(), &st) != 0) return false;
  return (st.st_mode & 022) != 0 && !(S_ISDIR(st.st_mode) && (st.st_mode & S_ISVTX) != 0);
}

}  // namespace gs::wrapper
