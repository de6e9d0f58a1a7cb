// The stage of a run while it is recorded, for the progress line: feed it every event as it comes.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "event/event.hpp"
#include "event/stage_tracker.hpp"
#include "trace/fact_lines.hpp"
#include "trace/log_scan.hpp"

namespace gs::trace {

class StageFollower {
 public:
  // With the markers that are part of the binary.
  static Result<StageFollower> create();

  // True when the stage changed.
  bool feed(const Event& event);
  Stage current() const { return tracker_.current(); }
  // CLOCK_MONOTONIC time at which the current stage began; 0 before the first event.
  std::int64_t since_ns() const { return tracker_.since_ns().value_or(0); }

 private:
  StageFollower() = default;
  bool feed_bytes(const Event& event);

  std::unique_ptr<Phrases> phrases_;
  FactReader facts_;
  StageTracker tracker_;
  std::map<std::pair<EventKind, std::int64_t>, std::string> partial_;  // unfinished lines
};

}  // namespace gs::trace
