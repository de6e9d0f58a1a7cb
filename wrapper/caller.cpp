#include "wrapper/caller.hpp"

#include "base/files.hpp"

namespace gs::wrapper {
namespace {

bool any_value_has(const qemu::CommandLine& cmd, std::string_view option, std::string_view text) {
  for (auto id : cmd.find(option))
    if (cmd.find(id)->value.value_or("").find(text) != std::string::npos) return true;
  return false;
}

}  // namespace

std::string caller_of(const qemu::CommandLine& cmd) {
  // Both appear together when libguestfs uses its libvirt backend: then libvirt wrote the line.
  if (any_value_has(cmd, "name", "guest=") || any_value_has(cmd, "object", "masterKey0")) return "libvirt";
  if (any_value_has(cmd, "device", "org.libguestfs.channel.0") ||
      any_value_has(cmd, "append", "guestfs_"))
    return "libguestfs";
  if (!env("PACKER_RUN_UUID").empty()) return "packer";
  return "plain";
}

}  // namespace gs::wrapper
