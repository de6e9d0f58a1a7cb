#include "trace/verdict.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "trace/verdict_text.hpp"

namespace gs::trace {
namespace {

// Rules made for these tests; the stage markers are the real ones.
constexpr const char* kRules = R"(
local function rule(cause, any, more)
  local r = {cause = cause, any = any, summary = "because of " .. cause, match = "m", healthy = "h",
             cure = {text = "cure " .. cause}}
  for k, v in pairs(more or {}) do r[k] = v end
  return r
end
return {
  rule("early", "first trouble", {stage = "qemu-start"}),
  rule("late", "second trouble"),
  rule("narrow", "second trouble with a tail", {confidence = "medium"}),
  rule("hinted", "maybe trouble", {rank = "weak"}),
  rule("vague", {"something failed", "the appliance is dead"}, {rank = "symptom"}),
  rule("ok_with_noise", "harmless error", {rank = "noise"}),
  rule("staged_noise", "insmod: nothing there", {rank = "noise", stage = "initrd"}),
  rule("both", "part one", {all = {"part two"}, unless = {"all is forgiven"}}),
  rule("shaped", "code is", {line = "code is %d+$"}),
  rule("wide", "twin trouble"),
  rule("specific", "twin trouble", {all = {"a witness"}}),
  rule("guest_crash", "guest crashed", {stage = "ready"}),
}
)";

class VerdictTest : public testing::Test {
 protected:
  void SetUp() override {
    RuleBook rules;
    auto ok = rules.load("test.lua", kRules);
    ASSERT_TRUE(ok) << ok.error().message;
    auto markers = MarkerBook::embedded();
    ASSERT_TRUE(markers) << markers.error().message;
    auto d = Diagnoser::create(std::move(rules), std::move(*markers));
    ASSERT_TRUE(d);
    diagnoser_.emplace(std::move(*d));
  }
  Verdict of(const std::string& log) {
    text_ = log;
    auto t = Transcript::from_log(text_);
    EXPECT_TRUE(t);
    return diagnoser_->diagnose(*t);
  }
  Verdict of(const std::vector<Event>& events) {
    return diagnoser_->diagnose(Transcript::from_events(events));
  }
  std::optional<Diagnoser> diagnoser_;
  std::string text_;
};

std::string stage(const Verdict& v) { return v.stage ? std::string(gs::to_string(*v.stage)) : "-"; }

TEST_F(VerdictTest, TheFirstFailureCounts) {
  Verdict v = of("a line\n  second trouble here\r\nfirst trouble\nsomething failed\n");
  EXPECT_EQ(v.outcome, Outcome::kFail);
  EXPECT_EQ(v.cause, "late");
  EXPECT_EQ(v.summary, "because of late");
  EXPECT_EQ(v.cure_text, "cure late");
  ASSERT_TRUE(v.evidence);
  EXPECT_EQ(v.evidence->line, 2u);
  EXPECT_EQ(v.evidence->text, "  second trouble here");
  EXPECT_EQ(v.confidence, Confidence::kLow) << "no stage is known";
}

TEST_F(VerdictTest, DecisiveBeforeWeakBeforeSymptom) {
  EXPECT_EQ(of("something failed\nmaybe trouble\nfirst trouble\n").cause, "early");
  EXPECT_EQ(of("something failed\nmaybe trouble\n").cause, "hinted");
  EXPECT_EQ(of("something failed\n").cause, "vague");
  EXPECT_EQ(of("something failed\n").confidence, Confidence::kLow);
}

TEST_F(VerdictTest, InOneLineTheRuleThatAsksForMore) {
  EXPECT_EQ(of("a witness\nBooting from ROM\ntwin trouble\n").cause, "specific");
  EXPECT_EQ(of("Booting from ROM\ntwin trouble\n").cause, "wide");
}

TEST_F(VerdictTest, InOneLineTheMoreConfidentThenTheLongerPhrase) {
  EXPECT_EQ(of("Booting from ROM\nsecond trouble with a tail").cause, "late");
}

TEST_F(VerdictTest, AFailureThatTheBootOvercameIsNone) {
  Verdict v = of("qemu-system-x86_64: first trouble\nSeaBIOS (version 1)\nLinux version 6.1\n");
  EXPECT_EQ(v.outcome, Outcome::kOk);
  EXPECT_EQ(stage(v), "kernel");
  // The second time it is not overcome.
  v =
      of("first trouble\nLinux version 6.1\nKernel panic - not syncing\nLinux version 6.1\n"
         "second trouble\n");
  EXPECT_EQ(v.cause, "late");
  EXPECT_EQ(stage(v), "kernel");
}

TEST_F(VerdictTest, AShutdownOvercomesNothing) {
  Verdict v = of("Linux version 6.1\nsecond trouble\nlibguestfs: sending SIGTERM to process 1\n");
  EXPECT_EQ(v.cause, "late");
  EXPECT_EQ(stage(v), "kernel");
}

TEST_F(VerdictTest, WaitingForTheRootDiskIsNoSuccessOfTheInitrd) {
  std::string start = "supermin: mounting /proc\nsecond trouble\nsupermin: waiting another 8 ns\n";
  EXPECT_EQ(of(start).cause, "late");
  EXPECT_EQ(of(start + "Starting /init script ...\n").outcome, Outcome::kOk);
}

TEST_F(VerdictTest, ALaterBootThatGotReadyForgives) {
  std::string failed =
      "begin building supermin appliance\nLinux version 6.1\nsecond trouble\n"
      "libguestfs: sending SIGTERM to process 5\n";
  std::string again = "begin building supermin appliance\nLinux version 6.1\n";
  EXPECT_EQ(of(failed + again).cause, "late");
  Verdict v = of(failed + again + "libguestfs: appliance is up\n");
  EXPECT_EQ(v.outcome, Outcome::kOk);
  EXPECT_EQ(stage(v), "ready");
  EXPECT_EQ(v.boots, 2);
}

TEST_F(VerdictTest, AfterAnEarlyShutdownTheStageIsWhereTheBootEnded) {
  Verdict v = of("guestfsd --verbose\nreboot: Restarting system\nthe appliance is dead\n");
  EXPECT_EQ(v.cause, "vague");
  EXPECT_EQ(stage(v), "daemon");
}

TEST_F(VerdictTest, AllUnlessAndLineAreHeeded) {
  EXPECT_EQ(of("part one\n").outcome, Outcome::kUnknown);
  EXPECT_EQ(of("part one\npart two\n").cause, "both");
  EXPECT_EQ(of("part one\npart two\nAll is forgiven.\n").outcome, Outcome::kUnknown);
  EXPECT_EQ(of("code is none\n").outcome, Outcome::kUnknown);
  Verdict v = of("code is none\ncode is 42\n");
  EXPECT_EQ(v.cause, "shaped");
  EXPECT_EQ(v.evidence->line, 2u);
}

TEST_F(VerdictTest, AWrappedMessageIsFound) {
  Verdict v = of("virt-v2v: error: second\ntrouble with this\n");
  EXPECT_EQ(v.cause, "late");
  EXPECT_EQ(v.evidence->line, 1u);
  EXPECT_EQ(stage(v), "client");
}

TEST_F(VerdictTest, ProgressWithoutFailureIsOk) {
  Verdict v = of("Linux version 6.1\nStarting /init script\n");
  EXPECT_EQ(v.outcome, Outcome::kOk);
  EXPECT_EQ(v.cause, "ok");
  EXPECT_EQ(stage(v), "init");
  EXPECT_EQ(v.evidence->line, 2u);
  v = of("Linux version 6.1\nharmless error\n");
  EXPECT_EQ(v.cause, "ok_with_noise");
  EXPECT_EQ(stage(v), "kernel");
  EXPECT_EQ(v.evidence->line, 2u);
  v = of("insmod: nothing there");
  EXPECT_EQ(v.outcome, Outcome::kOk);
  EXPECT_EQ(stage(v), "initrd");
}

TEST_F(VerdictTest, AKernelLineAloneIsAKernel) {
  Verdict v = of("[    1.234567] foo: bar\n");
  EXPECT_EQ(v.outcome, Outcome::kOk);
  EXPECT_EQ(stage(v), "kernel");
  EXPECT_EQ(v.confidence, Confidence::kLow);
}

TEST_F(VerdictTest, WithoutAnyMarkerItSaysWhatItLookedFor) {
  Verdict v = of("Dear list,\nplease help\n");
  EXPECT_EQ(v.outcome, Outcome::kUnknown);
  EXPECT_FALSE(v.stage);
  EXPECT_NE(v.summary.find("marker"), std::string::npos);
  EXPECT_FALSE(v.cure_text.empty());
  EXPECT_NE(verdict_text(v, {}).find("CANNOT TELL"), std::string::npos);
}

TEST_F(VerdictTest, GuestClockTimesOfALog) {
  Verdict v =
      of("SeaBIOS (version 1)\n[    0.000000] Linux version 6.1\n[    2.500000] last word\n"
         "supermin: mounting /proc\n[    4.000000] sda\n");
  EXPECT_EQ(v.clock, Clock::kGuest);
  ASSERT_EQ(v.stages.size(), 3u);
  EXPECT_FALSE(v.stages[0].start_ns) << "firmware has no clock";
  EXPECT_EQ(v.stages[1].start_ns, 0);
  EXPECT_EQ(v.stages[1].duration_ns, 2'500'000'000);
  EXPECT_EQ(v.stages[2].duration_ns, 1'500'000'000);
}

TEST(ExitCode, FollowsTheOutcome) {
  EXPECT_EQ(exit_code(Outcome::kOk), 0);
  EXPECT_EQ(exit_code(Outcome::kFail), 1);
  EXPECT_EQ(exit_code(Outcome::kUnknown), 2);
}

// ---- traces

// A run of libguestfs that this class lets end in many ways. Times are in ms.
class TraceRun {
 public:
  TraceRun& command(std::string argv0 = "libguestfs-test-tool") {
    return fact(EventKind::kRun, 0, R"({"pid":1,"argv":[")" + argv0 + "\"]}");
  }
  TraceRun& qemu(int ms, int pid = 5) {
    return fact(EventKind::kQemu, ms,
                R"({"argv":["qemu-system-x86_64"],"pid":)" + std::to_string(pid) + "}");
  }
  TraceRun& says(int ms, const std::string& line) {
    return bytes(EventKind::kClientErr, ms, 1, line);
  }
  TraceRun& console(int ms, const std::string& line) {
    return bytes(EventKind::kConsole, ms, 5, line);
  }
  TraceRun& qemu_says(int ms, const std::string& line) {
    return bytes(EventKind::kQemuErr, ms, 5, line);
  }
  TraceRun& qmp(int ms, const std::string& json) { return fact(EventKind::kQmp, ms, json, 5); }
  TraceRun& exit(int ms, int pid, const std::string& how) {
    return fact(EventKind::kExit, ms, "{\"pid\":" + std::to_string(pid) + "," + how + "}");
  }
  TraceRun& up_to_ready() {
    return command()
        .says(10, "libguestfs: begin building supermin appliance")
        .says(20, "libguestfs: begin testing qemu features")
        .qemu(30)
        .console(40, "SeaBIOS (version 1.16)")
        .console(100, "[    0.000000] Linux version 6.1")
        .says(101, "[    0.000000] Linux version 6.1")
        .console(200, "supermin: mounting /proc")
        .console(300, "supermin: picked 8:16 as root device")
        .console(310, "Starting /init script ...")
        .console(400, "guestfsd --verbose")
        .says(500, "libguestfs: recv_from_daemon: received GUESTFS_LAUNCH_FLAG");
  }
  operator const std::vector<Event>&() const { return events_; }

 private:
  static constexpr std::int64_t kMs = 1'000'000;
  TraceRun& bytes(EventKind kind, int ms, int pid, const std::string& line) {
    events_.push_back({.t_ns = 5'000'000'000 + ms * kMs,
                       .kind = kind,
                       .pid = pid,
                       .text = line + "\n",
                       .data = {}});
    return *this;
  }
  TraceRun& fact(EventKind kind, int ms, const std::string& json, int pid = 0) {
    events_.push_back(
        {.t_ns = 5'000'000'000 + ms * kMs, .kind = kind, .pid = pid, .text = {}, .data = json});
    return *this;
  }
  std::vector<Event> events_;
};

std::string timeline(const Verdict& v) {
  std::string out;
  for (const StageSpan& s : v.stages)
    out += std::string(gs::to_string(s.stage)) + (s.after_end ? "*" : "") + "=" +
           std::to_string(s.duration_ns.value_or(-1'000'000) / 1'000'000) + " ";
  return out;
}

TEST_F(VerdictTest, AGoodRunAddsUp) {
  Verdict v = of(TraceRun()
                     .up_to_ready()
                     .says(600, "libguestfs: sending SIGTERM to process 5")
                     .exit(620, 5, R"("signal":15)")
                     .exit(650, 1, R"("status":0)"));
  EXPECT_EQ(v.outcome, Outcome::kOk) << v.cause;
  EXPECT_EQ(stage(v), "shutdown");
  EXPECT_EQ(timeline(v),
            "client=10 appliance-build=10 qemu-probe=10 qemu-start=10 firmware=60 kernel=100 "
            "initrd=100 root-device=10 init=90 daemon=100 ready=100 shutdown=20 client*=30 ");
  EXPECT_EQ(v.clock, Clock::kHost);
  EXPECT_EQ(v.boots, 1);
}

TEST_F(VerdictTest, EvidenceIsTheConsoleNotItsEcho) {
  Verdict v = of(TraceRun()
                     .command()
                     .qemu(10)
                     .console(20, "Linux version 6.1")
                     .says(30, "second trouble")
                     .console(31, "second trouble")
                     .exit(40, 5, R"("status":0)")
                     .exit(50, 1, R"("status":1)"));
  EXPECT_EQ(v.cause, "late");
  EXPECT_EQ(v.evidence->source, Source::kConsole);
  EXPECT_EQ(v.evidence->line, 2u);
  EXPECT_EQ(v.evidence->pid, 5);
}

TEST_F(VerdictTest, QemuKilledFromOutsideIsNamed) {
  Verdict v = of(TraceRun()
                     .command()
                     .qemu(10)
                     .console(20, "Linux version 6.1")
                     .exit(40, 5, R"("signal":9)")
                     .says(45, "the appliance is dead")
                     .exit(50, 1, R"("status":1)"));
  EXPECT_EQ(v.outcome, Outcome::kFail);
  EXPECT_EQ(v.cause, "qemu_killed");
  EXPECT_EQ(stage(v), "kernel");
  EXPECT_EQ(v.evidence->text, "guestscope: qemu (pid 5) was killed by signal 9 (Killed)");
}

TEST_F(VerdictTest, AReasonInTheTextBeatsTheSignal) {
  Verdict v = of(TraceRun()
                     .command()
                     .qemu(10)
                     .qemu_says(15, "qemu: first trouble")
                     .exit(40, 5, R"("signal":6)")
                     .exit(50, 1, R"("status":1)"));
  EXPECT_EQ(v.cause, "early");
  EXPECT_EQ(stage(v), "qemu-start");
}

TEST_F(VerdictTest, QemuThatEndsAtOnceFailedAtItsStart) {
  for (const char* how : {R"("status":1)", R"("status":0)", R"("signal":6)"}) {
    Verdict v = of(TraceRun().command().qemu(10).exit(40, 5, how).exit(50, 1, R"("status":1)"));
    EXPECT_EQ(v.outcome, Outcome::kFail) << how;
    EXPECT_EQ(v.cause, "qemu_died_at_start") << how;
    EXPECT_EQ(stage(v), "qemu-start") << how;
  }
}

TEST_F(VerdictTest, AResetUnderNoRebootIsAnEndWhereItHappened) {
  Verdict v =
      of(TraceRun()
             .command()
             .qemu(10)
             .console(20, "supermin: mounting /proc")
             .qmp(30, R"({"event":"SHUTDOWN","data":{"guest":true,"reason":"guest-reset"}})")
             .exit(40, 5, R"("status":0)")
             .exit(50, 1, R"("status":1)"));
  EXPECT_EQ(v.outcome, Outcome::kFail);
  EXPECT_EQ(stage(v), "initrd");
  EXPECT_EQ(v.cause, "unknown");
}

TEST_F(VerdictTest, AGuestThatPowersOffIsWell) {
  Verdict v =
      of(TraceRun()
             .command("qemu-system-x86_64")
             .qemu(10, 1)
             .console(20, "Linux version 6.1")
             .console(25, "Run /sbin/init as init process")
             .console(30, "reboot: Power down")
             .qmp(31, R"({"event":"SHUTDOWN","data":{"guest":true,"reason":"guest-shutdown"}})")
             .exit(40, 1, R"("status":0)"));
  EXPECT_EQ(v.outcome, Outcome::kOk) << v.summary;
  EXPECT_EQ(stage(v), "shutdown");
}

TEST_F(VerdictTest, ACommandThatFailsWithoutAWordIsAFailure) {
  Verdict v = of(TraceRun()
                     .up_to_ready()
                     .says(600, "libguestfs: sending SIGTERM to process 5")
                     .exit(620, 5, R"("signal":15)")
                     .exit(650, 1, R"("status":3)"));
  EXPECT_EQ(v.outcome, Outcome::kFail);
  EXPECT_EQ(v.cause, "unknown");
  EXPECT_EQ(stage(v), "ready");
  EXPECT_EQ(v.evidence->text, "guestscope: the command exited with status 3");
  v = of(TraceRun().command("false").exit(10, 1, R"("status":1)"));
  EXPECT_EQ(v.outcome, Outcome::kFail);
  EXPECT_EQ(stage(v), "client");
}

TEST_F(VerdictTest, AnInterruptedRunNamesTheStageItHungIn) {
  Verdict v = of(TraceRun()
                     .command()
                     .qemu(10)
                     .console(20, "supermin: waiting another 1 ns for root UUID to appear")
                     .exit(9000, 5, R"("signal":15)")
                     .exit(9001, 1, R"("signal":2)"));
  EXPECT_EQ(v.outcome, Outcome::kFail);
  EXPECT_EQ(v.cause, "interrupted");
  EXPECT_EQ(stage(v), "root-device");
}

TEST_F(VerdictTest, ACommandThatEndedWellHadNoFailureOfItsOwn) {
  TraceRun good =
      TraceRun().up_to_ready().says(550, "something failed").says(560, "second trouble");
  EXPECT_EQ(of(good.exit(650, 1, R"("status":0)")).outcome, Outcome::kOk);
  TraceRun crash =
      TraceRun().up_to_ready().console(550, "guest crashed").exit(650, 1, R"("status":0)");
  EXPECT_EQ(of(crash).cause, "guest_crash") << "what the guest says of itself stays";
  TraceRun none = TraceRun().command("true").exit(10, 1, R"("status":0)");
  Verdict v = of(none);
  EXPECT_EQ(v.outcome, Outcome::kOk);
  EXPECT_NE(v.summary.find("no machine"), std::string::npos);
}

TEST_F(VerdictTest, TheSecondMachineCounts) {
  Verdict v = of(TraceRun()
                     .up_to_ready()
                     .exit(600, 5, R"("signal":15)")
                     .qemu(700, 6)
                     .exit(720, 6, R"("status":1)")
                     .exit(730, 1, R"("status":1)"));
  EXPECT_EQ(v.cause, "qemu_died_at_start");
  EXPECT_EQ(stage(v), "qemu-start");
  EXPECT_EQ(v.boots, 2);
}

// ---- text and JSON

TEST_F(VerdictTest, JsonHasTheFieldsThatScriptsRelyOn) {
  Verdict v = of(TraceRun()
                     .command("virt-ls")
                     .qemu(10)
                     .qemu_says(15, "first \x1b[31mtrouble\x1b[0m \xff")
                     .exit(40, 5, R"("signal":6)")
                     .exit(50, 1, R"("status":1)"));
  v.trace_path = "/var/tmp/x.gst";
  boost::json::value j = boost::json::parse(verdict_json(v));
  const auto& o = j.as_object();
  EXPECT_EQ(o.at("outcome"), "fail");
  EXPECT_EQ(o.at("stage"), "qemu-start");
  EXPECT_EQ(o.at("cause"), "early");
  EXPECT_EQ(o.at("evidence").at("text"), "first trouble \\xff") << "nothing for a terminal to obey";
  EXPECT_EQ(o.at("evidence").at("line"), 1);
  EXPECT_EQ(o.at("evidence").at("source"), "qemu-err");
  EXPECT_EQ(o.at("evidence").at("t_ns"), 15'000'000);
  EXPECT_EQ(o.at("cure").at("text"), "cure early");
  EXPECT_TRUE(o.at("cure").at("hook").is_null());
  EXPECT_EQ(o.at("confidence"), "high");
  EXPECT_EQ(o.at("trace"), "/var/tmp/x.gst");
  EXPECT_EQ(o.at("complete"), true);
  EXPECT_EQ(o.at("clock"), "host");
  EXPECT_EQ(o.at("command").at("status"), 1);
  EXPECT_EQ(o.at("command").at("qemu").at(0).at("signal"), 6);
  std::int64_t sum = 0;
  for (const auto& s : o.at("stages").as_array()) {
    EXPECT_EQ(s.at("start_ns"), sum);
    sum += s.at("duration_ns").as_int64();
  }
  EXPECT_EQ(o.at("stages").at(0).at("name"), "client");
  EXPECT_EQ(sum, 50'000'000) << "the whole run";
}

TEST_F(VerdictTest, JsonOfALogWithoutClockHasNulls) {
  boost::json::value j = boost::json::parse(verdict_json(of("SeaBIOS (version 1)\n")));
  EXPECT_EQ(j.at("outcome"), "ok");
  EXPECT_TRUE(j.at("stages").at(0).at("start_ns").is_null());
  EXPECT_TRUE(j.at("clock").is_null());
  EXPECT_TRUE(j.at("trace").is_null());
  EXPECT_TRUE(j.at("command").is_null());
  j = boost::json::parse(verdict_json(of("nothing known\n")));
  EXPECT_EQ(j.at("outcome"), "unknown");
  EXPECT_TRUE(j.at("stage").is_null());
  EXPECT_TRUE(j.at("cause").is_null());
  EXPECT_TRUE(j.at("evidence").is_null());
}

TEST_F(VerdictTest, TextNamesEverythingAReaderNeeds) {
  Verdict v = of(TraceRun()
                     .command("virt-ls")
                     .qemu(10)
                     .qemu_says(15, "first \x1b[2Jtrouble")
                     .exit(40, 5, R"("signal":6)")
                     .exit(50, 1, R"("status":1)"));
  v.cure_hook = "force-tcg";
  v.complete = false;
  v.incomplete_why = "torn tail";
  v.trace_path = "/var/tmp/x.gst";
  std::string text = verdict_text(v, {});
  for (const char* part :
       {"FAILED in qemu-start: early", "because of early",
        "line 1 of qemu-err (pid 5), 0.015 s into", "first trouble", "cure early",
        "guestscope diagnose --hook force-tcg -- virt-ls", "high", "/var/tmp/x.gst",
        "not complete: torn tail", "client (after)", "<- failed here", "run: 0.050 s"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << "colour is off";
  EXPECT_NE(verdict_text(v, {.colour = true}).find("\x1b[1;31m"), std::string::npos);
}

TEST_F(VerdictTest, TextBreaksOurWordsAtTheWidth) {
  Verdict v = of("first trouble\n");
  v.summary.clear();
  for (int i = 0; i < 60; ++i) v.summary += "words ";
  std::size_t start = 0;
  std::string text = verdict_text(v, {.colour = false, .width = 60});
  for (std::size_t end; (end = text.find('\n', start)) != std::string::npos; start = end + 1)
    EXPECT_LE(end - start, 60u);
}

}  // namespace
}  // namespace gs::trace
