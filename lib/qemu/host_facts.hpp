// What the host offers to a guest. Each is asked from the kernel when called.
#pragma once

#include <cstdint>
#include <string>

namespace gs::qemu {

int host_cpus();                    // that this process may run on
std::uint64_t host_memory_bytes();  // 0 where it cannot be told
std::uint64_t host_memory_available_bytes();
std::uint64_t host_hugepages_free();  // of the default size
std::uint64_t host_hugepage_bytes();
std::string host_arch();  // uname -m
// /dev/kvm can be opened and makes a VM. That the guest then runs is not said: under a broken
// nested KVM qemu may still die (see the hooks force-tcg and fix-cpu-msr).
bool host_kvm_usable();

}  // namespace gs::qemu
