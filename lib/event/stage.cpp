#include "event/stage.hpp"

namespace gs {
namespace {
constexpr std::array<std::string_view, kStageCount> kNames{
    "client", "appliance-build", "qemu-probe", "qemu-start", "firmware", "kernel",
    "initrd", "root-device",     "init",       "daemon",     "ready",    "shutdown"};
}  // namespace

std::string_view to_string(Stage stage) { return kNames[static_cast<std::size_t>(stage)]; }

std::optional<Stage> stage_by_name(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == name) return static_cast<Stage>(i);
  return std::nullopt;
}

}  // namespace gs
