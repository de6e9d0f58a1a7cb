#include "wrapper/install_trace_name.hpp"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "qemu/property.hpp"

namespace gs::wrapper {
namespace {

constexpr std::size_t kMaxName = 64;
constexpr int kMaxTries = 1000;

std::string for_a_file(std::string_view text) {
  std::string name;
  for (char c : text.substr(0, kMaxName)) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                 c == '_' || c == '.';
    name += plain ? c : '_';
  }
  return name;
}

}  // namespace

std::string guest_name(const qemu::CommandLine& cmd) {
  auto names = cmd.find("name");
  if (names.empty()) return {};
  return for_a_file(qemu::get_property(*cmd.find(names.back()), "guest").value_or(""));
}

std::string trace_file_in(const std::string& folder, const qemu::CommandLine& cmd, const std::string& program) {
  std::string name = guest_name(cmd);
  if (name.empty()) name = for_a_file(program.substr(program.rfind('/') + 1));
  char date[32];
  time_t now = ::time(nullptr);
  tm local{};
  ::localtime_r(&now, &local);
  ::strftime(date, sizeof date, "%Y%m%d-%H%M%S", &local);
  const std::string base = folder + "/" + date + "-" + name + "-" + std::to_string(::getpid());
  std::string path = base + ".gst";
  struct stat st {};
  for (int n = 1; n < kMaxTries && ::lstat(path.c_str(), &st) == 0; ++n)
    path = base + "-" + std::to_string(n) + ".gst";
  return path;
}

}  // namespace gs::wrapper
