#include "script/program_hooks.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace gs::script {
namespace {

struct Outcome {
  std::string words;
  std::vector<HookChange> changes;
  ExecPlan plan;
  Error error;
};

Outcome run(std::string_view text, std::vector<std::string> args, const char* specs = "h") {
  const embedded::File files[] = {{"h", text},
                                  {"rewrites", "function rewrite(cmd) cmd:add('S') end"}};
  ProgramCall call{"qemu-img", "/usr/bin/qemu-img", std::move(args)};
  Outcome out;
  auto changes =
      apply_program_hooks(HookRunner(files), *parse_hook_list(specs), call, {}, out.plan);
  out.words = shell_join(call.args);
  if (changes)
    out.changes = *changes;
  else
    out.error = changes.error();
  return out;
}

TEST(ProgramHooks, TheWordsAreAPlainList) {
  auto out =
      run("function program(args, ctx)\n"
          "  local f = args:find('-f')\n"
          "  args[f + 1] = 'raw'\n"
          "  args:insert(1, 'convert')\n"
          "  args:insert(args.name .. ' ' .. args.path)\n"
          "  args:remove(args:find('x*'))\n"
          "  if args:find('nope') then error('no') end\n"
          "end",
          {"-f", "qcow2", "xyz", "disk"});
  EXPECT_EQ(out.words, "convert -f raw disk 'qemu-img /usr/bin/qemu-img'") << out.error.message;
  ASSERT_EQ(out.changes.size(), 1u);
  EXPECT_EQ(out.changes[0].line, 1);
  EXPECT_EQ(out.changes[0].before.size(), 4u);
}

TEST(ProgramHooks, AListReplacesTheWords) {
  EXPECT_EQ(run("function program(args) return {'info', args[2]} end", {"check", "d"}).words,
            "info d");
  EXPECT_EQ(run("function program(args) return args end", {"check", "d"}).words, "check d");
  EXPECT_TRUE(run("function program(args) end", {"check"}).changes.empty());
}

TEST(ProgramHooks, AnotherProgramInFrontAndEnvironment) {
  auto out =
      run("function program(args)\n args:run_under{'strace', '-f'}\n args:setenv('A', 1)\n "
          "args:setenv('B') end",
          {});
  EXPECT_EQ(shell_join(out.plan.prefix), "strace -f") << out.error.message;
  ASSERT_EQ(out.plan.env.size(), 2u);
  EXPECT_EQ(out.plan.env[0].second, "1");
  EXPECT_FALSE(out.plan.env[1].second);
  ASSERT_EQ(out.changes.size(), 3u);
  EXPECT_EQ(out.changes[0].line, 2);
  EXPECT_EQ(out.changes[1].kind, ChangeKind::kExec);
}

TEST(ProgramHooks, AllOrNothing) {
  const char* bad[] = {"function program(args) args:insert('x') error('boom') end",
                       "function program(args) args[1] = 'a\\0b' end",
                       "function program(args) args[1] = {} end",
                       "function program(args) args[3] = 'hole' end",
                       "function program(args) for i = 1, 20000 do args[i] = 'x' end end",
                       "function program(args) return 3 end",
                       "function program(",
                       "function program(args) args:run_under{} end",
                       "function program(args) getmetatable(args).__index = 1 end"};
  for (const char* text : bad) {
    auto out = run(text, {"info"});
    EXPECT_EQ(out.words, "info") << text;
    EXPECT_NE(out.error.message, "") << text;
    EXPECT_TRUE(out.error.message.starts_with("hook h: ")) << out.error.message;
    EXPECT_TRUE(out.plan.empty());
  }
}

TEST(ProgramHooks, HooksOnQemuAloneAreLeftOut) {
  EXPECT_EQ(run("x = 1 -- no entry point of that name", {"info"}, "rewrites\nh").words, "info");
}

TEST(ProgramHooks, SecretsAreMaskedInWhatIsKept) {
  auto out = run(
      "function program(args)\n args:setenv('MY_PASSWORD', 'hush') args[2] = 'ftp://a:hush@h' end",
      {"info", "x"});
  std::string json = program_changes_json(out.changes);
  EXPECT_EQ(json.find("hush"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("kind":"exec","before":[],"after":["setenv","MY_PASSWORD","***"]})"),
            std::string::npos)
      << json;
}

std::string wanted(std::string_view text, const char* spec = "h") {
  const embedded::File files[] = {{"h", text}};
  auto names = wanted_programs(HookRunner(files), *parse_hook_list(spec));
  return names ? shell_join(*names) : names.error().message;
}

TEST(ProgramHooks, WhatHooksWantToSee) {
  EXPECT_EQ(wanted("programs = {'passt', 'qemu-img', 'passt'}"), "passt qemu-img");
  EXPECT_EQ(wanted("arguments = {of=''}\nfunction programs(ctx) return split_list(ctx.args.of) end",
                   "h(of=\"a,b\")"),
            "a b");
  EXPECT_EQ(wanted("function programs() end"), "");
  EXPECT_EQ(wanted("function rewrite() end"), "");
  EXPECT_TRUE(wanted("programs = 7").starts_with("hook h: "));
}

}  // namespace
}  // namespace gs::script
