#include "tracefile/trace_lines.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace gs::tracefile {
namespace {

constexpr std::size_t kMaxWriters = 65'536;  // one per qemu of a run; a hostile file may have more
constexpr std::size_t kNamedWriters = 3;     // in a sentence

std::string described(const TraceWriterInfo& w) {
  std::string role = w.role.empty() ? "writer " + std::to_string(w.id)
                                    : printable(std::string_view(w.role).substr(0, 32));
  return w.pid > 0 ? role + " (pid " + std::to_string(w.pid) + ")" : role;
}

// Collects names for one sentence, the first few by name.
class Names {
 public:
  void add(const TraceWriterInfo& w) {
    if (++count_ > kNamedWriters) return;
    if (!text_.empty()) text_ += ", ";
    text_ += described(w);
  }
  bool any() const { return count_ > 0; }
  std::string text() const {
    if (count_ <= kNamedWriters) return text_;
    return text_ + " and " + std::to_string(count_ - kNamedWriters) + " more";
  }

 private:
  std::size_t count_ = 0;
  std::string text_;
};

}  // namespace

void sort_events(std::vector<Written>* events) {
  std::stable_sort(events->begin(), events->end(), [](const Written& a, const Written& b) {
    return a.event.t_ns != b.event.t_ns ? a.event.t_ns < b.event.t_ns : a.writer < b.writer;
  });
}

bool TraceLines::take(std::string_view text, std::vector<Written>* out) {
  while (!text.empty()) {
    if (events_ >= limits_.events) return false;
    std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    // A frame holds whole lines: a last one without an end is not one.
    if (end == std::string_view::npos || line.size() > limits_.line_bytes)
      ++bad_lines_;
    else
      take_line(line, out);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return true;
}

void TraceLines::take_line(std::string_view text, std::vector<Written>* out) {
  Line line;
  if (!parse_line(text, &line)) {
    ++bad_lines_;
    return;
  }
  auto found = writers_.find(line.writer);
  if (found == writers_.end()) {
    if (writers_.size() >= kMaxWriters) {
      ++bad_lines_;
      return;
    }
    found = writers_.emplace(line.writer, TraceWriterInfo{}).first;
    found->second.id = line.writer;
  }
  TraceWriterInfo& w = found->second;
  switch (line.kind) {
    case Line::Kind::kOpen:
      w.role = std::move(line.role);
      w.pid = line.event.pid;
      w.opened_ns = line.event.t_ns;
      return;
    case Line::Kind::kClose:
      w.closed_ns = line.event.t_ns;
      w.events_told = line.events;
      return;
    case Line::Kind::kUnknown:
      ++w.events;
      ++unknown_lines_;
      return;
    case Line::Kind::kEvent:
      ++w.events;
      ++events_;
      out->push_back({std::move(line.event), line.writer});
      return;
  }
}

void TraceLines::missing(bool being_written, std::vector<std::string>* out) const {
  Names open, unopened, short_of;
  for (const auto& [id, w] : writers_) {
    if (!w.closed_ns) open.add(w);
    if (!w.opened_ns) unopened.add(w);
    if (w.events_told && *w.events_told != w.events) short_of.add(w);
  }
  if (open.any())
    out->push_back(being_written ? "it is still being recorded"
                                 : open.text() + " did not close it");
  else if (writers_.empty())
    out->push_back("nothing was recorded in it");
  if (unopened.any()) out->push_back("the beginning of " + unopened.text() + " is missing");
  if (short_of.any()) out->push_back("events of " + short_of.text() + " are missing");
  if (bad_lines_ > 0) out->push_back(std::to_string(bad_lines_) + " lines in it are no events");
}

}  // namespace gs::tracefile
