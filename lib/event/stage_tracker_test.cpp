#include "event/stage_tracker.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace gs {
namespace {

StageMark at(Stage stage, std::int64_t t_ns, MarkKind kind = MarkKind::kEnter) {
  return {.stage = stage, .kind = kind, .place = static_cast<std::size_t>(t_ns), .t_ns = t_ns};
}

std::string names(const std::vector<StageSpan>& spans) {
  std::string out;
  for (const StageSpan& s : spans) {
    if (!out.empty()) out += ' ';
    out += std::string(to_string(s.stage)) + (s.after_end ? "*" : "") + std::to_string(s.boot);
  }
  return out;
}

TEST(StageTracker, GoesForwardAndIgnoresEchoes) {
  StageTracker t;
  t.begin(0);
  EXPECT_TRUE(t.mark(at(Stage::kQemuStart, 10)));
  EXPECT_TRUE(t.mark(at(Stage::kKernel, 20)));
  EXPECT_FALSE(t.mark(at(Stage::kQemuStart, 30))) << "a late echo";
  EXPECT_FALSE(t.mark(at(Stage::kKernel, 40)));
  EXPECT_TRUE(t.mark(at(Stage::kReady, 50)));
  EXPECT_EQ(t.current(), Stage::kReady);
  EXPECT_EQ(t.since_ns(), 50);
  EXPECT_EQ(names(t.finish(60)), "client0 qemu-start0 kernel0 ready0");
}

TEST(StageTracker, SpansAddUpToTheRun) {
  std::mt19937 random(3);
  for (int round = 0; round < 200; ++round) {
    StageTracker t;
    t.begin(1000);
    std::int64_t now = 1000;
    for (int i = 0; i < 30; ++i) {
      now += static_cast<std::int64_t>(random() % 50) - 5;  // clocks of two processes may cross
      t.mark({.stage = static_cast<Stage>(random() % kStageCount),
              .kind = static_cast<MarkKind>(random() % 5),
              .t_ns = std::max<std::int64_t>(now, 1000)});
    }
    std::int64_t end = now + 100;
    auto spans = t.finish(end);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < spans.size(); ++i) {
      ASSERT_TRUE(spans[i].start_ns && spans[i].duration_ns);
      if (i + 1 < spans.size()) {
        EXPECT_EQ(*spans[i].start_ns + *spans[i].duration_ns, *spans[i + 1].start_ns);
      }
      sum += *spans[i].duration_ns;
    }
    EXPECT_EQ(sum, end - 1000);
  }
}

TEST(StageTracker, ALaunchStartsANewBootAlways) {
  StageTracker t;
  t.mark(at(Stage::kReady, 1));
  EXPECT_TRUE(t.mark(at(Stage::kQemuStart, 2, MarkKind::kRestart)));
  EXPECT_FALSE(t.mark(at(Stage::kQemuStart, 3, MarkKind::kRestart))) << "the same launch";
  EXPECT_EQ(names(t.finish({})), "ready0 qemu-start1");
}

TEST(StageTracker, AKernelBannerStartsANewBootOnlyAfterAnEnd) {
  StageTracker t;
  t.mark(at(Stage::kKernel, 1));
  t.mark(at(Stage::kInit, 2));
  EXPECT_FALSE(t.mark(at(Stage::kKernel, 3, MarkKind::kRestartAfterEnd))) << "dmesg in a log";
  t.mark(at(Stage::kClient, 4, MarkKind::kEnd));  // a panic
  EXPECT_EQ(t.current(), Stage::kInit) << "a panic is no stage";
  EXPECT_TRUE(t.mark(at(Stage::kKernel, 5, MarkKind::kRestartAfterEnd)));
  t.mark(at(Stage::kShutdown, 6));
  EXPECT_TRUE(t.mark(at(Stage::kFirmware, 7, MarkKind::kRestartAfterEnd)));
  EXPECT_EQ(names(t.finish({})), "kernel0 init0 kernel1 shutdown1 firmware2");
}

TEST(StageTracker, WhenTheMachineIsGoneTheTimeIsTheClients) {
  StageTracker t;
  t.begin(0);
  t.mark(at(Stage::kQemuStart, 10, MarkKind::kRestart));
  EXPECT_TRUE(t.mark(at(Stage::kClient, 20, MarkKind::kGone)));
  EXPECT_FALSE(t.mark(at(Stage::kShutdown, 25))) << "the client talks about it";
  EXPECT_FALSE(t.mark(at(Stage::kClient, 26, MarkKind::kGone)));
  EXPECT_TRUE(t.mark(at(Stage::kQemuStart, 30, MarkKind::kRestart)));
  auto spans = t.finish(40);
  EXPECT_EQ(names(spans), "client0 qemu-start0 client*0 qemu-start1");
  EXPECT_EQ(spans[1].duration_ns, 10);
}

TEST(StageTracker, WithoutAClockThereAreNoTimes) {
  StageTracker t;
  t.mark({.stage = Stage::kKernel, .place = 7, .t_ns = {}});
  auto spans = t.finish({});
  ASSERT_EQ(spans.size(), 1u);
  EXPECT_EQ(spans[0].place, 7u);
  EXPECT_FALSE(spans[0].start_ns || spans[0].duration_ns);
}

TEST(StageTracker, ASurerMarkerOfTheSameStageIsRemembered) {
  StageTracker t;
  t.mark({.stage = Stage::kReady, .confidence = Confidence::kLow, .place = 3, .t_ns = {}});
  StageMark sure{.stage = Stage::kReady, .place = 8, .t_ns = {}};
  EXPECT_TRUE(t.would_change(sure));
  EXPECT_FALSE(t.mark(sure)) << "no new span";
  EXPECT_FALSE(t.would_change(sure));
  auto spans = t.finish({});
  ASSERT_EQ(spans.size(), 1u);
  EXPECT_EQ(spans[0].place, 3u);
  EXPECT_EQ(spans[0].sure_place, 8u);
  EXPECT_EQ(spans[0].confidence, Confidence::kHigh);
}

TEST(StageTracker, EndlessRestartsAreBounded) {
  StageTracker t;
  for (int i = 0; i < 100'000; ++i) {
    t.mark(at(Stage::kReady, i));
    t.mark(at(Stage::kClient, i, MarkKind::kRestart));
  }
  EXPECT_LE(t.finish({}).size(), 10'000u);
}

TEST(StageTracker, WouldChangeForeseesMark) {
  std::mt19937 random(5);
  StageTracker t;
  for (int i = 0; i < 2000; ++i) {
    StageMark m =
        at(static_cast<Stage>(random() % kStageCount), i, static_cast<MarkKind>(random() % 5));
    bool foreseen = t.would_change(m);
    bool changed = t.mark(m);
    EXPECT_TRUE(foreseen || !changed);
    if (m.kind != MarkKind::kEnd) {
      EXPECT_EQ(foreseen, changed);  // all marks here are equally sure
    }
  }
}

}  // namespace
}  // namespace gs
