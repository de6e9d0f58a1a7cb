#include "event/event.hpp"

#include <array>
#include <utility>

namespace gs {
namespace {
constexpr std::array<std::pair<EventKind, std::string_view>, 11> kNames{{
    {EventKind::kRun, "run"},
    {EventKind::kExit, "exit"},
    {EventKind::kClientOut, "client-out"},
    {EventKind::kClientErr, "client-err"},
    {EventKind::kQemu, "qemu"},
    {EventKind::kConsole, "console"},
    {EventKind::kQemuErr, "qemu-err"},
    {EventKind::kQmp, "qmp"},
    {EventKind::kNote, "note"},
    {EventKind::kHook, "hook"},
    {EventKind::kProgram, "program"},
}};
}  // namespace

std::string_view to_string(EventKind kind) {
  for (const auto& [k, name] : kNames)
    if (k == kind) return name;
  return "note";
}

std::optional<EventKind> event_kind(std::string_view name) {
  for (const auto& [k, n] : kNames)
    if (n == name) return k;
  return std::nullopt;
}

}  // namespace gs
