// The labelled logs of ../shared/data/bootlogs: prints what was wanted and what was found, and
// holds the project to its numbers. Every rule's own match and healthy text is tried here too.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>

#include "base/files.hpp"
#include "base/text.hpp"
#include "trace/test_logs.hpp"
#include "trace/verdict.hpp"

namespace gs::trace {
namespace {

std::string stage_name(const Verdict& v) {
  return v.stage ? std::string(gs::to_string(*v.stage)) : "-";
}

Verdict judge(Diagnoser& d, const std::string& log) {
  auto t = Transcript::from_log(log);
  if (!t) {
    ADD_FAILURE() << t.error().message;
    return {};
  }
  return d.diagnose(*t);
}

struct Score {
  int logs = 0, stages = 0, causes = 0, false_alarms = 0;
};

// Judges every log that folder/labels.tsv names (file, then stage, outcome, cause in the columns
// that its header says) and prints the table.
Score judge_folder(const std::string& folder) {
  Score score;
  auto table = read_file(folder + "/labels.tsv", 1 << 20);
  auto d = Diagnoser::create();
  if (!table || !d) {
    ADD_FAILURE() << (table ? d.error().message : table.error().message);
    return score;
  }
  std::map<std::string_view, std::size_t> column;
  for (std::string_view row : split(*table, '\n')) {
    auto f = split(row, '\t');
    if (column.empty())
      for (std::size_t i = 0; i < f.size(); ++i) column[f[i]] = i;
    if (f[0] == "file" || f.size() < column.size()) continue;
    auto want = [&](std::string_view name) { return f[column.at(name)]; };
    auto log = read_file(folder + "/" + std::string(f[0]), 1 << 20);
    if (!log) {
      ADD_FAILURE() << log.error().message;
      continue;
    }
    Verdict v = judge(*d, *log);
    // Noise is a matter of taste: a log that is well may be called so with or without it.
    bool well = want("outcome") == "ok";
    bool cause_ok = v.cause == want("cause") || (well && v.outcome == Outcome::kOk);
    bool stage_ok = stage_name(v) == want("stage");
    ++score.logs;
    score.stages += stage_ok;
    score.causes += cause_ok;
    score.false_alarms += well && v.outcome != Outcome::kOk;
    std::printf("%-36s %s %-15s %-15s %s %-34s %-34s %s\n", std::string(f[0]).c_str(),
                stage_ok ? " " : "S", std::string(want("stage")).c_str(), stage_name(v).c_str(),
                cause_ok ? " " : "C", std::string(want("cause")).c_str(), v.cause.c_str(),
                v.evidence ? printable(v.evidence->text).substr(0, 60).c_str() : "");
  }
  std::printf("stages %d/%d, causes %d/%d, healthy called failing %d\n", score.stages, score.logs,
              score.causes, score.logs, score.false_alarms);
  return score;
}

TEST(Labels, LogsOfPublicBugReports) {
  const std::string folder = boot_log_folder();
  if (folder.empty()) GTEST_SKIP() << "no ../shared/data/bootlogs on this machine";
  Score s = judge_folder(folder);
  EXPECT_GE(s.logs, 59);
  EXPECT_EQ(s.false_alarms, 0);
  EXPECT_GE(s.stages * 100, s.logs * 90);
  EXPECT_GE(s.causes * 100, s.logs * 75);
}

TEST(Labels, LogsOfProvokedFailures) {
  Score s = judge_folder(std::string(GUESTSCOPE_SOURCE_DIR) + "/tests/data/bootlogs");
  EXPECT_GE(s.logs, 30);
  EXPECT_EQ(s.false_alarms, 0);
  EXPECT_GE(s.stages * 100, s.logs * 90);
  EXPECT_GE(s.causes * 100, s.logs * 90);
}

TEST(Rules, EachGivesItsCauseOnItsLogAndNotOnTheHealthyOne) {
  auto d = Diagnoser::create();
  ASSERT_TRUE(d) << d.error().message;
  ASSERT_FALSE(d->rules().rules().empty());
  for (const Rule& r : d->rules().rules()) {
    SCOPED_TRACE(r.file + ": " + r.cause + " (" + r.any[0] + ")");
    Verdict v = judge(*d, r.match);
    EXPECT_EQ(v.cause, r.cause) << "on its match; evidence: "
                                << (v.evidence ? v.evidence->text : "none");
    EXPECT_EQ(v.outcome, r.rank == Rank::kNoise ? Outcome::kOk : Outcome::kFail);
    if (r.stage && r.rank != Rank::kNoise) {
      EXPECT_EQ(stage_name(v), gs::to_string(*r.stage)) << "on its match";
    }
    Verdict h = judge(*d, r.healthy);
    EXPECT_NE(h.cause, r.cause) << "on its healthy text; evidence: "
                                << (h.evidence ? h.evidence->text : "none");
  }
}

}  // namespace
}  // namespace gs::trace
