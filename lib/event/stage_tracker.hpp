// From markers ("this line says that the kernel runs") to stages with times. The tracker is told of
// markers in the order in which they happened; what a marker looks like is data (trace/stages) and
// none of its business. Rules:
//   - stages go forward; a marker of an earlier stage changes nothing (a late echo, a quoted line),
//     unless it starts a new boot;
//   - a boot is started anew by kRestart always (a launch, a qemu that was started), by
//     kRestartAfterEnd only when the boot before was over: shut down, panicked, machine gone;
//   - kGone says that the machine is gone: what follows is time of the client, and nothing but a
//     restart moves on;
//   - spans follow one another without gap or overlap: with a clock (begin was called) their
//     durations add up to the run, to the nanosecond.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "event/stage.hpp"

namespace gs {

enum class Confidence { kLow, kMedium, kHigh };

enum class MarkKind {
  kEnter,            // this stage has been reached
  kRestart,          // the same, and a new boot if that is a step back
  kRestartAfterEnd,  // the same, but only if the boot before was over
  kEnd,              // the boot is over (a panic); stage is not looked at
  kGone,             // the machine is gone; stage is not looked at
};

struct StageMark {
  Stage stage = Stage::kClient;
  MarkKind kind = MarkKind::kEnter;
  Confidence confidence = Confidence::kHigh;
  std::size_t place = 0;             // where it stands, ascending (a line index)
  std::optional<std::int64_t> t_ns;  // its time on the clock of the run
};

struct StageSpan {
  Stage stage = Stage::kClient;
  int boot = 0;            // counts from 0
  bool after_end = false;  // the client's time after the machine was gone
  Confidence confidence = Confidence::kHigh;
  std::size_t place = 0;       // of the marker that began it
  std::size_t sure_place = 0;  // of its most confident marker, the first one of these
  std::optional<std::int64_t> start_ns;
  std::optional<std::int64_t> duration_ns;
};

class StageTracker {
 public:
  // With a clock: the run starts now, in stage client. Without this call the first span begins with
  // the first marker.
  void begin(std::int64_t run_start_ns);
  // True when a new span began.
  bool mark(const StageMark& mark);
  // Whether mark() would change anything, be it only the confidence of the current span: asked
  // before a marker is looked at more closely.
  bool would_change(const StageMark& mark) const;
  // Ends the last span (at the time given, if any) and hands out all of them.
  std::vector<StageSpan> finish(std::optional<std::int64_t> run_end_ns);

  bool started() const { return !spans_.empty(); }
  Stage current() const { return spans_.empty() ? Stage::kClient : spans_.back().stage; }
  std::optional<std::int64_t> since_ns() const;

 private:
  bool restarts(const StageMark& mark) const;
  void open(const StageMark& mark, bool after_end);

  std::vector<StageSpan> spans_;
  int boot_ = 0;
  bool over_ = false;  // this boot has ended
};

}  // namespace gs
