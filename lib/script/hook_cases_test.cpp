#include "script/hook_cases.hpp"

#include <gtest/gtest.h>

namespace gs::script {
namespace {

constexpr std::string_view kHook =
    "arguments = {fail = false}\n"
    "function rewrite(cmd, ctx)\n"
    "  if ctx.args.fail then error('no disk here', 0) end\n"
    "  cmd:replace('m', '2G') cmd:run_under{'strace'} cmd:setenv('A', 'b')\n"
    "  print(ctx.caller, ctx.arch)\n"
    "end\n";

std::string first_difference(std::string_view cases) {
  const embedded::File files[] = {{"h", kHook}};
  HookRunner runner(files);
  auto list = parse_hook_cases(cases, {.name = "h", .args = {}});
  if (!list) return list.error().message;
  std::string all;
  for (const HookCase& c : *list) all += check_hook_case(runner, c, "");
  return all;
}

TEST(HookCases, PassWhenAllIsAsExpected) {
  EXPECT_EQ(
      first_difference("# two cases\ncase one\nin -m 1 -append 'a b'\nin -S\n"
                       "out -m 2G -append 'a b' -S\nunder strace\nenv A=b\nprint plain\tx86_64\n"
                       "case two\nhook h(fail=1)\nin -S\nerror no disk\n"),
      "");
}

TEST(HookCases, SayWhatDiffers) {
  std::string text =
      first_difference("case one\nqemu qemu-system-arm\ncaller x\nin -m 1\nout -m 1\n");
  for (const char* part : {"words\n    want -m 1\n    got  -m 2G", "under", "environment",
                           "printed\n    want \n    got  x\tarm"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  EXPECT_NE(first_difference("case x\nhook h(fail=1)\nout -S\n").find("got  hook h: no disk here"),
            std::string::npos);
  EXPECT_NE(first_difference("case x\nin -S\nerror boom\n").find("want boom"), std::string::npos);
}

TEST(HookCases, AHookThatIsAFileIsNamedWithoutItsFolder) {
  auto cases = parse_hook_cases("case a\nhook h(x=1)\ncase b\nhook h.lua\ncase c\nhook other\ncase d\n",
                                {.name = "some/where/h.lua", .args = {}});
  ASSERT_TRUE(cases);
  std::vector<std::string> names;
  for (const HookCase& c : *cases) names.push_back(format_hook_spec(c.hook));
  EXPECT_EQ(names, (std::vector<std::string>{"some/where/h.lua(x=1)", "some/where/h.lua", "other",
                                             "some/where/h.lua"}));
}

TEST(HookCases, MistakesInTheFileAreNamed) {
  for (const char* text :
       {"in -m 1\n", "case x\nfrob y\n", "case x\nin 'open\n", "case x\nhook (\n"}) {
    auto cases = parse_hook_cases(text, {.name = "h", .args = {}});
    ASSERT_FALSE(cases) << text;
    EXPECT_TRUE(cases.error().message.starts_with("line ")) << cases.error().message;
  }
}

}  // namespace
}  // namespace gs::script
