// Finds the real qemu behind the wrapper, and never the wrapper itself.
#pragma once

#include <string>

#include "base/error.hpp"

namespace gs::qemu {

struct LocateInput {
  std::string argv0;        // as the wrapper was called
  std::string wanted;       // GUESTSCOPE_QEMU: a path, or a name to look for in PATH; "" = unset
  std::string self;         // path of the running wrapper
  bool inside = false;      // re-entered through a script: `wanted` led here and is not followed again
};

// Order: wanted; the name in argv0 (a symbolic link qemu-system-aarch64 runs qemu-system-aarch64);
// for the name guestscope-qemu the qemu of this machine's architecture, then qemu-kvm and kvm.
Result<std::string> locate_qemu(const LocateInput& input);

// Is path a guestscope-qemu: this one (self), a link to one, or a copy under another name? Such a
// file is never "the real qemu".
bool is_drop_in(const std::string& path, const std::string& self);

// Does path start with the ELF magic? Anything else (a script) may lead back to the wrapper.
bool is_elf(const std::string& path);

// Would exec give the program other privileges than ours (set-uid, set-gid, file capabilities)? The
// kernel takes them away from a program that is traced. A script may lead to such a program.
bool may_change_privileges(const std::string& path);

inline constexpr char kWrapperName[] = "guestscope-qemu";

}  // namespace gs::qemu
