#include "qemu/kvm_probe.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/fd.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "qemu/host_facts.hpp"
#include "qemu/run_program.hpp"

namespace gs::qemu {
namespace {

constexpr int kTimeoutMs = 20'000;
constexpr char kAsk[] = "{\"execute\":\"qmp_capabilities\"}\n{\"execute\":\"quit\"}\n";

std::string stamp(const std::string& program) {
  struct stat st {};
  const auto boot = read_file("/proc/sys/kernel/random/boot_id", 128);
  if (::stat(program.c_str(), &st) != 0 || !boot) return {};
  return program + " " + std::to_string(st.st_size) + " " + std::to_string(st.st_mtim.tv_sec) +
         "." + std::to_string(st.st_mtim.tv_nsec) + " " + std::string(trim(*boot));
}

}  // namespace

bool kvm_works(const std::string& program, const std::string& cache) {
  if (!host_kvm_usable()) return false;
  const std::string now = stamp(program);
  const std::string file = cache.empty() || now.empty() ? "" : cache + "/kvm-works";
  if (!file.empty())
    if (const auto kept = read_file(file, 8192)) {
      if (*kept == now + " yes\n") return true;
      if (*kept == now + " no\n") return false;
    }
  const auto ran = run_program({program, "-nodefaults", "-no-user-config", "-display", "none", "-S",
                                "-accel", "kvm", "-cpu", "max", "-qmp", "stdio"},
                               kAsk, {.timeout_ms = kTimeoutMs});
  const bool works = ran && ran->status == 0;
  if (!file.empty() && make_directories(cache, 0700)) {
    const UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    // A cache that cannot be written costs the question again, no more.
    if (fd) (void)write_all(fd.get(), now + (works ? " yes\n" : " no\n"));
  }
  return works;
}

}  // namespace gs::qemu
