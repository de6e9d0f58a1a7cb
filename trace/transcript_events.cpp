// Transcript::from_events: from the bytes and facts of a trace to lines.
#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/text.hpp"
#include "trace/transcript.hpp"

namespace gs::trace {
namespace {

// A stream that never ends its line still gets into the report in pieces.
constexpr std::size_t kMaxLine = 1 << 20;

// A line's content without what differs between a console and libguestfs's echo of it: control
// bytes, and the "\x1b" that the echo spells out.
std::size_t content_hash(std::string_view s) {
  std::string plain;
  for (std::size_t i = 0; i < s.size(); ++i) {
    bool spelt_out =
        s[i] == '\\' && i + 3 < s.size() && s[i + 1] == 'x' && (s[i + 2] == '0' || s[i + 2] == '1');
    if (spelt_out)
      i += 3;
    else if (static_cast<unsigned char>(s[i]) >= 0x20)
      plain += s[i];
  }
  return std::hash<std::string_view>{}(trim(plain));
}

std::optional<Source> source_of(EventKind kind) {
  switch (kind) {
    case EventKind::kClientOut:
      return Source::kClientOut;
    case EventKind::kClientErr:
      return Source::kClientErr;
    case EventKind::kConsole:
      return Source::kConsole;
    case EventKind::kQemuErr:
      return Source::kQemuErr;
    default:
      return std::nullopt;
  }
}

}  // namespace

class TranscriptBuilder {
 public:
  Transcript build(const std::vector<Event>& events);

 private:
  struct Stream {
    std::string partial;
    std::int64_t t_ns = 0;  // of the first byte of partial
    std::uint32_t lines = 0;
  };
  struct Pending {
    Line line;  // begin is in arena_
    std::optional<std::size_t> exit_of_qemu;
    bool exit_of_command = false;
  };

  void add_bytes(const Event& e, Source source);
  void finish_line(Stream& s, Source source, std::int64_t pid);
  void add_facts(const Event& e);
  void drop_echoes();

  std::string arena_;
  std::vector<Pending> lines_;
  std::map<std::pair<Source, std::int64_t>, Stream> streams_;
  std::uint32_t fact_lines_ = 0;
  FactReader reader_;
};

void TranscriptBuilder::finish_line(Stream& s, Source source, std::int64_t pid) {
  lines_.push_back({.line = {.begin = arena_.size(),
                             .length = static_cast<std::uint32_t>(s.partial.size()),
                             .number = ++s.lines,
                             .t_ns = s.t_ns,
                             .pid = static_cast<std::int32_t>(pid),
                             .source = source},
                    .exit_of_qemu = {}});
  arena_ += s.partial;
  s.partial.clear();
}

void TranscriptBuilder::add_bytes(const Event& e, Source source) {
  Stream& s = streams_[{source, e.pid}];
  std::string_view rest = e.text;
  while (!rest.empty()) {
    if (s.partial.empty()) s.t_ns = e.t_ns;
    std::size_t nl = rest.find('\n');
    s.partial += rest.substr(0, nl);
    if (nl == std::string_view::npos) break;
    finish_line(s, source, e.pid);
    rest.remove_prefix(nl + 1);
  }
  if (s.partial.size() > kMaxLine) finish_line(s, source, e.pid);
}

void TranscriptBuilder::add_facts(const Event& e) {
  for (FactLine& f : reader_.read(e)) {
    lines_.push_back({.line = {.begin = arena_.size(),
                               .length = static_cast<std::uint32_t>(f.text.size()),
                               .number = ++fact_lines_,
                               .t_ns = e.t_ns,
                               .pid = static_cast<std::int32_t>(f.pid),
                               .source = Source::kGuestscope},
                      .exit_of_qemu = f.exit_of_qemu,
                      .exit_of_command = f.exit_of_command});
    arena_ += f.text;
  }
}

void TranscriptBuilder::drop_echoes() {
  std::unordered_map<std::size_t, std::size_t> originals;
  auto content = [&](const Line& l) {
    return content_hash(std::string_view(arena_).substr(l.begin, l.length));
  };
  for (const Pending& p : lines_)
    if (p.line.length > 0 &&
        (p.line.source == Source::kConsole || p.line.source == Source::kQemuErr))
      ++originals[content(p.line)];
  if (originals.empty()) return;
  std::erase_if(lines_, [&](const Pending& p) {
    bool client = p.line.source == Source::kClientErr || p.line.source == Source::kClientOut;
    if (!client || p.line.length == 0) return false;
    auto it = originals.find(content(p.line));
    if (it == originals.end() || it->second == 0) return false;
    --it->second;
    return true;
  });
}

Transcript TranscriptBuilder::build(const std::vector<Event>& events) {
  for (const Event& e : events) {
    add_facts(e);
    if (auto source = source_of(e.kind)) add_bytes(e, *source);
  }
  for (auto& [key, s] : streams_)
    if (!s.partial.empty()) finish_line(s, key.first, key.second);
  drop_echoes();
  // By the time of the first byte; what came at the same time stays in the order of the trace.
  std::stable_sort(lines_.begin(), lines_.end(),
                   [](const Pending& a, const Pending& b) { return a.line.t_ns < b.line.t_ns; });

  Transcript t;
  t.facts_ = std::move(reader_.facts());
  t.facts_.from_trace = true;
  t.owned_.reserve(arena_.size() + lines_.size() + 1);
  t.lines_.reserve(lines_.size());
  for (const Pending& p : lines_) {
    if (p.exit_of_qemu) t.facts_.qemus[*p.exit_of_qemu].exit_line = t.lines_.size();
    if (p.exit_of_command) t.facts_.exit_line = t.lines_.size();
    Line line = p.line;
    line.begin = t.owned_.size();
    t.lines_.push_back(line);
    t.owned_ += std::string_view(arena_).substr(p.line.begin, p.line.length);
    t.owned_ += '\n';
  }
  return t;
}

Transcript Transcript::from_events(const std::vector<Event>& events) {
  return TranscriptBuilder{}.build(events);
}

}  // namespace gs::trace
