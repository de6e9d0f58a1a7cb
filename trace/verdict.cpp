#include "trace/verdict.hpp"

#include <algorithm>
#include <csignal>
#include <tuple>

#include "trace/lua_data.hpp"

namespace gs::trace {
namespace {

// Evidence is one line; more of it is of no use to anybody.
constexpr std::size_t kMaxEvidence = 2000;

struct Candidate {
  const Rule* rule = nullptr;
  Occurrence place;
  Stage stage = Stage::kClient;
  bool stage_known = false;
};

bool is_better(const Candidate& a, const Candidate& b) {
  auto key = [](const Candidate& c) {
    auto precision = static_cast<int>(c.place.length + c.rule->line.size());
    return std::tuple(-static_cast<int>(c.rule->rank), c.place.line,
                      -static_cast<int>(c.rule->confidence), -precision,
                      -static_cast<int>(c.rule->all.size()));
  };
  return key(a) < key(b);
}

Confidence lower(Confidence a, Confidence b) { return std::min(a, b); }

// Everything that is known while one transcript is judged.
class Judge {
 public:
  Judge(const Transcript& t, const std::vector<Rule>& rules, Phrases& phrases)
      : t_(t), rules_(rules), phrases_(phrases), scan_(phrases.scan(t)) {
    for (const StageSpan& s : scan_.spans)
      if (s.stage == Stage::kReady) {
        ready_boots_.push_back(s.boot);
        if (s.confidence > Confidence::kLow) last_success_ = s.boot;
      }
  }
  Verdict judge();

 private:
  void find_candidates();
  std::optional<Candidate> candidate_of(std::size_t index);
  bool overcome(std::size_t line, const Candidate& c) const;
  Stage stage_at(std::size_t line, bool* known = nullptr) const;
  const StageSpan* furthest_span(int boot) const;
  bool reached_ready(int boot) const;
  Evidence evidence_at(std::size_t line, std::size_t offset) const;
  void judge_text(Verdict* v);
  void judge_facts(Verdict* v);
  bool broke_off() const;
  void fail_with(Verdict* v, const Candidate& c);
  bool qemu_failed(Verdict* v);
  bool shut_down_before(std::size_t line) const;
  void command_failed(Verdict* v);
  void describe_good_end(Verdict* v);
  int last_boot() const { return scan_.spans.empty() ? 0 : scan_.spans.back().boot; }

