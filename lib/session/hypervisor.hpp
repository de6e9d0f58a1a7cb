// Which qemu a session starts, and how: directly, or through guestscope-qemu where hooks or a
// recording are wanted.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "session/config.hpp"

namespace gs::session {

struct Hypervisor {
  std::string program;  // what is executed
  std::string qemu;     // the real one behind it
  std::string arch;     // of its guests
  std::vector<std::pair<std::string, std::string>> env;
  bool kvm = false;  // a machine under KVM was seen to start
};

Result<Hypervisor> find_hypervisor(const Config& config);

}  // namespace gs::session
