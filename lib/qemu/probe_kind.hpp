// Is this command line a guest, or a question to qemu? Launchers ask qemu what it can do (-help,
// -device help, a QMP session without a guest); such runs must pass through untouched, and libvirt
// even caches the answers per binary.
#pragma once

#include <string_view>

#include "qemu/command_line.hpp"

namespace gs::qemu {

enum class ProbeKind {
  kNone,         // a guest
  kHelp,         // -help, -version, -audio-help
  kList,         // `-device help`, `-machine ?`, `-device X,help`
  kMachineNone,  // the machine type is none: nothing can boot
  kMonitor,      // QMP on a line that has nothing to boot
};

ProbeKind probe_kind(const CommandLine& line);
inline bool is_probe(const CommandLine& line) { return probe_kind(line) != ProbeKind::kNone; }
std::string_view to_string(ProbeKind kind);

}  // namespace gs::qemu
