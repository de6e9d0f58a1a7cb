// Transcript::from_events: from the bytes and facts of a trace to lines.
#include <algorithm>
#include <boost/json.hpp>
#include <cstring>
#include <map>
#include <unordered_map>

#include "base/text.hpp"
#include "trace/transcript.hpp"

namespace gs::trace {
namespace {

namespace json = boost::json;

// A stream that never ends its line still gets into the report in pieces.
constexpr std::size_t kMaxLine = 1 << 20;

json::object parse_object(const std::string& text) {
  boost::system::error_code ec;
  json::value v = json::parse(text, ec);
  if (ec || !v.is_object()) return {};
  return std::move(v.get_object());
}

std::optional<std::int64_t> integer(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  if (!v || !v->is_number()) return std::nullopt;
  boost::system::error_code ec;
  auto n = v->to_number<std::int64_t>(ec);
  if (ec) return std::nullopt;
  return n;
}

bool is_true(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_bool() && v->get_bool();
}

std::vector<std::string> words(const json::object& o, std::string_view key) {
  std::vector<std::string> out;
  const json::value* v = o.if_contains(key);
  if (!v || !v->is_array()) return out;
  for (const json::value& w : v->get_array())
    if (w.is_string()) out.emplace_back(w.get_string());
  return out;
}

std::string describe_end(std::optional<int> status, std::optional<int> signal) {
  if (!signal) return "exited with status " + std::to_string(status.value_or(0));
  const char* name = *signal > 0 && *signal < 65 ? ::strsignal(*signal) : nullptr;
  return "was killed by signal " + std::to_string(*signal) + " (" + (name ? name : "unknown") + ")";
}

// A line's content without what differs between a console and libguestfs's echo of it: control
// bytes, and the "\x1b" that the echo spells out.
std::size_t content_hash(std::string_view s) {
  std::string plain;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '\\' && i + 3 < s.size() && s[i + 1] == 'x' && (s[i + 2] == '0' || s[i + 2] == '1')) {
      i += 3;
      continue;
    }
    if (static_cast<unsigned char>(s[i]) >= 0x20) plain += s[i];
  }
  return std::hash<std::string_view>{}(trim(plain));
}

}  // namespace

class TranscriptBuilder {
 public:
  Transcript build(const std::vector<Event>& events);

 private:
  struct Stream {
    std::string partial;
    std::int64_t t_ns = 0;
    std::uint32_t lines = 0;
  };
  struct Pending {
    std::int64_t t_ns;
    std::size_t begin;  // in arena_
    std::uint32_t length;
    std::uint32_t number;
    std::int32_t pid;
    Source source;
    std::ptrdiff_t qemu_exit = -1;  // index in facts.qemus
    bool command_exit = false;
  };

  void add_bytes(const Event& e, Source source);
  void finish_line(Stream& s, Source source, std::int32_t pid);
  Pending& add_fact(const Event& e, const std::string& text);
  void add_run(const Event& e);
  void add_exit(const Event& e);
  void add_qemu(const Event& e);
  void add_qmp(const Event& e);
  void drop_echoes();

  std::string arena_;
  std::vector<Pending> lines_;
  std::map<std::pair<Source, std::int64_t>, Stream> streams_;
  std::uint32_t fact_lines_ = 0;
  std::int64_t client_pid_ = 0;
  RunFacts facts_;
};

void TranscriptBuilder::finish_line(Stream& s, Source source, std::int32_t pid) {
  lines_.push_back({.t_ns = s.t_ns,
                    .begin = arena_.size(),
                    .length = static_cast<std::uint32_t>(s.partial.size()),
                    .number = ++s.lines,
                    .pid = pid,
                    .source = source});
  arena_ += s.partial;
  s.partial.clear();
}

void TranscriptBuilder::add_bytes(const Event& e, Source source) {
  Stream& s = streams_[{source, e.pid}];
  std::string_view rest = e.text;
  auto pid = static_cast<std::int32_t>(e.pid);
  while (!rest.empty()) {
    if (s.partial.empty()) s.t_ns = e.t_ns;
    std::size_t nl = rest.find('\n');
    s.partial += rest.substr(0, std::min(nl, rest.size()));
    if (nl == std::string_view::npos) break;
    finish_line(s, source, pid);
    rest.remove_prefix(nl + 1);
  }
  if (s.partial.size() > kMaxLine) finish_line(s, source, pid);
}

TranscriptBuilder::Pending& TranscriptBuilder::add_fact(const Event& e, const std::string& text) {
  std::string line = "guestscope: " + text;
  std::replace(line.begin(), line.end(), '\n', ' ');
  lines_.push_back({.t_ns = e.t_ns,
                    .begin = arena_.size(),
                    .length = static_cast<std::uint32_t>(line.size()),
                    .number = ++fact_lines_,
                    .pid = static_cast<std::int32_t>(e.pid),
                    .source = Source::kGuestscope});
  arena_ += line;
  return lines_.back();
}

void TranscriptBuilder::add_run(const Event& e) {
  json::object data = parse_object(e.data);
  client_pid_ = integer(data, "pid").value_or(e.pid);
  if (facts_.argv.empty()) facts_.argv = words(data, "argv");
  add_fact(e, "the command started: " + shell_join(words(data, "argv")));
}

