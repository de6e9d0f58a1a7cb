#include "event/stage_tracker.hpp"

#include <algorithm>

namespace gs {
namespace {
// Every span is a change of stage; a log that restarts without end must not eat the memory.
constexpr std::size_t kMaxSpans = 10'000;
}  // namespace

void StageTracker::begin(std::int64_t run_start_ns) {
  spans_.push_back({.stage = Stage::kClient, .start_ns = run_start_ns, .duration_ns = {}});
}

void StageTracker::open(const StageMark& mark, bool after_end) {
  StageSpan span{.stage = after_end ? Stage::kClient : mark.stage,
                 .boot = boot_,
                 .after_end = after_end,
                 .confidence = mark.confidence,
                 .place = mark.place,
                 .start_ns = mark.t_ns,
                 .duration_ns = {}};
  // Events of several processes can be off by a little: no span may end before it began.
  if (!spans_.empty()) {
    span.place = std::max(span.place, spans_.back().place);
    if (spans_.back().start_ns && span.start_ns)
      span.start_ns = std::max(*span.start_ns, *spans_.back().start_ns);
  }
  span.sure_place = span.place;
  spans_.push_back(span);
}

bool StageTracker::restarts(const StageMark& mark) const {
  const StageSpan& last = spans_.back();
  bool over = over_ || last.stage == Stage::kShutdown;
  return (mark.kind == MarkKind::kRestart && (over || mark.stage < last.stage)) ||
         (mark.kind == MarkKind::kRestartAfterEnd && over);
}

bool StageTracker::would_change(const StageMark& mark) const {
  if (mark.kind == MarkKind::kEnd) return started() && !over_;
  if (spans_.size() >= kMaxSpans) return false;
  if (mark.kind == MarkKind::kGone) return started() && !spans_.back().after_end;
  if (!started() || restarts(mark)) return true;
  const StageSpan& last = spans_.back();
  if (last.after_end) return false;
  return mark.stage > last.stage || (mark.stage == last.stage && mark.confidence > last.confidence);
}

bool StageTracker::mark(const StageMark& mark) {
  if (!would_change(mark)) return false;
  switch (mark.kind) {
    case MarkKind::kEnd:
      over_ = true;
      return false;
    case MarkKind::kGone:
      over_ = true;
      open(mark, true);
      return true;
    default:
      break;
  }
  if (started() && restarts(mark)) {
    ++boot_;
    over_ = false;
  } else if (started() && mark.stage == spans_.back().stage) {
    spans_.back().confidence = mark.confidence;
    spans_.back().sure_place = std::max(mark.place, spans_.back().place);
    return false;
  }
  open(mark, false);
  return true;
}

std::optional<std::int64_t> StageTracker::since_ns() const {
  if (spans_.empty()) return std::nullopt;
  return spans_.back().start_ns;
}

std::vector<StageSpan> StageTracker::finish(std::optional<std::int64_t> run_end_ns) {
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    auto end = i + 1 < spans_.size() ? spans_[i + 1].start_ns : run_end_ns;
    if (spans_[i].start_ns && end)
      spans_[i].duration_ns = std::max<std::int64_t>(0, *end - *spans_[i].start_ns);
  }
  return std::move(spans_);
}

}  // namespace gs
