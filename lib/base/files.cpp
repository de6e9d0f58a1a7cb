#include "base/files.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "base/fd.hpp"
#include "base/text.hpp"

namespace gs {
namespace {

std::string xdg(const char* variable, const char* below_home) {
  std::string v = env(variable);
  if (!v.empty() && v[0] == '/') return v + "/guestscope";
  std::string home = env("HOME");
  if (home.empty()) home = "/tmp";
  return home + below_home + "/guestscope";
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
  UniqueFd owned;
  int fd = STDIN_FILENO;
  if (path != "-") {
    owned.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!owned) return fail_errno(errno, "cannot open " + printable(path), "check the path and its permissions");
    fd = owned.get();
  }
  struct stat st {};
  if (::fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
    return fail(ErrorCode::kFormat, printable(path) + " is a directory", "name a file in it");
  std::string data;
  if (S_ISREG(st.st_mode) && st.st_size > 0)
    data.reserve(std::min(static_cast<std::size_t>(st.st_size) + 1, max_bytes + 1));
  std::array<char, 65536> buffer;
  for (;;) {
    ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0)
      return fail_errno(errno, "cannot read " + printable(path), "copy it to a plain file first");
    if (n == 0) return data;
    data.append(buffer.data(), static_cast<std::size_t>(n));
    if (data.size() > max_bytes)
      return fail(ErrorCode::kLimit,
                  printable(path) + " is larger than " + std::to_string(max_bytes >> 20) + " MiB",
                  "cut out the part around the failure");
  }
}

Status write_all(int fd, std::string_view data) {
  while (!data.empty()) {
    ssize_t n = ::write(fd, data.data(), data.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) {  // somebody else made this open file non-blocking
      pollfd p{fd, POLLOUT, 0};
      (void)::poll(&p, 1, -1);
      continue;
    }
    if (n < 0) return fail_errno(errno, "write");
    data.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Status make_directories(const std::string& path, unsigned mode) {
  for (std::size_t i = 1; i <= path.size(); ++i) {
    if (i != path.size() && path[i] != '/') continue;
    std::string part = path.substr(0, i);
    if (::mkdir(part.c_str(), mode) != 0 && errno != EEXIST) {
      int err = errno;
      struct stat st {};
      if (::stat(part.c_str(), &st) == 0 && S_ISDIR(st.st_mode)) continue;
      return fail_errno(err, "cannot make the folder " + printable(part),
                        "name another place, or set XDG_STATE_HOME or GUESTSCOPE_RUNDIR to one");
    }
  }
  return {};
}

std::string absolute_path(const std::string& path) {
  if (path.empty() || path[0] == '/') return path;
  char buffer[4096];
  return ::getcwd(buffer, sizeof buffer) ? std::string(buffer) + "/" + path : path;
}

std::string env(const char* name) {
  const char* v = std::getenv(name);
  return v ? v : "";
}

std::string state_dir() { return xdg("XDG_STATE_HOME", "/.local/state"); }
std::string config_dir() { return xdg("XDG_CONFIG_HOME", "/.config"); }

std::string run_dir() {
  std::string v = env("GUESTSCOPE_RUNDIR");
  if (!v.empty()) return v;
  v = env("XDG_RUNTIME_DIR");
  if (!v.empty()) return v + "/guestscope";
  v = env("TMPDIR");
  return (v.empty() ? "/tmp" : v) + "/guestscope-" + std::to_string(::getuid());
}

std::string self_exe() {
  std::array<char, 4096> buffer;
  ssize_t n = ::readlink("/proc/self/exe", buffer.data(), buffer.size());
  if (n > 0) return std::string(buffer.data(), static_cast<std::size_t>(n));
  // Without /proc: the path that the kernel was given (getauxval(3)).
  const auto* name = reinterpret_cast<const char*>(::getauxval(AT_EXECFN));
  return name ? name : "";
}

std::vector<std::string> find_all_in_path(std::string_view name) {
  std::vector<std::string> out;
  std::string path = env("PATH");
  if (path.empty()) path = "/usr/local/bin:/usr/bin:/bin";
  for (std::string_view dir : split(path, ':')) {
    std::string p = (dir.empty() ? "." : std::string(dir)) + "/" + std::string(name);
    struct stat st {};
    if (::stat(p.c_str(), &st) == 0 && S_ISREG(st.st_mode) && ::access(p.c_str(), X_OK) == 0)
      out.push_back(std::move(p));
  }
  return out;
}

}  // namespace gs
