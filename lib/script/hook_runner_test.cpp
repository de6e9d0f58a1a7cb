#include "script/hook_runner.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace gs::script {
namespace {

using qemu::CommandLine;
using Words = std::vector<std::string>;

// Runs text as the stock hook "h" over words.
struct Outcome {
  Words words;
  std::vector<HookChange> changes;
  Error error;
  bool ok = false;
  std::string printed;
};

Outcome run(std::string_view text, const Words& words, HookContext context = {},
            const char* spec = "h") {
  const embedded::File files[] = {{"h", text}, {"force-tcg", ""}, {"set-cpu", ""}};
  HookRunner runner(files, {.memory_bytes = 8u << 20, .instructions = 3'000'000});
  CommandLine line = CommandLine::parse(words);
  Outcome result;
  context.print = [&](std::string_view hook, std::string_view text_line) {
    result.printed += std::string(hook) + ": " + std::string(text_line) + "\n";
  };
  auto changes = runner.apply(*parse_hook_list(spec), line, context);
  result.words = line.args();
  result.ok = changes.has_value();
  if (changes)
    result.changes = *changes;
  else
    result.error = changes.error();
  return result;
}

Words rewritten(const std::string& body, const Words& words) {
  Outcome r = run("function rewrite(cmd, ctx)\n" + body + "\nend", words);
  EXPECT_TRUE(r.ok) << r.error.message;
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
  Outcome r =
      run("function rewrite(cmd)\n"
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
  Outcome r = run("\nfunction rewrite(cmd)\n local w = cmd:words() w[2] = '2G' return w end",
                  {"-m", "1G", "-S"});
  ASSERT_TRUE(r.ok) << r.error.message;
  ASSERT_EQ(r.changes.size(), 1u);
  EXPECT_EQ(r.changes[0].before, Words{"1G"});
  EXPECT_EQ(r.changes[0].after, Words{"2G"});
  EXPECT_EQ(r.changes[0].line, 2);
}

TEST(HookRunner, HooksRunInOrderWithArguments) {
  Outcome r = run(
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
  EXPECT_EQ(run("function rewrite(cmd) cmd:add('S') end", {"-version"}, probe).words,
            Words{"-version"});
  EXPECT_EQ(run("-- probes\nfunction rewrite(cmd) cmd:add('S') end", {"-version"}, probe).words,
            Words{"-version"});
  EXPECT_EQ(run("probes = true\nfunction rewrite(cmd) cmd:add('S') end", {"-version"}, probe).words,
            (Words{"-version", "-S"}));
}

TEST(HookRunner, AFailureLeavesTheCommandLineAsItWas) {
  Outcome r =
      run("function rewrite(cmd, ctx)\n  cmd:remove('S')\n"
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
      {"cmd:add('m', {})", "must be a string or a number"},
      {"cmd:add('m', true)", "must be a string or a number"},
      {"cmd:frobnicate()", "frobnicate"},
      {"local s = cmd:find('S')[1]; cmd:remove(s); return s.name", "removed in line 2"},
      {"cmd:find('S')[1].value = 'x'", "takes no value"},
      {"cmd:find('m')[1].value = nil", "needs a value"},
      {"cmd:find('m')[1].name = 'x'", "cannot be changed"},
      {"return cmd:find('S')[1].frob", "not a list of key=value"},
      {"return 5", "rewrite returned a number"},
      {"return {{}}", "must be a string or a number"},
      {"cmd.find({}, 'm')", "guestscope.cmd expected"},
      {"return setmetatable(cmd, {})", "table expected"},
      {"getmetatable(cmd).__index = nil", "index"},
      {"cmd:add('append', 'a\\0b')", "NUL byte"},
      {"for i = 1, 10001 do cmd:add('S') end", "10004 words"},
      {"cmd:add('append', string.rep('x', 2 << 20))", "bytes"},
      {"while true do cmd:add('S') end", "changed too much"},
      {"local s = string.rep('x', 1 << 20) while true do cmd:replace('D', s) s = s .. 'x' end",
       "changed too much"},
      {"while true do end", "instruction limit"},
      {"local t = {} while true do t[#t + 1] = string.rep('x', 100000) end", "MiB of memory"},
  };
  for (const Row& row : kRows) {
    Outcome r =
        run(std::string("function rewrite(cmd, ctx)\n") + row.body + "\nend", {"-S", "-m", "1"});
    ASSERT_FALSE(r.ok) << row.body;
    EXPECT_NE(r.error.message.find(row.want), std::string::npos)
        << row.body << ": " << r.error.message;
    EXPECT_TRUE(r.error.message.starts_with("hook h: ")) << r.error.message;
    EXPECT_FALSE(r.error.hint.empty()) << row.body;
    EXPECT_EQ(r.words, (Words{"-S", "-m", "1"}));
  }
}

TEST(HookRunner, FilesThatAreNoHooksAreNamed) {
  Outcome syntax = run("function rewrite(cmd\n", {});
  EXPECT_EQ(syntax.error.code, ErrorCode::kFormat);
  EXPECT_NE(syntax.error.message.find("hooks/h.lua:2:"), std::string::npos) << syntax.error.message;
  EXPECT_NE(run("x = 1", {}).error.message.find("no function rewrite"), std::string::npos);
  EXPECT_NE(run("\x1bLua", {}).error.message.find("binary"), std::string::npos);
  Outcome args = run("arguments = {a = '', b = ''} function rewrite() end", {}, {}, "h(c=1)");
  EXPECT_NE(args.error.message.find("no argument 'c' (it takes a, b)"), std::string::npos)
      << args.error.message;
}

TEST(HookRunner, UnknownNamesGetTheNearestStockNames) {
  Outcome r = run("", {}, {}, "force-tgc");
  EXPECT_EQ(r.error.code, ErrorCode::kNotFound);
  EXPECT_NE(r.error.hint.find("did you mean: force-tcg?"), std::string::npos) << r.error.hint;
  EXPECT_NE(run("", {}, {}, "cpu").error.hint.find("set-cpu"), std::string::npos);
  EXPECT_EQ(run("", {}, {}, "zzzzzzzzzzzz").error.hint.find("did you mean"), std::string::npos);
  Outcome file = run("", {}, {}, "/nonexistent/x.lua");
  EXPECT_EQ(file.error.code, ErrorCode::kNotFound);
  EXPECT_NE(file.error.message.find("/nonexistent/x.lua"), std::string::npos);
}

TEST(HookRunner, ReadsHooksFromFiles) {
  std::string path = testing::TempDir() + "gs_hook_runner_test.lua";
  std::ofstream(path) << "function rewrite(cmd)\n cmd:add('S')\n error('x') end";
  Outcome r = run("", {}, {}, path.c_str());
  EXPECT_FALSE(r.ok);
  EXPECT_NE(r.error.message.find(":3: x"), std::string::npos) << r.error.message;
  EXPECT_TRUE(r.error.message.starts_with("hook " + path)) << r.error.message;
  std::remove(path.c_str());
}

}  // namespace
}  // namespace gs::script