void TranscriptBuilder::add_exit(const Event& e) {
  json::object data = parse_object(e.data);
  std::int64_t pid = integer(data, "pid").value_or(e.pid);
  auto as_int = [](std::optional<std::int64_t> v) {
    return v ? std::optional<int>(static_cast<int>(*v)) : std::nullopt;
  };
  std::optional<int> signal = as_int(integer(data, "signal"));
  std::optional<int> status = as_int(integer(data, "status"));
  if (signal && *signal == 0) signal.reset();
  if (signal) status.reset();
  // A pid can come again: the last start counts.
  auto qemu = std::find_if(facts_.qemus.rbegin(), facts_.qemus.rend(),
                           [&](const QemuFacts& q) { return q.pid == pid && !q.exit_ns; });
  std::string end = describe_end(status, signal);
  if (qemu != facts_.qemus.rend()) {
    qemu->exit_ns = e.t_ns;
    qemu->status = status;
    qemu->signal = signal;
    Pending& line = add_fact(e, std::string(qemu->probe ? "qemu probe" : "qemu") + " (pid " +
                                    std::to_string(pid) + ") " + end);
    line.qemu_exit = std::distance(facts_.qemus.begin(), qemu.base()) - 1;
    line.pid = static_cast<std::int32_t>(pid);
  }
  if (pid == client_pid_) {
    facts_.exit_status = status;
    facts_.exit_signal = signal;
    if (!status && !signal) facts_.exit_status = 0;
    add_fact(e, "the command " + end).command_exit = true;
  } else if (qemu == facts_.qemus.rend()) {
    add_fact(e, "process " + std::to_string(pid) + " " + end);
  }
}

void TranscriptBuilder::add_qemu(const Event& e) {
  json::object data = parse_object(e.data);
  QemuFacts q{.pid = integer(data, "pid").value_or(e.pid),
              .probe = is_true(data, "probe"),
              .start_ns = e.t_ns,
              .exit_ns = {},
              .status = {},
              .signal = {}};
  facts_.qemus.push_back(q);
  add_fact(e, std::string(q.probe ? "qemu probe" : "qemu") + " (pid " + std::to_string(q.pid) +
                  ") started: " + shell_join(words(data, "argv")));
}

void TranscriptBuilder::add_qmp(const Event& e) {
  json::object data = parse_object(e.data);
  const json::value* name = data.if_contains("event");
  if (name && name->is_string()) {
    const json::value* more = data.if_contains("data");
    add_fact(e, "qmp: " + std::string(name->get_string()) +
                    (more ? " " + json::serialize(*more) : std::string()));
  } else if (data.contains("error")) {
    add_fact(e, "qmp: " + json::serialize(data));
  }
}

void TranscriptBuilder::drop_echoes() {
  std::unordered_map<std::size_t, std::size_t> originals;
  auto content = [&](const Pending& l) {
    return content_hash(std::string_view(arena_).substr(l.begin, l.length));
  };
  for (const Pending& l : lines_)
    if (l.length > 0 && (l.source == Source::kConsole || l.source == Source::kQemuErr))
      ++originals[content(l)];
  if (originals.empty()) return;
  std::erase_if(lines_, [&](const Pending& l) {
    if (l.length == 0 || (l.source != Source::kClientErr && l.source != Source::kClientOut))
      return false;
    auto it = originals.find(content(l));
    if (it == originals.end() || it->second == 0) return false;
    --it->second;
    return true;
  });
}

Transcript TranscriptBuilder::build(const std::vector<Event>& events) {
  facts_.from_trace = true;
  if (!events.empty()) facts_.start_ns = facts_.end_ns = events.front().t_ns;
  for (const Event& e : events) {
    facts_.start_ns = std::min(facts_.start_ns, e.t_ns);
    facts_.end_ns = std::max(facts_.end_ns, e.t_ns);
    switch (e.kind) {
      case EventKind::kRun: add_run(e); break;
      case EventKind::kExit: add_exit(e); break;
      case EventKind::kClientOut: add_bytes(e, Source::kClientOut); break;
      case EventKind::kClientErr: add_bytes(e, Source::kClientErr); break;
      case EventKind::kQemu: add_qemu(e); break;
      case EventKind::kConsole: add_bytes(e, Source::kConsole); break;
      case EventKind::kQemuErr: add_bytes(e, Source::kQemuErr); break;
      case EventKind::kQmp: add_qmp(e); break;
      case EventKind::kNote: add_fact(e, "note: " + e.text); break;
    }
  }
  for (auto& [key, s] : streams_)
    if (!s.partial.empty()) finish_line(s, key.first, static_cast<std::int32_t>(key.second));
  drop_echoes();
  // By the time of the first byte; what came at the same time stays in the order of the trace.
  std::stable_sort(lines_.begin(), lines_.end(),
                   [](const Pending& a, const Pending& b) { return a.t_ns < b.t_ns; });

  Transcript t;
  t.owned_.reserve(arena_.size() + lines_.size() + 1);
  t.lines_.reserve(lines_.size());
  for (const Pending& l : lines_) {
    if (l.qemu_exit >= 0)
      facts_.qemus[static_cast<std::size_t>(l.qemu_exit)].exit_line = t.lines_.size();
    if (l.command_exit) facts_.exit_line = t.lines_.size();
    t.lines_.push_back({.begin = t.owned_.size(),
                        .length = l.length,
                        .number = l.number,
                        .t_ns = l.t_ns,
                        .pid = l.pid,
                        .source = l.source});
    t.owned_ += std::string_view(arena_).substr(l.begin, l.length);
    t.owned_ += '\n';
  }
  t.facts_ = std::move(facts_);
  return t;
}

Transcript Transcript::from_events(const std::vector<Event>& events) {
  return TranscriptBuilder{}.build(events);
}

}  // namespace gs::trace
