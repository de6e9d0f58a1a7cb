#include "trace/recording_options.hpp"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

#include "base/files.hpp"
#include "base/text.hpp"

namespace gs::trace {

Status RecordingOptions::check() const {
  if (qemu.find('/') == std::string::npos) {
    if (qemu.empty() || !find_all_in_path(qemu).empty()) return {};
    return fail(ErrorCode::kNotFound, "there is no " + printable(qemu) + " in PATH",
                "--qemu takes the path of a qemu-system-* program");
  }
  if (::access(qemu.c_str(), X_OK) != 0)
    return fail_errno(errno, "cannot use " + printable(qemu) + " as qemu",
                      "--qemu takes the path of a qemu-system-* program");
  return {};
}

Result<std::string> new_trace_path(const std::string& program) {
  std::string folder = state_dir() + "/traces";
  if (auto s = make_directories(folder, 0700); !s) return tl::unexpected<Error>(s.error());
  std::string name;
  for (char c : program.substr(program.rfind('/') + 1)) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 c == '-' || c == '_' || c == '.';
    name += plain ? c : '_';
  }
  char date[32];
  time_t now = ::time(nullptr);
  tm local{};
  ::localtime_r(&now, &local);
  ::strftime(date, sizeof date, "%Y%m%d-%H%M%S", &local);
  for (int n = 0; n < 1000; ++n) {
    std::string path = folder + "/" + date + "-" + name + "-" +
                       std::to_string(::getpid()) + (n ? "-" + std::to_string(n) : "") + ".gst";
    struct stat st {};
    if (::stat(path.c_str(), &st) != 0) return path;
  }
  return fail(ErrorCode::kLimit, "no free name for a trace in " + folder, "remove old traces");
}

}  // namespace gs::trace
