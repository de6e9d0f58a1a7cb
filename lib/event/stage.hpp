// The stage table, versioned (DESIGN.md, decision 5). A boot goes through the stages in this order;
// a stage that leaves no marker may be missing.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace gs {

inline constexpr int kStageTableVersion = 1;

enum class Stage {
  kClient,          // the program that wants an appliance, before and after it has one
  kApplianceBuild,  // supermin (or another builder) makes kernel, initrd and root
  kQemuProbe,       // the client asks qemu what it can do
  kQemuStart,       // qemu is started, parses its command line, opens files, sets up the accelerator
  kFirmware,        // SeaBIOS, OVMF, GRUB
  kKernel,          // from the first printk to the first program
  kInitrd,          // the program in the initrd
  kRootDevice,      // waiting for the root device, finding and mounting it
  kInit,            // the init program on the root filesystem
  kDaemon,          // the daemon was started, it does not answer yet
  kReady,           // the daemon answers: calls are made
  kShutdown,        // the client or the guest ends the machine
};
inline constexpr int kStageCount = 12;

std::string_view to_string(Stage stage);
std::optional<Stage> stage_by_name(std::string_view name);

}  // namespace gs
