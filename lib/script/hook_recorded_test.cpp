#include "script/hook_recorded.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace gs::script {
namespace {

using Lines = RecordedExpectations::Lines;

TEST(HookRecorded, ReadsWhatItWrites) {
  RecordedExpectations e;
  EXPECT_TRUE(e.set("h(a=1)", "b.json", {"~ -m: size 1 -> 2", "+ -S"}));
  EXPECT_TRUE(e.set("h(a=1)", "a.json", {}));
  EXPECT_TRUE(e.set("h", "a.json", {"error no"}));
  EXPECT_FALSE(e.set("h", "a.json", {"error no"}));
  EXPECT_EQ(e.format(),
            "\nhook h\n= a.json\nerror no\n"
            "\nhook h(a=1)\n= a.json\n= b.json\n~ -m: size 1 -> 2\n+ -S\n");
  auto again = RecordedExpectations::parse("# said\n" + e.format());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->format(), e.format());
  ASSERT_NE(again->find("h(a=1)", "b.json"), nullptr);
  EXPECT_EQ(*again->find("h(a=1)", "b.json"), (Lines{"~ -m: size 1 -> 2", "+ -S"}));
  EXPECT_EQ(again->find("h(a=1)", "c.json"), nullptr);
  EXPECT_EQ(again->find("g", "a.json"), nullptr);
}

TEST(HookRecorded, MistakesInTheFileAreNamed) {
  for (const char* text : {"+ -S\n", "hook h\n+ -S\n", "= a.json\n"}) {
    auto e = RecordedExpectations::parse(text);
    ASSERT_FALSE(e) << text;
    EXPECT_TRUE(e.error().message.starts_with("line ")) << e.error().message;
  }
}

TEST(HookRecorded, TheEffectIsTheDiffOrTheError) {
  const embedded::File files[] = {
      {"h",
       "function rewrite(cmd, ctx)\n if cmd:has('S') then error('no -S here', 0) end\n"
       " cmd.memory = '2G' cmd:add('name', ctx.caller) cmd:run_under{'strace'} end"}};
  HookRunner runner(files);
  HookSpec hook{.name = "h", .args = {}};
  EXPECT_EQ(hook_effect(runner, hook, {"x", "qemu-system-x86_64", {"-m", "1G"}}, "packer"),
            (Lines{"! run under: strace", "~ -m: size 1G -> 2G", "+ -name packer"}));
  EXPECT_EQ(hook_effect(runner, hook, {"x", "qemu", {"-S", "-hda", "d"}}, ""),
            Lines{"error hook h: no -S here"});
  // A question to qemu is left alone.
  EXPECT_EQ(hook_effect(runner, hook, {"x", "qemu", {"-machine", "help"}}, ""), Lines{});
}

TEST(HookRecorded, Differences) {
  EXPECT_EQ(difference_text({"a", "b", "c"}, {"a", "x", "c", "d"}), "  a\n- b\n+ x\n  c\n+ d\n");
  EXPECT_EQ(difference_text({}, {"a"}), "+ a\n");
  EXPECT_EQ(difference_text({"a"}, {}), "- a\n");
}

}  // namespace
}  // namespace gs::script
