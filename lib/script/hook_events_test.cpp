#include "script/hook_events.hpp"

#include <gtest/gtest.h>

namespace gs::script {
namespace {

struct Recorder {
  explicit Recorder(std::string_view text) : file{"h", text}, runner({&file, 1}) {
    context.print = [this](std::string_view, std::string_view line) {
      printed += std::string(line) + "\n";
    };
    auto loaded = HookEvents::load(runner, {{.name = "h", .args = {}}}, context);
    if (loaded)
      events.emplace(std::move(*loaded));
    else
      error = loaded.error();
  }

  embedded::File file;
  HookRunner runner;
  HookContext context;
  std::optional<HookEvents> events;
  Error error;
  std::string printed;
};

Event make(EventKind kind, std::string text, std::string data = "") {
  return {.t_ns = 2'500'000'000,
          .kind = kind,
          .pid = 7,
          .text = std::move(text),
          .data = std::move(data)};
}

TEST(HookEvents, LinesAreWholeHoweverTheyArrive) {
  Recorder r("function on_line(text, e) print(e.source, e.pid, e.time, text) end");
  ASSERT_TRUE(r.events) << r.error.message;
  EXPECT_FALSE(r.events->empty());
  EXPECT_TRUE(r.events->on_event(make(EventKind::kConsole, "Linux ver")).empty());
  EXPECT_TRUE(r.events->on_event(make(EventKind::kQemuErr, "qemu: x\n")).empty());
  EXPECT_TRUE(r.events->on_event(make(EventKind::kConsole, "sion 6\r\nnext\n")).empty());
  EXPECT_EQ(r.printed,
            "stderr\t7\t0.0\tqemu: x\nconsole\t7\t0.0\tLinux version 6\n"
            "console\t7\t0.0\tnext\n");
}

TEST(HookEvents, ALineWithoutEndIsCut) {
  Recorder r("function on_line(text) print(#text) end");
  for (int i = 0; i < 3; ++i)
    r.events->on_event(make(EventKind::kConsole, std::string(40'000, 'x')));
  EXPECT_EQ(r.printed, "65536\n");
}

TEST(HookEvents, QmpStagesAndExit) {
  Recorder r(
      "function on_qmp(m) print(m.event, m.data.guest, m.list[2], m.timestamp.seconds) end\n"
      "function on_stage(name, e) print('stage ' .. name, e.time) end\n"
      "function on_exit(e) print('exit', e.status, e.signal, ctx.caller) end");
  ASSERT_TRUE(r.events) << r.error.message;
  r.events->on_event(make(EventKind::kQmp, "",
                          R"({"event":"STOP","data":{"guest":true},"list":[1,"b"],)"
                          R"("timestamp":{"seconds":5},"n":null})"));
  r.events->on_event(make(EventKind::kQmp, "", "not json"));
  r.events->on_stage("kernel", 4'500'000'000);
  r.events->on_event(make(EventKind::kExit, "", R"({"pid":9,"status":3})"));
  EXPECT_EQ(r.printed, "STOP\ttrue\tb\t5\nstage kernel\t2.0\nexit\t3\tnil\tplain\n");
}

TEST(HookEvents, AFailingHookIsReportedOnceAndSwitchedOff) {
  Recorder r(
      "local n = 0\nfunction on_line() n = n + 1 print(n)\n if n == 2 then error('boom') end end");
  ASSERT_TRUE(r.events);
  auto errors = r.events->on_event(make(EventKind::kConsole, "a\nb\nc\nd\n"));
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].message, "hook h: hooks/h.lua:3: boom");
  EXPECT_NE(errors[0].hint.find("switched off"), std::string::npos);
  EXPECT_EQ(r.printed, "1\n2\n");
  EXPECT_TRUE(r.events->on_event(make(EventKind::kConsole, "e\n")).empty());
}

TEST(HookEvents, HooksThatOnlyRewriteAreLeftOut) {
  Recorder r("function rewrite(cmd) cmd:add('S') end -- on_x");
  ASSERT_TRUE(r.events);
  EXPECT_TRUE(r.events->empty());
  Recorder bad("function on_line(");
  EXPECT_FALSE(bad.events);
  EXPECT_NE(bad.error.message.find("hook h: "), std::string::npos);
}

TEST(HookEvents, AnEndlessLoopIsStopped) {
  Recorder r("function on_stage() while true do end end");
  auto errors = r.events->on_stage("kernel", 0);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].code, ErrorCode::kLimit);
}

}  // namespace
}  // namespace gs::script
