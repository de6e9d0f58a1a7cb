#include "script/hook_events.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace gs::script {
namespace {

struct Recorder {
  explicit Recorder(std::string source)
      : text(std::move(source)), file{"h", text}, runner({&file, 1}) {
    auto loaded = HookEvents::load(runner, {{.name = "h", .args = {}}}, context,
                                   [this](HookAction a) { take(std::move(a)); });
    if (loaded)
      events.emplace(std::move(*loaded));
    else
      error = loaded.error();
  }

  void take(HookAction a) {
    using Kind = HookAction::Kind;
    if (a.kind == Kind::kPrint) printed += a.text + "\n";
    if (a.kind == Kind::kQmp) {
      sent += a.text + "\n";
      masked += a.masked + "\n";
    }
    if (a.kind == Kind::kQuit) sent += "quit\n";
    if (a.kind == Kind::kError) errors.push_back(a.error);
  }

  std::string text;
  embedded::File file;
  HookRunner runner;
  HookContext context;
  std::optional<HookEvents> events;
  Error error;
  std::string printed, sent, masked;
  std::vector<Error> errors;
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
  r.events->on_event(make(EventKind::kConsole, "Linux ver"));
  r.events->on_event(make(EventKind::kQemuErr, "qemu: x\n"));
  r.events->on_event(make(EventKind::kConsole, "sion 6\r\nnext\n"));
  EXPECT_EQ(r.printed,
            "stderr\t7\t0.0\tqemu: x\nconsole\t7\t0.0\tLinux version 6\n"
            "console\t7\t0.0\tnext\n");
  EXPECT_TRUE(r.errors.empty());
}

TEST(HookEvents, ConsolesDoNotMixAndAPromptComesAtTheEnd) {
  Recorder r(
      "function on_line(text, e) print(e.port, text) end function on_exit() print('end') end");
  r.events->on_event(make(EventKind::kConsole, "log"));
  r.events->on_event(make(EventKind::kConsole, "other\n", "{\"port\":1}"));
  r.events->on_event(make(EventKind::kConsole, "in: "));
  EXPECT_EQ(r.printed, "1\tother\n");
  r.events->on_event(make(EventKind::kExit, "", R"({"status":0})"));
  EXPECT_EQ(r.printed, "1\tother\nnil\tlogin: \nend\n");
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
  r.events->on_stage("kernel", 4'500'000'000, 7);
  EXPECT_TRUE(r.events->wants_stages());
  r.events->on_event(make(EventKind::kExit, "", R"({"pid":9,"status":3})"));
  EXPECT_EQ(r.printed, "STOP\ttrue\tb\t5\nstage kernel\t2.0\nexit\t3\tnil\tplain\n");
}

TEST(HookEvents, AFailingHookIsReportedOnceAndSwitchedOff) {
  Recorder r(
      "local n = 0\nfunction on_line() n = n + 1 print(n)\n if n == 2 then error('boom') end end");
  ASSERT_TRUE(r.events);
  r.events->on_event(make(EventKind::kConsole, "a\nb\nc\nd\n"));
  ASSERT_EQ(r.errors.size(), 1u);
  EXPECT_EQ(r.errors[0].message, "hook h: hooks/h.lua:3: boom");
  EXPECT_NE(r.errors[0].hint.find("switched off"), std::string::npos);
  EXPECT_EQ(r.printed, "1\n2\n");
  r.events->on_event(make(EventKind::kConsole, "e\n"));
  EXPECT_EQ(r.errors.size(), 1u);
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
  r.events->on_stage("kernel", 0, 7);
  ASSERT_EQ(r.errors.size(), 1u);
  EXPECT_EQ(r.errors[0].code, ErrorCode::kLimit);
}

TEST(HookEvents, CommandsAreSentAndTheirAnswersComeBack) {
  Recorder r(
      "function on_stage(name)\n"
      "  machine:qmp('query-status', function(a, e) print(a.status, e) end)\n"
      "  machine:qmp('nope', {}, function(a, e) print(a, e.class) end)\n"
      "  machine:qmp('set_password', {protocol='vnc', password='hush', list={1, 2.5, true}})\n"
      "  machine:quit()\nend");
  r.events->on_stage("daemon", 0, 7);
  EXPECT_EQ(
      r.sent,
      "{\"execute\":\"query-status\",\"id\":\"guestscope-hook-1\"}\n"
      "{\"execute\":\"nope\",\"arguments\":{},\"id\":\"guestscope-hook-2\"}\n"
      "{\"execute\":\"set_password\",\"arguments\":{\"list\":[1,2.5,true],\"password\":\"hush\","
      "\"protocol\":\"vnc\"},\"id\":\"guestscope-hook-3\"}\nquit\n");
  EXPECT_NE(r.masked.find("\"password\":\"***\""), std::string::npos);
  EXPECT_EQ(r.masked.find("hush"), std::string::npos);
  const char* error =
      R"({"id":"guestscope-hook-2","error":{"class":"CommandNotFound","desc":"x"}})";
  const char* status = R"({"return":{"status":"running"},"id":"guestscope-hook-1"})";
  for (const char* answer : {error, status, error, R"({"return":{},"id":"other"})", R"({"id":7})"})
    r.events->on_event(make(EventKind::kQmp, "", answer));
  EXPECT_EQ(r.printed, "nil\tCommandNotFound\nrunning\tnil\n") << "each answer once";
  EXPECT_TRUE(r.errors.empty());
}

TEST(HookEvents, WhatCannotBeSentIsAnErrorOfTheHook) {
  for (const char* call :
       {"machine:qmp()", "machine:qmp('x', 1)", "machine:qmp('x', {f=print})",
        "machine:qmp('x', {n=1/0})", "machine:qmp('x', {s='\\xff'})", "machine.qmp('x')",
        "machine:qmp('\\xff')", "local t = {} t.t = t machine:qmp('x', t)",
        "machine:qmp('x', {s=('y'):rep(300000)})", "machine:qmp('x', {[{}]=1})"}) {
    Recorder r(std::string("function on_stage() ") + call + " end");
    ASSERT_TRUE(r.events) << call;
    r.events->on_stage("kernel", 0, 7);
    EXPECT_EQ(r.errors.size(), 1u) << call;
    EXPECT_EQ(r.sent, "") << call;
  }
}

TEST(HookEvents, AHookThatNeverStopsPrintingIsSwitchedOff) {
  Recorder r("function on_line() for i = 1, 5000 do print(i) end end");
  r.events->on_event(make(EventKind::kConsole, "a\nb\n"));
  ASSERT_EQ(r.errors.size(), 1u);
  EXPECT_EQ(r.errors[0].code, ErrorCode::kLimit);
  EXPECT_EQ(std::count(r.printed.begin(), r.printed.end(), '\n'), HookEvents::kMaxActions);
}

}  // namespace
}  // namespace gs::script
