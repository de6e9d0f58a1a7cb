// Does a machine under KVM really start with this qemu? /dev/kvm may be there and refuse (a nested
// hypervisor that filters MSRs: "failed to set MSR 0x10a", then an assertion): only starting one
// tells.
#pragma once

#include <string>

namespace gs::qemu {

// Starts program once with KVM and `-cpu max`, stopped and without devices, and asks it to quit:
// some 100 ms; kept in cache (a folder, "" = nowhere) for this build of qemu and this boot of the
// host. False wherever it cannot be shown to work.
bool kvm_works(const std::string& program, const std::string& cache);

}  // namespace gs::qemu
