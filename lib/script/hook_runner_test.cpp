#include "script/hook_runner.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "script/hook_harness_test.hpp"

namespace gs::script {
namespace {

using Words = std::vector<std::string>;

Words rewritten(const std::string& body, const Words& words) {
  HookRun r = rewrite(body, words);
  EXPECT_TRUE(r.ok) << body << ": " << r.error.message;
  return r.words;
}

TEST(HookRunner, GivenThisCommandLineThenTheseWords) {
  struct Row {
    const char* body;
    Words words, want;
  };
  const Row kRows[] = {
      {"", {"-m", "1"}, {"-m", "1"}},
      {"cmd:add('m', 512)", {"-S"}, {"-S", "-m", "512"}},
      {"cmd:add('m', 2^9)", {"-S"}, {"-S", "-m", "512"}},
      {"cmd:add('-no-reboot')", {}, {"-no-reboot"}},
      {"cmd:remove('-M')", {"-M", "pc", "-S", "--machine", "q"}, {"-S"}},
      {"cmd:remove(cmd:find('device')[2])", {"-device", "a", "-device", "b"}, {"-device", "a"}},
      {"cmd:replace('machine', 'q35')",
       {"--machine", "a", "-S", "-M", "b"},
       {"--machine", "q35", "-S"}},
      {"cmd:replace('cpu', 'max')", {"-S"}, {"-S", "-cpu", "max"}},
      {"cmd:find('m')[1].value = '2G'", {"-m", "1"}, {"-m", "2G"}},
      {"cmd:find('machine')[1].accel = 'tcg'",
       {"-M", "pc,accel=kvm,usb=off"},
       {"-M", "pc,accel=tcg,usb=off"}},
      {"cmd:find('machine')[1].accel = nil", {"-M", "pc,accel=kvm"}, {"-M", "pc"}},
      {"assert(cmd:find('chardev')[1].wait == 'off')",
       {"-chardev", "socket,id=c,nowait"},
       {"-chardev", "socket,id=c,nowait"}},
      {"local w = cmd:words(); table.insert(w, 1, '-S'); return w", {"-s"}, {"-S", "-s"}},
      {"return {}", {"-s"}, {}},
      {"return cmd", {"-s"}, {"-s"}},
      {"assert(tostring(cmd) == \"-append 'a b'\")", {"-append", "a b"}, {"-append", "a b"}},
      {"local a, b = cmd:find('s')[1], cmd:find('s')[1]; assert(a == b and a.name == 's')",
       {"-s"},
       {"-s"}},
      {"cmd:find('')[1].value = 'b.img'", {"a.img"}, {"b.img"}},
      {"assert(cmd:has('-M') and not cmd:has('cpu'))", {"--machine", "x"}, {"--machine", "x"}},
      {"cmd:add('append', '\\255 \\u{e4}')", {}, {"-append", "\xff \xc3\xa4"}},
  };
  for (const Row& row : kRows) EXPECT_EQ(rewritten(row.body, row.words), row.want) << row.body;
}

TEST(HookRunner, ChangesNameTheLineThatMadeThem) {
  HookRun r = run_hook(
      "function rewrite(cmd)\n"
      "  cmd:add('m', '1G')\n"
      "  local d = cmd:find('device')[1]\n"
      "  d.id = 'x'\n"
      "  d.id = 'x'\n"
      "  cmd:remove(\n"
      "    'S')\n"
      "end",
      {"-S", "-device", "e1000"});
  ASSERT_TRUE(r.ok) << r.error.message;
  ASSERT_EQ(r.changes.size(), 3u);
  EXPECT_EQ(r.changes[0].kind, ChangeKind::kAdd);
  EXPECT_EQ(r.changes[0].line, 2);
  EXPECT_EQ(r.changes[0].hook, "h");
  EXPECT_EQ(r.changes[0].after, (Words{"-m", "1G"}));
  EXPECT_EQ(r.changes[1].kind, ChangeKind::kChange);
  EXPECT_EQ(r.changes[1].line, 4);
  EXPECT_EQ(r.changes[1].before, (Words{"-device", "e1000"}));
  EXPECT_EQ(r.changes[1].after, (Words{"-device", "e1000,id=x"}));
  EXPECT_EQ(r.changes[2].kind, ChangeKind::kRemove);
  EXPECT_EQ(r.changes[2].line, 6);
  EXPECT_TRUE(r.changes[2].after.empty());
}

TEST(HookRunner, AReturnedListIsShownAsTheDifference) {
  HookRun r = run_hook("\nfunction rewrite(cmd)\n local w = cmd:words() w[2] = '2G' return w end",
                       {"-m", "1G", "-S"});
  ASSERT_TRUE(r.ok) << r.error.message;
  ASSERT_EQ(r.changes.size(), 1u);
  EXPECT_EQ(r.changes[0].before, (Words{"-m", "1G"}));
  EXPECT_EQ(r.changes[0].after, (Words{"-m", "2G"}));
  EXPECT_EQ(r.changes[0].line, 2);
  EXPECT_EQ(r.changes[0].file, "hooks/h.lua");
}

TEST(HookRunner, HooksRunInOrderWithArguments) {
  HookRun r = run_hook(
      "arguments = {a = 'x', b = false, n = 3}\n"
      "function rewrite(cmd, ctx)\n"
      "  print(ctx.args.a, ctx.args.b, ctx.args.n, ctx.caller, ctx.arch, ctx.probe)\n"
      "end",
      {}, {.caller = "libvirt", .argv0 = "/usr/bin/qemu-system-ppc64"}, "h(a=\"1,2\")\nh(b=z,n=4)");
  ASSERT_TRUE(r.ok) << r.error.message;
  EXPECT_EQ(r.printed,
            "h: 1,2\tnil\t3\tlibvirt\tppc64\tfalse\n"
            "h: x\tz\t4\tlibvirt\tppc64\tfalse\n");
}

TEST(HookRunner, ProbesAreLeftAloneUnlessTheHookWantsThem) {
  HookContext probe{.probe = true};
  EXPECT_EQ(run_hook("function rewrite(cmd) cmd:add('S') end", {"-version"}, probe).words,
            Words{"-version"});
  EXPECT_EQ(
      run_hook("-- probes\nfunction rewrite(cmd) cmd:add('S') end", {"-version"}, probe).words,
      Words{"-version"});
  EXPECT_EQ(
      run_hook("probes = true\nfunction rewrite(cmd) cmd:add('S') end", {"-version"}, probe).words,
      (Words{"-version", "-S"}));
}

TEST(HookRunner, AFailureLeavesTheCommandLineAsItWas) {
  HookRun r = run_hook(
      "function rewrite(cmd, ctx)\n  cmd:remove('S')\n"
      "  if ctx.args.boom then error('boom') end\nend",
      {"-S"}, {}, "h\nh(boom=1)");
  ASSERT_FALSE(r.ok);
  EXPECT_EQ(r.words, Words{"-S"});
  EXPECT_EQ(r.error.code, ErrorCode::kScript);
  EXPECT_EQ(r.error.message, "hook h: hooks/h.lua:3: boom");
  EXPECT_NE(r.error.detail.find("hooks/h.lua:3: in function 'rewrite'"), std::string::npos)
      << r.error.detail;
}

TEST(HookRunner, MistakesInAHookAreNamed) {
  struct Row {
    const char *body, *want;
  };
  const Row kRows[] = {
      {"cmd:add('m')", "h.lua:2: option -m needs a value"},
      {"cmd:add('S', 'x')", "takes no value"},
      {"cmd:add('m', {})", "table of properties is empty"},
      {"cmd:add('m', true)", "must be a string or a number"},
      {"cmd:frobnicate()", "frobnicate"},
      {"local s = cmd:find('S')[1]; cmd:remove(s); return s.name", "removed in line 2"},
      {"cmd:find('S')[1].value = 'x'", "takes no value"},
      {"cmd:find('m')[1].value = nil", "needs a value"},
      {"cmd:find('m')[1].name = 'x'", "cannot be changed"},
      {"return cmd:find('S')[1].frob", "not a list of properties"},
      {"return 5", "rewrite returned a number"},
      {"return {{}}", "must be a string or a number"},
      {"cmd.find({}, 'm')", "guestscope.cmd expected"},
      {"return setmetatable(cmd, {})", "table expected"},
      {"getmetatable(cmd).__index = nil", "index"},
      {"cmd:add('append', 'a\\0b')", "NUL byte"},
      {"for i = 1, 10001 do cmd:add('S') end", "10004 words"},
      {"cmd:add('append', string.rep('x', 2 << 20))", "bytes"},
      {"while true do cmd:add('S') end", "instruction limit"},
      {"local s = string.rep('x', 1 << 20) while true do cmd:replace('D', s) s = s .. 'x' end",
       "changed too much"},
      {"while true do end", "instruction limit"},
      {"local t = {} while true do t[#t + 1] = string.rep('x', 100000) end", "MiB of memory"},
  };
  for (const Row& row : kRows) {
    HookRun r = run_hook(std::string("function rewrite(cmd, ctx)\n") + row.body + "\nend",
                         {"-S", "-m", "1"});
    ASSERT_FALSE(r.ok) << row.body;
    EXPECT_NE(r.error.message.find(row.want), std::string::npos)
        << row.body << ": " << r.error.message;
    EXPECT_TRUE(r.error.message.starts_with("hook h: ")) << r.error.message;
    EXPECT_FALSE(r.error.hint.empty()) << row.body;
    EXPECT_EQ(r.words, (Words{"-S", "-m", "1"}));
  }
}

TEST(HookRunner, FilesThatAreNoHooksAreNamed) {
  HookRun syntax = run_hook("function rewrite(cmd\n", {});
  EXPECT_EQ(syntax.error.code, ErrorCode::kFormat);
  EXPECT_NE(syntax.error.message.find("hooks/h.lua:2:"), std::string::npos) << syntax.error.message;
  EXPECT_NE(run_hook("x = 1", {}).error.message.find("defines neither rewrite"), std::string::npos);
  EXPECT_NE(run_hook("\x1bLua", {}).error.message.find("binary"), std::string::npos);
  HookRun args = run_hook("arguments = {a = '', b = ''} function rewrite() end", {}, {}, "h(c=1)");
  EXPECT_NE(args.error.message.find("no argument 'c' (it takes a, b)"), std::string::npos)
      << args.error.message;
}

TEST(HookRunner, UnknownNamesGetTheNearestStockNames) {
  HookRun r = run_hook("", {}, {}, "force-tgc");
  EXPECT_EQ(r.error.code, ErrorCode::kNotFound);
  EXPECT_NE(r.error.hint.find("did you mean: force-tcg?"), std::string::npos) << r.error.hint;
  EXPECT_NE(run_hook("", {}, {}, "cpu").error.hint.find("set-cpu"), std::string::npos);
  EXPECT_EQ(run_hook("", {}, {}, "zzzzzzzzzzzz").error.hint.find("did you mean"),
            std::string::npos);
  HookRun file = run_hook("", {}, {}, "/nonexistent/x.lua");
  EXPECT_EQ(file.error.code, ErrorCode::kNotFound);
  EXPECT_NE(file.error.message.find("/nonexistent/x.lua"), std::string::npos);
}

TEST(HookRunner, ReadsHooksFromFiles) {
  std::string path = testing::TempDir() + "gs_hook_runner_test.lua";
  std::ofstream(path) << "function rewrite(cmd)\n cmd:add('S')\n error('x') end";
  HookRun r = run_hook("", {}, {}, path.c_str());
  EXPECT_FALSE(r.ok);
  EXPECT_NE(r.error.message.find(":3: x"), std::string::npos) << r.error.message;
  EXPECT_TRUE(r.error.message.starts_with("hook " + path)) << r.error.message;
  std::remove(path.c_str());
}

}  // namespace
}  // namespace gs::script
