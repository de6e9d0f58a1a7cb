#include "trace/verdict_text.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.hpp"
#include "trace/lua_data.hpp"

namespace gs::trace {
namespace {

namespace json = boost::json;

json::value or_null(const std::optional<std::int64_t>& v) {
  return v ? json::value(*v) : json::value(nullptr);
}
json::value or_null(const std::optional<int>& v) {
  return v ? json::value(*v) : json::value(nullptr);
}
json::value or_null(const std::string& s) {
  return s.empty() ? json::value(nullptr) : json::value(printable(s));
}
json::value or_null(const std::optional<Stage>& s) {
  return s ? json::value(gs::to_string(*s)) : json::value(nullptr);
}

std::string_view to_string(Clock clock) { return clock == Clock::kHost ? "host" : "guest"; }

// Zero of the times that are shown.
std::int64_t origin(const Verdict& v) { return v.clock == Clock::kHost ? v.facts.start_ns : 0; }

json::array stages_json(const Verdict& v) {
  json::array out;
  for (const StageSpan& s : v.stages) {
    std::optional<std::int64_t> start = s.start_ns;
    if (start) *start -= origin(v);
    out.push_back({{"name", gs::to_string(s.stage)},
                   {"start_ns", or_null(start)},
                   {"duration_ns", or_null(s.duration_ns)},
                   {"boot", s.boot}});
  }
  return out;
}

json::object facts_json(const RunFacts& f) {
  json::array argv;
  for (const std::string& w : f.argv) argv.emplace_back(printable(w));
  json::array qemus;
  for (const QemuFacts& q : f.qemus) {
    if (q.probe) continue;
    qemus.push_back({{"pid", q.pid}, {"status", or_null(q.status)}, {"signal", or_null(q.signal)}});
  }
  return {{"argv", std::move(argv)},
          {"status", or_null(f.exit_status)},
          {"signal", or_null(f.exit_signal)},
          {"qemu", std::move(qemus)}};
}

// ---- text

std::string seconds(std::int64_t ns) {
  std::int64_t ms = (ns + 500'000) / 1'000'000;
  std::string frac = std::to_string(ms % 1000);
  return std::to_string(ms / 1000) + "." + std::string(3 - frac.size(), '0') + frac + " s";
}

std::string left(std::string s, std::size_t width) {
  if (s.size() < width) s.append(width - s.size(), ' ');
  return s;
}
std::string right(const std::string& s, std::size_t width) {
  return s.size() < width ? std::string(width - s.size(), ' ') + s : s;
}

class TextReport {
 public:
  TextReport(const Verdict& v, const TextStyle& style) : v_(v), style_(style) {}
  std::string write();

 private:
  static constexpr std::size_t kIndent = 12;
  static constexpr std::size_t kMaxRows = 100;  // of the timeline

  std::string paint(const char* code, const std::string& s) const {
    return style_.colour && !s.empty() ? std::string("\x1b[") + code + "m" + s + "\x1b[0m" : s;
  }
  void headline();
  void field(const std::string& name, const std::string& value);
  void wrapped(const std::string& name, const std::string& text);
  void evidence();
  void cure();
  void timeline();
  void row(const StageSpan& span, std::int64_t longest, bool failed);

  const Verdict& v_;
  const TextStyle& style_;
  std::string out_;
};

void TextReport::headline() {
  std::string stage = v_.stage ? std::string(gs::to_string(*v_.stage)) : std::string();
  switch (v_.outcome) {
    case Outcome::kOk:
      out_ += paint("1;32", "OK") + ": the boot got to " + stage;
      if (v_.cause != "ok" && !v_.cause.empty()) out_ += " (" + printable(v_.cause) + ")";
      break;
    case Outcome::kFail:
      out_ += paint("1;31", "FAILED") + " in " + stage + ": " + paint("1", printable(v_.cause));
      break;
    case Outcome::kUnknown:
      out_ += paint("1;33", "CANNOT TELL") + " what became of the boot";
      break;
  }
  out_ += '\n';
}

void TextReport::field(const std::string& name, const std::string& value) {
  out_ += left(name, kIndent) + value + '\n';
}

// Words of our own, broken at the width of the terminal.
void TextReport::wrapped(const std::string& name, const std::string& text) {
  std::string line;
  std::string label = name;
  std::string safe = printable(text);
  for (std::string_view word : split(safe, ' ')) {
    if (!line.empty() && kIndent + line.size() + 1 + word.size() > style_.width) {
      field(label, line);
      label.clear();
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty()) field(label, line);
}

void TextReport::evidence() {
  if (!v_.evidence) return;
  const Evidence& e = *v_.evidence;
  std::string place = "line " + std::to_string(e.line);
  if (v_.facts.from_trace) {
    place += " of " + std::string(to_string(e.source));
    if (e.pid != 0) place += " (pid " + std::to_string(e.pid) + ")";
    if (e.t_ns) place += ", " + seconds(*e.t_ns - origin(v_)) + " into the run";
  }
  field("evidence", place + ":");
  field("", "  " + paint("1", printable(e.text)));
}

void TextReport::cure() {
  if (!v_.cure_text.empty())
    wrapped(v_.outcome == Outcome::kUnknown ? "try" : "cure", v_.cure_text);
  if (v_.cure_hook.empty()) return;
  std::string command = v_.facts.argv.empty() ? "COMMAND..." : shell_join(v_.facts.argv);
  field(v_.cure_text.empty() ? "cure" : "",
        "  guestscope diagnose --hook " + shell_quote(v_.cure_hook) + " -- " + printable(command));
}

void TextReport::row(const StageSpan& span, std::int64_t longest, bool failed) {
  constexpr std::size_t kBar = 30;
  std::string name(gs::to_string(span.stage));
  if (span.after_end) name += " (after)";
  std::string start = span.start_ns ? seconds(*span.start_ns - origin(v_)) : "";
  std::string duration = span.duration_ns ? seconds(*span.duration_ns) : "";
  std::size_t bar = 0;
  if (span.duration_ns && longest > 0)
    bar = static_cast<std::size_t>(*span.duration_ns * static_cast<std::int64_t>(kBar) / longest);
  if (bar == 0 && span.duration_ns && *span.duration_ns > 0) bar = 1;
  std::string line = "  " + left(name, 18) + right(start, 11) + right(duration, 11) + "  ";
  line += paint(failed ? "31" : "36", std::string(bar, '#'));
  if (failed) line += std::string(bar ? 1 : 0, ' ') + paint("1;31", "<- failed here");
  while (!line.empty() && line.back() == ' ') line.pop_back();
  out_ += line + '\n';
}

void TextReport::timeline() {
  if (v_.stages.empty()) return;
  std::int64_t longest = 0;
  for (const StageSpan& s : v_.stages) longest = std::max(longest, s.duration_ns.value_or(0));
  out_ += '\n';
  std::string title = "stages";
  if (v_.clock != Clock::kNone) title = left("stages", 20) + right("start", 11) + right("time", 11);
  if (v_.clock == Clock::kGuest) title += "  (clock of the guest's kernel)";
  if (v_.clock == Clock::kHost)
    title += "  (run: " + seconds(v_.facts.end_ns - v_.facts.start_ns) + ")";
  out_ += title + '\n';
  // The failing span: the last one of that stage.
  std::size_t failed = v_.stages.size();
  if (v_.outcome == Outcome::kFail)
    for (std::size_t i = 0; i < v_.stages.size(); ++i)
      if (v_.stages[i].stage == v_.stage && !v_.stages[i].after_end) failed = i;
  for (std::size_t i = 0; i < v_.stages.size(); ++i) {
    if (i == kMaxRows) {
      out_ += "  ... and " + std::to_string(v_.stages.size() - i) + " more\n";
      break;
    }
    if (i > 0 && v_.stages[i].boot != v_.stages[i - 1].boot) out_ += "  -- started again --\n";
    row(v_.stages[i], longest, i == failed);
  }
}

std::string TextReport::write() {
  headline();
  wrapped("", v_.summary);
  evidence();
  cure();
  if (v_.outcome != Outcome::kUnknown)
    field("confidence", std::string(trace::to_string(v_.confidence)));
  if (!v_.complete)
    wrapped("note", "the recording is not complete" +
                        (v_.incomplete_why.empty() ? std::string() : ": " + v_.incomplete_why));
  if (!v_.trace_path.empty()) field("trace", printable(v_.trace_path));
  timeline();
  return std::move(out_);
}

}  // namespace

std::string verdict_json(const Verdict& v) {
  json::object o;
  o["outcome"] = trace::to_string(v.outcome);
  o["stage"] = or_null(v.stage);
  o["cause"] = or_null(v.cause);
  o["summary"] = or_null(v.summary);
  o["evidence"] = nullptr;
  if (v.evidence) {
    std::optional<std::int64_t> t = v.evidence->t_ns;
    if (t) *t -= origin(v);
    o["evidence"] = {{"text", printable(v.evidence->text)},
                     {"line", v.evidence->line},
                     {"source", trace::to_string(v.evidence->source)},
                     {"pid", v.evidence->pid ? json::value(v.evidence->pid) : json::value(nullptr)},
                     {"t_ns", or_null(t)}};
  }
  o["cure"] = nullptr;
  if (!v.cure_text.empty() || !v.cure_hook.empty())
    o["cure"] = {{"text", or_null(v.cure_text)}, {"hook", or_null(v.cure_hook)}};
  o["confidence"] = trace::to_string(v.confidence);
  o["stages"] = stages_json(v);
  o["clock"] = v.clock == Clock::kNone ? json::value(nullptr) : json::value(to_string(v.clock));
  o["last_stage"] = or_null(v.last_stage);
  o["boots"] = v.boots;
  o["complete"] = v.complete;
  o["incomplete_why"] = or_null(v.incomplete_why);
  o["trace"] = or_null(v.trace_path);
  o["command"] = nullptr;
  if (v.facts.from_trace) o["command"] = facts_json(v.facts);
  return json::serialize(o);
}

std::string verdict_text(const Verdict& verdict, const TextStyle& style) {
  return TextReport(verdict, style).write();
}

}  // namespace gs::trace