  const Transcript& t_;
  const std::vector<Rule>& rules_;
  Phrases& phrases_;
  LogScan scan_;
  std::vector<int> ready_boots_;  // ascending
  int last_success_ = -1;         // the last boot that is known to have become ready
  std::optional<Candidate> failure_;
  std::optional<Candidate> noise_;
};

bool Judge::reached_ready(int boot) const {
  return std::binary_search(ready_boots_.begin(), ready_boots_.end(), boot);
}

const StageSpan* Judge::furthest_span(int boot) const {
  const StageSpan* best = nullptr;
  for (const StageSpan& s : scan_.spans)
    if (s.boot == boot && !s.after_end && (!best || s.stage >= best->stage)) best = &s;
  return best;
}

// The stage at a line. Time after the end of the machine, and a shutdown that came before anything
// was ready, belong to the stage in which the boot ended.
Stage Judge::stage_at(std::size_t line, bool* known) const {
  std::ptrdiff_t i = scan_.span_at(line);
  if (known) *known = i >= 0;
  if (i < 0) return t_.printk_ns(line) ? Stage::kKernel : Stage::kClient;
  const auto& spans = scan_.spans;
  int boot = spans[static_cast<std::size_t>(i)].boot;
  for (; i > 0; --i) {
    const StageSpan& s = spans[static_cast<std::size_t>(i)];
    bool early_shutdown = s.stage == Stage::kShutdown && !reached_ready(boot);
    if (!s.after_end && !early_shutdown) return s.stage;
    if (spans[static_cast<std::size_t>(i - 1)].boot != boot) return s.stage;
  }
  return spans[0].stage;
}

bool Judge::overcome(std::size_t line, const Candidate& c) const {
  std::ptrdiff_t at = scan_.span_at(line);
  int boot = at < 0 ? 0 : scan_.spans[static_cast<std::size_t>(at)].boot;
  Stage from = std::max(c.stage, stage_at(line));
  // Waiting for the root device is no sign that the initrd had its modules; and a client that
  // prints an error before it launches has only overcome it when the machine is ready.
  Stage needed = static_cast<Stage>(static_cast<int>(from) + 1);
  if (from == Stage::kInitrd) needed = Stage::kInit;
  if (from <= Stage::kApplianceBuild) needed = Stage::kReady;
  if (last_success_ > boot) return true;
  for (auto i = static_cast<std::size_t>(std::max<std::ptrdiff_t>(at, 0)); i < scan_.spans.size();
       ++i) {
    const StageSpan& s = scan_.spans[i];
    if (s.boot != boot) break;
    bool progress = !s.after_end && s.stage != Stage::kShutdown && s.confidence > Confidence::kLow;
    if (progress && s.sure_place > line && s.stage >= needed) return true;
  }
  return false;
}

std::optional<Candidate> Judge::candidate_of(std::size_t index) {
  const Rule& rule = rules_[index];
  const Phrases::OfRule& ids = phrases_.of_rule(index);
  auto occurs = [&](PhraseMatcher::Id id) { return scan_.occurs(id); };
  if (std::none_of(ids.any.begin(), ids.any.end(), occurs)) return std::nullopt;
  if (std::any_of(ids.unless.begin(), ids.unless.end(), occurs)) return std::nullopt;
  if (!std::all_of(ids.all.begin(), ids.all.end(), occurs)) return std::nullopt;

  std::vector<Occurrence> places;
  for (auto id : ids.any)
    places.insert(places.end(), scan_.occurrences[id].begin(), scan_.occurrences[id].end());
  std::sort(places.begin(), places.end(), [](const Occurrence& a, const Occurrence& b) {
    return std::tuple(a.line, a.begin, b.length) < std::tuple(b.line, b.begin, a.length);
  });
  for (const Occurrence& place : places) {
    if (!rule.line.empty() &&
        !pattern_matches(phrases_.patterns(), rule.line,
                         t_.line_text(place.line, place.begin, kMaxPatternBytes)))
      continue;
    Candidate c{.rule = &rule, .place = place};
    c.stage = stage_at(place.line, &c.stage_known);
    if (rule.stage) {
      c.stage = *rule.stage;
      c.stage_known = true;
    }
    if (rule.rank == Rank::kNoise || !overcome(place.line, c)) return c;
  }
  return std::nullopt;
}

void Judge::find_candidates() {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    auto c = candidate_of(i);
    if (!c) continue;
    auto& best = c->rule->rank == Rank::kNoise ? noise_ : failure_;
    if (!best || is_better(*c, *best)) best = c;
  }
}

Evidence Judge::evidence_at(std::size_t line, std::size_t offset) const {
  const Line& l = t_.lines()[line];
  Evidence e{.text = std::string(t_.line_text(line, offset, kMaxEvidence)),
             .line = l.number,
             .source = l.source,
             .pid = l.pid,
             .t_ns = {}};
  while (!e.text.empty() && (e.text.back() == '\r' || e.text.back() == ' ')) e.text.pop_back();
  if (l.t_ns != kNoTime) e.t_ns = l.t_ns;
  return e;
}

void Judge::fail_with(Verdict* v, const Candidate& c) {
  v->outcome = Outcome::kFail;
  v->stage = c.stage;
  v->cause = c.rule->cause;
  v->summary = c.rule->summary;
  v->cure_text = c.rule->cure_text;
  v->cure_hook = c.rule->cure_hook;
  v->evidence = evidence_at(c.place.line, c.place.begin);
  v->confidence = c.rule->confidence;
  if (c.rule->rank == Rank::kWeak) v->confidence = lower(v->confidence, Confidence::kMedium);
  if (c.rule->rank == Rank::kSymptom || !c.stage_known)
    v->confidence = lower(v->confidence, Confidence::kLow);
}

// A text log: what the rules and the markers say.
void Judge::judge_text(Verdict* v) {
  if (failure_) {
    fail_with(v, *failure_);
    return;
  }
  const StageSpan* furthest = furthest_span(last_boot());
  // A line that is known to look worse than it is was printed by a boot that went on.
  bool noise_places = noise_ && noise_->rule->stage;
  if (!furthest && !noise_places) return;
  v->outcome = Outcome::kOk;
  v->stage = furthest ? furthest->stage : *noise_->rule->stage;
  v->confidence = furthest ? furthest->confidence : Confidence::kLow;
  if (noise_) {
    v->cause = noise_->rule->cause;
    v->summary = "The boot is well as far as the log goes. What looks like an error is none: " +
                 noise_->rule->summary;
    v->evidence = evidence_at(noise_->place.line, noise_->place.begin);
    if (noise_places) v->stage = std::max(*v->stage, *noise_->rule->stage);
  } else {
    v->cause = "ok";
    v->summary = "The boot is well as far as the log goes.";
    v->evidence = evidence_at(furthest->place, t_.lines()[furthest->place].begin);
  }
}

// True when the last qemu that ran a machine ended in a way that is a failure.
bool Judge::qemu_failed(Verdict* v) {
  const auto& qemus = t_.facts().qemus;
  auto q = std::find_if(qemus.rbegin(), qemus.rend(),
                        [](const QemuFacts& f) { return !f.probe && f.exit_ns; });
  if (q == qemus.rend()) return false;
  Stage stage = stage_at(q->exit_line);
  // SIGTERM is how clients end a machine; whether they were content, their own end tells.
  bool killed = q->signal && *q->signal != SIGTERM;
  bool bad_status = q->status && *q->status != 0;
  bool vanished = q->status == 0 && stage < Stage::kReady && !shut_down_before(q->exit_line);
  if (!killed && !bad_status && !vanished) return false;
  v->outcome = Outcome::kFail;
  v->stage = stage;
  v->evidence = evidence_at(q->exit_line, t_.lines()[q->exit_line].begin);
  v->confidence = Confidence::kMedium;
  v->cure_hook.clear();
  v->cure_text.clear();
  if (q->signal == SIGKILL) {
    v->cause = "qemu_killed";
    v->summary = "Something killed qemu while the machine was running.";
    v->cure_text =
        "Look for the out-of-memory killer (dmesg), a time limit or a container limit on "
        "the host.";
  } else if (killed) {
    v->cause = stage <= Stage::kQemuStart ? "qemu_died_at_start" : "qemu_crashed";
    v->summary = "qemu itself " + describe_end({}, q->signal) + ".";
    v->cure_text = "Try without KVM, with another machine type or another version of qemu.";
    v->cure_hook = "force-tcg";
  } else if (stage <= Stage::kQemuStart) {
    v->cause = "qemu_died_at_start";
    v->summary = "qemu ended before the machine ran, and nothing in the output says why.";
  } else {
    v->cause = "unknown";
    v->summary = "The machine ended in stage " + std::string(to_string(stage)) +
                 ", and nothing in the output says why.";
  }
  return true;
}

bool Judge::shut_down_before(std::size_t line) const {
  std::ptrdiff_t i = scan_.span_at(line);
  if (i < 0) return false;
  int boot = scan_.spans[static_cast<std::size_t>(i)].boot;
  return std::any_of(scan_.spans.begin(), scan_.spans.begin() + i + 1, [&](const StageSpan& s) {
    return s.boot == boot && s.stage == Stage::kShutdown;
  });
}

// The command ended badly, or somebody ended it, and nothing else explains it.
void Judge::command_failed(Verdict* v) {
  const RunFacts& f = t_.facts();
  Stage stage = stage_at(f.exit_line);
  // A session that was shut down in order failed in what it did, not in ending.
  if (stage == Stage::kShutdown) stage = Stage::kReady;
  v->outcome = Outcome::kFail;
  v->stage = stage;
  v->evidence = evidence_at(f.exit_line, t_.lines()[f.exit_line].begin);
  v->confidence = Confidence::kLow;
  std::string in_stage = " in stage " + std::string(to_string(stage));
  if (f.exit_signal) {
    v->cause = "interrupted";
    v->summary = "The command " + describe_end({}, f.exit_signal) + in_stage +
                 "; up to then nothing had failed.";
  } else {
    v->cause = "unknown";
    v->summary = "The command failed" + in_stage + ", and nothing in its output says why.";
  }
}

// A trace: how the processes ended has its say.
void Judge::judge_facts(Verdict* v) {
  const RunFacts& f = t_.facts();
  bool command_ok = f.exit_status == 0;
  bool content = command_ok && reached_ready(last_boot());
  if (failure_ && content) {
    Source s = t_.lines()[failure_->place.line].source;
    bool of_machine = s == Source::kConsole || s == Source::kQemuErr || s == Source::kGuestscope;
    if (!of_machine || failure_->rule->rank < Rank::kDecisive) failure_.reset();
  }
  judge_text(v);
  if (failure_ && failure_->rule->rank == Rank::kDecisive) return;
  Verdict by_qemu = *v;
  if (qemu_failed(&by_qemu)) {
    bool certain = by_qemu.cause != "unknown" && by_qemu.cause != "qemu_died_at_start";
    if (certain || (!failure_ && !content)) *v = by_qemu;
  } else if (f.ended() && !command_ok && !failure_) {
    command_failed(v);
  }
  if (v->outcome != Outcome::kFail) describe_good_end(v);
  if (v->outcome == Outcome::kOk && broke_off() && !reached_ready(last_boot())) {
    Verdict unknown;  // what came after is not known, and may have been the failure
    unknown.facts = v->facts;
    unknown.summary = "The recording broke off in stage " +
                      std::string(to_string(v->stage.value_or(Stage::kClient))) +
                      ", before the boot was ready; what came after is not known.";
    unknown.cure_text = "Record it again, and let the command come to its end.";
    *v = unknown;
  }
}

// The recording ended before what it recorded did.
bool Judge::broke_off() const {
  const RunFacts& f = t_.facts();
  if (!f.argv.empty()) return !f.ended();
  return std::any_of(f.qemus.begin(), f.qemus.end(), [](auto& q) { return !q.exit_ns; });
}

// The command itself says that all is well: no line of the log can take that back.
void Judge::describe_good_end(Verdict* v) {
  const RunFacts& f = t_.facts();
  if (f.exit_status != 0) return;
  bool machine = std::any_of(f.qemus.begin(), f.qemus.end(), [](auto& q) { return !q.probe; });
  if (!v->stage) v->stage = Stage::kClient;
  v->outcome = Outcome::kOk;
  v->cause = "ok";
  v->summary = machine ? "The command ended well, and its machine was well."
                       : "The command ended well; it started no machine.";
  v->evidence = evidence_at(f.exit_line, t_.lines()[f.exit_line].begin);
  v->confidence = Confidence::kHigh;
}

Verdict Judge::judge() {
  Verdict v;
  v.facts = t_.facts();
  find_candidates();
  if (v.facts.from_trace)
    judge_facts(&v);
  else
    judge_text(&v);
  if (v.outcome == Outcome::kUnknown && v.summary.empty()) {
    v.summary =
        "Nothing in it is known: no marker of a stage (libguestfs, supermin, firmware, kernel, "
        "initrd, systemd, guestfsd) and no message of a known failure.";
    v.cure_text =
        "Give the complete log: LIBGUESTFS_DEBUG=1 LIBGUESTFS_TRACE=1 in the environment of the "
        "command, or the guest's console; or run guestscope diagnose -- COMMAND.";
  }
  if (const StageSpan* last = furthest_span(last_boot())) v.last_stage = last->stage;
  int seen = -1;
  for (const StageSpan& s : scan_.spans)
    if (s.stage >= Stage::kQemuStart && s.boot != seen) {
      seen = s.boot;
      ++v.boots;
    }
  v.clock = scan_.clock;
  v.stages = std::move(scan_.spans);
  return v;
}

}  // namespace

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::kOk:
      return "ok";
    case Outcome::kFail:
      return "fail";
    case Outcome::kUnknown:
      return "unknown";
  }
  return "unknown";
}

int exit_code(Outcome outcome) {
  return outcome == Outcome::kOk ? 0 : outcome == Outcome::kFail ? 1 : 2;
}

Result<Diagnoser> Diagnoser::create() {
  auto rules = RuleBook::embedded();
  if (!rules) return tl::unexpected<Error>(rules.error());
  auto markers = MarkerBook::embedded();
  if (!markers) return tl::unexpected<Error>(markers.error());
  return create(std::move(*rules), std::move(*markers));
}

Result<Diagnoser> Diagnoser::create(RuleBook rules, MarkerBook markers) {
  Diagnoser d;
  auto phrases = Phrases::compile(rules.rules(), markers.markers());
  if (!phrases) return tl::unexpected<Error>(phrases.error());
  d.rules_ = std::move(rules);
  d.phrases_ = std::move(*phrases);
  return d;
}

Verdict Diagnoser::diagnose(const Transcript& transcript) {
  return Judge(transcript, rules_.rules(), *phrases_).judge();
}

}  // namespace gs::trace
