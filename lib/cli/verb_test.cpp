#include "cli/verb.hpp"

#include <gtest/gtest.h>

namespace gs::cli {
namespace {

class EchoVerb final : public Verb {
 public:
  EchoVerb() : Verb("echo-test", "says its command") {}
  void options(CLI::App& app) override { app.add_flag("-l,--loud", loud_, "louder"); }
  bool takes_command() const override { return true; }
  int run(const std::vector<std::string>& command, Output& out) override {
    for (const auto& w : command) out.out("[" + w + "]");
    if (loud_) out.out("!");
    return kExitOk;
  }
  bool loud_ = false;
};
EchoVerb echo_verb;

TEST(Verb, WordsAfterTheDashesAreTheCommandEvenIfTheyLookLikeOptions) {
  CaptureOutput out;
  EXPECT_EQ(run_guestscope({"echo-test", "-l", "--", "ls", "-l", "--", "x"}, out), kExitOk);
  EXPECT_EQ(out.text(), "[ls][-l][--][x]!");
}

TEST(Verb, UnknownVerbNamesTheNearest) {
  CaptureOutput out;
  EXPECT_EQ(run_guestscope({"echo-tesd"}, out), kExitUsage);
  EXPECT_NE(out.notes().find("did you mean `guestscope echo-test`?"), std::string::npos);
  EXPECT_EQ(std::count(out.notes().begin(), out.notes().end(), '\n'), 1);
}

TEST(Verb, UnknownOptionIsOneLineWithAHintAndExitCode2) {
  CaptureOutput out;
  EXPECT_EQ(run_guestscope({"echo-test", "--nope"}, out), kExitUsage);
  EXPECT_NE(out.notes().find("hint:"), std::string::npos);
  EXPECT_EQ(std::count(out.notes().begin(), out.notes().end(), '\n'), 1);
}

TEST(Verb, NothingAfterTheDashes) {
  CaptureOutput out;
  EXPECT_EQ(run_guestscope({"echo-test", "--"}, out), kExitUsage);
}

TEST(Verb, HelpTeachesAndNamesEveryOption) {
  CaptureOutput out;
  EXPECT_EQ(run_guestscope({"help", "echo-test"}, out), kExitOk);
  EXPECT_NE(out.text().find("--loud"), std::string::npos);
  EXPECT_NE(out.text().find("-- COMMAND"), std::string::npos);
}

TEST(Verb, ManPageAndCompletionComeFromTheSameTable) {
  CaptureOutput scd, bash;
  EXPECT_EQ(run_guestscope({"help", "--options-scd", "echo-test"}, scd), kExitOk);
  EXPECT_NE(scd.text().find("*-l*, *--loud*\n\tlouder"), std::string::npos) << scd.text();
  EXPECT_EQ(run_guestscope({"help", "--completion", "bash"}, bash), kExitOk);
  EXPECT_NE(bash.text().find("--loud"), std::string::npos);
}

}  // namespace
}  // namespace gs::cli
