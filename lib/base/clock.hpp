// Host time. Everything that is recorded carries CLOCK_MONOTONIC nanoseconds (one clock for all
// processes of a host); CLOCK_REALTIME is read once as an anchor (DESIGN.md, decision 6).
#pragma once

#include <cstdint>

namespace gs {

std::int64_t monotonic_ns();
std::int64_t realtime_ns();

}  // namespace gs
