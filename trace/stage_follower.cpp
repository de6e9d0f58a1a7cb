#include "trace/stage_follower.hpp"

namespace gs::trace {
namespace {
// A line is looked at when it is complete, and its end again whenever something is added to it (a
// prompt never ends its line). No marker is longer than this.
constexpr std::size_t kMaxPartial = 1024;
}  // namespace

Result<StageFollower> StageFollower::create() {
  auto markers = MarkerBook::embedded();
  if (!markers) return tl::unexpected<Error>(markers.error());
  auto phrases = Phrases::compile({}, markers->markers());
  if (!phrases) return tl::unexpected<Error>(phrases.error());
  StageFollower f;
  f.phrases_ = std::move(*phrases);
  return f;
}

bool StageFollower::feed_bytes(const Event& event) {
  std::string& partial = partial_[{event.kind, event.pid}];
  // Everything up to the last line end at once; it stays a small piece of the run.
  partial += event.text;
  bool changed = phrases_->mark_stages(partial, event.t_ns, &tracker_);
  std::size_t end = partial.rfind('\n');
  if (end != std::string::npos) partial.erase(0, end + 1);
  if (partial.size() > kMaxPartial) partial.erase(0, partial.size() - kMaxPartial);
  return changed;
}

bool StageFollower::feed(const Event& event) {
  if (!tracker_.started()) tracker_.begin(event.t_ns);
  bool changed = false;
  for (const FactLine& line : facts_.read(event))
    changed = phrases_->mark_stages(line.text, event.t_ns, &tracker_) || changed;
  switch (event.kind) {
    case EventKind::kClientOut:
    case EventKind::kClientErr:
    case EventKind::kConsole:
    case EventKind::kQemuErr:
      return feed_bytes(event) || changed;
    default:
      return changed;
  }
}

}  // namespace gs::trace
