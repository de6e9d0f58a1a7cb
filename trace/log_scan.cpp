#include "trace/log_scan.hpp"

#include <algorithm>

#include "trace/lua_data.hpp"

namespace gs::trace {
namespace {

// Of one phrase so many places are kept; a rule that none of them triggers will not trigger.
constexpr std::size_t kMaxOccurrences = 512;
// So often may the patterns of one marker fail in one log, and on so many bytes of a line: a
// hostile log cannot make the search slow.
constexpr std::uint32_t kMaxTries = 1000;
constexpr std::size_t kMaxMarkerLine = 512;
// How far back from a marker a kernel time stamp still dates it.
constexpr std::size_t kPrintkReach = 2000;
// So many spans are dated: enough for every honest log, and a bound on the searching.
constexpr std::size_t kMaxDated = 200;

std::optional<std::int64_t> printk_before(const Transcript& t, std::size_t line,
                                          std::size_t first) {
  for (std::size_t n = 0; n < kPrintkReach && line + 1 > first; ++n, --line) {
    if (auto ns = t.printk_ns(line)) return ns;
    if (line == 0) break;
  }
  return std::nullopt;
}

// A text log has no clock of its own; the kernel's time stamps date the stages from kernel on.
void add_guest_times(const Transcript& t, LogScan* scan) {
  auto& spans = scan->spans;
  if (spans.empty() || t.lines().empty()) return;
  auto dated = [](const StageSpan& s) { return s.stage >= Stage::kKernel && !s.after_end; };
  std::size_t boot_first = 0;
  for (std::size_t i = 0; i < std::min(spans.size(), kMaxDated); ++i) {
    if (i > 0 && spans[i].boot != spans[i - 1].boot) boot_first = spans[i].place;
    if (!dated(spans[i])) continue;
    spans[i].start_ns = printk_before(t, spans[i].place, boot_first);
    if (spans[i].start_ns) scan->clock = Clock::kGuest;
  }
  for (std::size_t i = 0; i < std::min(spans.size(), kMaxDated); ++i) {
    if (!spans[i].start_ns) continue;
    bool last = i + 1 == spans.size() || spans[i + 1].boot != spans[i].boot;
    std::size_t stop = i + 1 == spans.size() ? t.lines().size() - 1 : spans[i + 1].place;
    auto end = last ? printk_before(t, stop, spans[i].place) : spans[i + 1].start_ns;
    if (end && *end >= *spans[i].start_ns) spans[i].duration_ns = *end - *spans[i].start_ns;
  }
}

}  // namespace

std::ptrdiff_t LogScan::span_at(std::size_t line) const {
  auto it = std::upper_bound(spans.begin(), spans.end(), line,
                             [](std::size_t l, const StageSpan& s) { return l < s.place; });
  return std::distance(spans.begin(), it) - 1;
}

Result<std::unique_ptr<Phrases>> Phrases::compile(const std::vector<Rule>& rules,
                                                  const std::vector<Marker>& markers) {
  std::unique_ptr<Phrases> p(new Phrases);
  p->markers_ = markers;
  auto add = [&](const std::vector<std::string>& phrases,
                 std::vector<PhraseMatcher::Id>* ids) -> Status {
    for (const std::string& phrase : phrases) {
      auto id = p->matcher_.add(phrase);
      if (!id) return tl::unexpected<Error>(id.error());
      ids->push_back(*id);
    }
    return {};
  };
  for (const Rule& r : rules) {
    OfRule of;
    for (auto [phrases, ids] :
         {std::pair{&r.any, &of.any}, {&r.all, &of.all}, {&r.unless, &of.unless}})
      if (auto ok = add(*phrases, ids); !ok) return tl::unexpected<Error>(ok.error());
    p->of_rules_.push_back(std::move(of));
  }
  for (std::size_t m = 0; m < markers.size(); ++m) {
    std::vector<PhraseMatcher::Id> ids;
    if (auto ok = add(markers[m].phrases, &ids); !ok) return tl::unexpected<Error>(ok.error());
    p->markers_of_.resize(std::max(p->markers_of_.size(), p->matcher_.size()));
    for (auto id : ids) p->markers_of_[id].push_back(static_cast<std::uint32_t>(m));
  }
  p->markers_of_.resize(p->matcher_.size());
  p->matcher_.build();
  p->tries_.resize(markers.size());
  return p;
}

bool Phrases::marker_holds(std::size_t index, std::string_view line) {
  const Marker& marker = markers_[index];
  if (marker.line.empty() && marker.reject.empty()) return true;
  if (tries_[index] >= kMaxTries) return false;
  auto matches = [&](const std::string& pattern) { return pattern_matches(host_, pattern, line); };
  bool holds =
      (marker.line.empty() || std::any_of(marker.line.begin(), marker.line.end(), matches)) &&
      std::none_of(marker.reject.begin(), marker.reject.end(), matches);
  if (!holds) ++tries_[index];
  return holds;
}

void Phrases::scan_stretch(const Transcript& t, Transcript::Stretch stretch, StageTracker* tracker,
                           LogScan* out) {
  auto time_of = [&](std::size_t line) {
    std::int64_t ns = t.lines()[line].t_ns;
    return ns == kNoTime ? std::nullopt : std::optional(ns);
  };
  // Lines with a kernel time stamp are the kernel's, if nothing better is known.
  auto mark_kernel_lines = [&](std::size_t stop) {
    StageMark m{.stage = Stage::kKernel, .confidence = Confidence::kLow, .t_ns = {}};
    for (; kernel_line_ < stop; ++kernel_line_) {
      if (!tracker->would_change(m)) {
        kernel_line_ = stop;
        return;
      }
      if (!t.printk_ns(kernel_line_)) continue;
      m.place = kernel_line_;
      m.t_ns = time_of(kernel_line_);
      tracker->mark(m);
    }
  };

  PhraseMatcher::Scan scan(matcher_, t.text().substr(stretch.begin, stretch.end - stretch.begin));
  PhraseMatcher::Hit hit;
  while (scan.next(&hit)) {
    std::size_t begin = stretch.begin + hit.begin;
    while (line_ > 0 && t.lines()[line_].begin > begin) --line_;
    while (line_ + 1 < t.lines().size() && t.lines()[line_ + 1].begin <= begin) ++line_;
    auto& places = out->occurrences[hit.phrase];
    if (places.size() < kMaxOccurrences)
      places.push_back({.line = static_cast<std::uint32_t>(line_),
                        .length = static_cast<std::uint32_t>(hit.end - hit.begin),
                        .begin = begin});
    for (std::uint32_t index : markers_of_[hit.phrase]) {
      const Marker& marker = markers_[index];
      mark_kernel_lines(line_);
      StageMark m{.stage = marker.stage,
                  .kind = marker.kind,
                  .confidence = marker.confidence,
                  .place = line_,
                  .t_ns = time_of(line_)};
      if (tracker->would_change(m) &&
          marker_holds(index, t.line_text(line_, begin, kMaxMarkerLine)))
        tracker->mark(m);
    }
  }
  mark_kernel_lines(std::min(t.lines().size(), t.line_at(stretch.end) + 1));
}

LogScan Phrases::scan(const Transcript& t) {
  LogScan out;
  out.occurrences.resize(matcher_.size());
  StageTracker tracker;
  line_ = kernel_line_ = 0;
  tries_.assign(markers_.size(), 0);
  const RunFacts& facts = t.facts();
  if (facts.from_trace) tracker.begin(facts.start_ns);
  for (auto stretch : t.stretches()) scan_stretch(t, stretch, &tracker, &out);
  out.spans = tracker.finish(facts.from_trace ? std::optional(facts.end_ns) : std::nullopt);
  if (facts.from_trace)
    out.clock = Clock::kHost;
  else
    add_guest_times(t, &out);
  return out;
}

bool Phrases::mark_stages(std::string_view text, std::int64_t t_ns, StageTracker* tracker) {
  PhraseMatcher::Scan scan(matcher_, text);
  PhraseMatcher::Hit hit;
  bool changed = false;
  while (scan.next(&hit)) {
    for (std::uint32_t index : markers_of_[hit.phrase]) {
      const Marker& marker = markers_[index];
      StageMark m{.stage = marker.stage,
                  .kind = marker.kind,
                  .confidence = marker.confidence,
                  .t_ns = t_ns};
      if (tracker->would_change(m) && marker_holds(index, text))
        changed = tracker->mark(m) || changed;
    }
  }
  return changed;
}

}  // namespace gs::trace
