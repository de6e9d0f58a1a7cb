#include "qemu/host_facts.hpp"

#include <fcntl.h>
#include <linux/kvm.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>

#include <charconv>

#include "base/fd.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace gs::qemu {
namespace {

// A field of /proc/meminfo; sizes are there in KiB.
std::uint64_t meminfo(std::string_view name) {
  auto text = read_file("/proc/meminfo", 1u << 20);
  if (!text) return 0;
  for (std::string_view line : split(*text, '\n')) {
    if (!line.starts_with(name) || !line.substr(name.size()).starts_with(':')) continue;
    line = trim(line.substr(name.size() + 1));
    std::uint64_t value = 0;
    std::from_chars(line.data(), line.data() + line.size(), value);
    return value;
  }
  return 0;
}

}  // namespace

int host_cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return ::sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

std::uint64_t host_memory_bytes() { return meminfo("MemTotal") * 1024; }
std::uint64_t host_memory_available_bytes() { return meminfo("MemAvailable") * 1024; }
std::uint64_t host_hugepages_free() { return meminfo("HugePages_Free"); }
std::uint64_t host_hugepage_bytes() { return meminfo("Hugepagesize") * 1024; }

std::string host_arch() {
  utsname u{};
  return ::uname(&u) == 0 ? u.machine : "";
}

bool host_kvm_usable() {
  UniqueFd kvm(::open("/dev/kvm", O_RDWR | O_CLOEXEC));
  if (!kvm || ::ioctl(kvm.get(), KVM_GET_API_VERSION, 0) != KVM_API_VERSION) return false;
  UniqueFd vm(::ioctl(kvm.get(), KVM_CREATE_VM, 0));
  return static_cast<bool>(vm);
}

}  // namespace gs::qemu
