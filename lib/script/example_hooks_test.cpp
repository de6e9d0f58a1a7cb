// The worked examples of guestscope-lua(7) do what the manual says: on command lines in the .expect
// files beside them, with the qemu that is installed, beside a guest, on a helper program.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/files.hpp"
#include "qemu/command_line.hpp"
#include "script/hook_cases.hpp"
#include "script/hook_events.hpp"
#include "script/hook_header.hpp"
#include "script/program_hooks.hpp"

namespace gs::script {
namespace {

const std::string kFolder = GUESTSCOPE_SOURCE_DIR "/man/examples/";

HookSpec example(const std::string& name) { return {.name = kFolder + name + ".lua", .args = {}}; }

TEST(ManualExamples, DoWhatTheirExpectFilesSay) {
  HookRunner runner({});
  std::size_t examples = 0, cases_run = 0;
  for (const auto& e : std::filesystem::directory_iterator(kFolder)) {
    if (e.path().extension() != ".lua") continue;
    ++examples;
    const std::string name = e.path().stem(), text = read_file(e.path(), 1u << 20).value();
    EXPECT_FALSE(read_hook_header(text).description.empty()) << name;
    auto expect = read_file(kFolder + name + ".expect", 1u << 20);
    if (!expect) continue;  // those have a test of their own below
    auto cases = parse_hook_cases(*expect, example(name));
    ASSERT_TRUE(cases) << name << ": " << cases.error().message;
    for (HookCase& c : *cases) {
      c.hook.name = example(name).name;  // a case names it as a user would
      EXPECT_EQ(check_hook_case(runner, c, ""), "") << name << ".expect:" << c.line;
      ++cases_run;
    }
  }
  std::printf("%zu examples, %zu cases\n", examples, cases_run);
  EXPECT_GE(examples, 10u);
}

TEST(ManualExamples, AskTheQemuThatWillRun) {
  auto qemu = find_all_in_path("qemu-system-x86_64");
  if (qemu.empty()) GTEST_SKIP() << "qemu-system-x86_64 is not installed";
  auto line = qemu::CommandLine::parse({"-vga", "cirrus", "-m", "64"});
  std::string printed;
  HookContext context{.argv0 = qemu[0], .qemu = qemu[0]};
  context.print = [&](std::string_view, std::string_view text) { printed += text; };
  ExecPlan plan;
  auto changes = HookRunner({}).apply({example("ask-qemu")}, line, context, &plan);
  ASSERT_TRUE(changes) << changes.error().message;
  EXPECT_EQ(line.last("vga")->value, "none");
  EXPECT_NE(line.last("device")->value->find(",id=screen"), std::string::npos);
  EXPECT_NE(printed.find(" machines"), std::string::npos) << printed;
}

TEST(ManualExamples, StopAtThePanic) {
  std::vector<HookAction> actions;
  auto events = HookEvents::load(HookRunner({}), {example("stop-at-panic")}, {},
                                 [&](HookAction a) { actions.push_back(std::move(a)); });
  ASSERT_TRUE(events) << events.error().message;
  auto feed = [&](EventKind kind, std::string text, std::string data = "") {
    events->on_event({.t_ns = 9'300'000'000, .kind = kind, .pid = 7, .text = std::move(text),
                      .data = std::move(data)});
  };
  events->on_stage("kernel", 1'000'000'000, 7);
  feed(EventKind::kConsole, "Linux version 6\n");
  EXPECT_TRUE(actions.empty());
  feed(EventKind::kConsole, "Kernel panic - not syncing\n");
  ASSERT_EQ(actions.size(), 2u);
  EXPECT_EQ(actions[0].text, "panic after 8.3 s, in kernel: Kernel panic - not syncing");
  ASSERT_EQ(actions[1].kind, HookAction::Kind::kQmp);
  std::string id = actions[1].text.substr(actions[1].text.find("\"id\""));
  feed(EventKind::kQmp, "", "{\"return\":[{\"cpu-index\":0}]," + id);
  feed(EventKind::kExit, "", "{\"status\":0}");
  ASSERT_EQ(actions.size(), 5u);
  EXPECT_EQ(actions[2].text, "1 processors");
  EXPECT_EQ(actions[3].kind, HookAction::Kind::kQuit);
  EXPECT_EQ(actions[4].text, "qemu ended with 0");
}

TEST(ManualExamples, HelperPrograms) {
  HookRunner runner({});
  EXPECT_EQ(wanted_programs(runner, {example("image-lazily")}).value(),
            std::vector<std::string>{"qemu-img"});
  auto after = [&](std::vector<std::string> words) {
    ProgramCall call{"qemu-img", "/usr/bin/qemu-img", std::move(words)};
    ExecPlan plan;
    auto changes = apply_program_hooks(runner, {example("image-lazily")}, call, {}, plan);
    EXPECT_TRUE(changes) << changes.error().message;
    return call.args;
  };
  using Words = std::vector<std::string>;
  EXPECT_EQ(after({"convert", "a", "b"}), (Words{"convert", "-tunsafe", "-W", "a", "b"}));
  EXPECT_EQ(after({"convert", "-t", "none", "a", "b"}),
            (Words{"convert", "-W", "-t", "unsafe", "a", "b"}));
  EXPECT_EQ(after({"info", "a"}), (Words{"info", "a"}));
}

}  // namespace
}  // namespace gs::script
