#include "qemu/locate.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "base/fd.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace gs::qemu {
namespace {

bool same_file(const std::string& a, const std::string& b) {
  struct stat sa {}, sb {};
  return ::stat(a.c_str(), &sa) == 0 && ::stat(b.c_str(), &sb) == 0 && sa.st_dev == sb.st_dev &&
         sa.st_ino == sb.st_ino;
}

bool same_size(const std::string& a, const std::string& b) {
  struct stat sa {}, sb {};
  return ::stat(a.c_str(), &sa) == 0 && ::stat(b.c_str(), &sb) == 0 && sa.st_size == sb.st_size;
}

std::string base_name(const std::string& path) {
  auto slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

std::string find_other(const std::string& name, const std::string& self) {
  for (auto& p : find_all_in_path(name))
    if (!is_drop_in(p, self)) return p;
  return {};
}

std::string host_program() {
  utsname u{};
  ::uname(&u);
  std::string machine = u.machine;
  if (machine == "arm64") machine = "aarch64";
  if (machine == "ppc64le") machine = "ppc64";
  if (machine.size() == 4 && machine[0] == 'i' && machine.ends_with("86")) machine = "i386";
  return "qemu-system-" + machine;
}

constexpr char kInstallHint[] =
    "install it (Debian: apt-get install qemu-system-x86) or set GUESTSCOPE_QEMU to its path";

Result<std::string> locate_wanted(const LocateInput& input) {
  if (input.wanted.find('/') == std::string::npos) {
    std::string p = find_other(input.wanted, input.self);
    if (!p.empty()) return p;
    return fail(ErrorCode::kNotFound,
                "GUESTSCOPE_QEMU names " + printable(input.wanted) + ", which is not in PATH",
                "set it to the path of a qemu-system-* program");
  }
  if (is_drop_in(input.wanted, input.self))
    return fail(ErrorCode::kUsage, "GUESTSCOPE_QEMU names guestscope-qemu itself",
                "set it to the real qemu, or unset it");
  struct stat st {};
  if (::stat(input.wanted.c_str(), &st) != 0)
    return fail_errno(errno, "GUESTSCOPE_QEMU names " + printable(input.wanted),
                      "set it to the path of a qemu-system-* program");
  if (!S_ISREG(st.st_mode) || ::access(input.wanted.c_str(), X_OK) != 0)
    return fail(ErrorCode::kPermission,
                "GUESTSCOPE_QEMU names " + printable(input.wanted) + ", which cannot be executed",
                "set it to the path of a qemu-system-* program");
  return input.wanted;
}

}  // namespace

bool is_drop_in(const std::string& path, const std::string& self) {
  if (same_file(path, self)) return true;
  char* real = ::realpath(path.c_str(), nullptr);
  if (!real) return false;
  std::string target = real;
  std::free(real);
  // The same build elsewhere under another name has our size; no qemu has (2 MB against 20).
  return base_name(target) == kWrapperName || same_size(target, self);
}

Result<std::string> locate_qemu(const LocateInput& input) {
  if (!input.wanted.empty() && !input.inside) return locate_wanted(input);
  std::string name = base_name(input.argv0);
  std::vector<std::string> names{name};
  if (name == kWrapperName || name.empty()) names = {host_program(), "qemu-kvm", "kvm"};
  for (const auto& n : names) {
    std::string p = find_other(n, input.self);
    if (!p.empty()) return p;
  }
  // Red Hat and SUSE keep it out of PATH.
  for (const char* p : {"/usr/libexec/qemu-kvm", "/usr/lib/qemu-kvm"})
    if (names.size() > 1 && ::access(p, X_OK) == 0 && !is_drop_in(p, input.self)) return std::string(p);
  return fail(ErrorCode::kNotFound, "there is no " + printable(names[0]) + " in PATH", kInstallHint);
}

bool is_elf(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char magic[4] = {};
  return fd && ::read(fd.get(), magic, 4) == 4 && std::memcmp(magic, "\177ELF", 4) == 0;
}

bool may_change_privileges(const std::string& path) {
  struct stat st {};
  if (::stat(path.c_str(), &st) != 0 || (st.st_mode & (S_ISUID | S_ISGID)) != 0) return true;
  return ::getxattr(path.c_str(), "security.capability", nullptr, 0) >= 0 || !is_elf(path);
}

}  // namespace gs::qemu
