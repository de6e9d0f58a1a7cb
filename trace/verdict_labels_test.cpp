// The labelled logs of ../shared/data/bootlogs: prints what was wanted and what was found, and
// holds the project to its numbers. Every rule's own match and healthy text is tried here too.
#include <gtest/gtest.h>

#include <cstdio>

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

TEST(Labels, RealLogsGiveTheStageAndTheCause) {
  const std::string folder = boot_log_folder();
  if (folder.empty()) GTEST_SKIP() << "no ../shared/data/bootlogs on this machine";
  auto table = read_file(folder + "/labels.tsv", 1 << 20);
  ASSERT_TRUE(table);
  auto d = Diagnoser::create();
  ASSERT_TRUE(d) << d.error().message;

  int logs = 0, stages = 0, causes = 0, false_alarms = 0;
  for (std::string_view row : split(*table, '\n')) {
    auto f = split(row, '\t');
    if (f.size() < 6 || f[0] == "file") continue;
    auto log = read_file(folder + "/" + std::string(f[0]), 1 << 20);
    ASSERT_TRUE(log) << f[0];
    Verdict v = judge(*d, *log);
    bool stage_ok = stage_name(v) == f[2];
    bool cause_ok = v.cause == f[4];
    ++logs;
    stages += stage_ok;
    causes += cause_ok;
    false_alarms += f[3] == "ok" && v.outcome != Outcome::kOk;
    std::printf("%-8s %s %-15s %-15s %s %-34s %-34s %s\n", std::string(f[0]).c_str(),
                stage_ok ? " " : "S", std::string(f[2]).c_str(), stage_name(v).c_str(),
                cause_ok ? " " : "C", std::string(f[4]).c_str(), v.cause.c_str(),
                v.evidence ? printable(v.evidence->text).substr(0, 60).c_str() : "");
  }
  std::printf("stages %d/%d, causes %d/%d, healthy called failing %d\n", stages, logs, causes, logs,
              false_alarms);
  EXPECT_EQ(false_alarms, 0);
  EXPECT_GE(stages * 100, logs * 90);
  EXPECT_GE(causes * 100, logs * 75);
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
