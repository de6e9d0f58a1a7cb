#include "trace/transcript.hpp"

#include <gtest/gtest.h>

namespace gs::trace {
namespace {

std::vector<std::string> texts(const Transcript& t) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < t.lines().size(); ++i) out.emplace_back(t.line_text(i));
  return out;
}

using Strings = std::vector<std::string>;

TEST(TranscriptOfLog, NumbersLinesAsSedDoes) {
  std::string log = "one\r\ntwo\n\nfour";
  auto t = Transcript::from_log(log);
  ASSERT_TRUE(t);
  EXPECT_EQ(texts(*t), (Strings{"one", "two", "", "four"}));
  EXPECT_EQ(t->lines()[3].number, 4u);
  EXPECT_EQ(t->lines()[3].source, Source::kLog);
  EXPECT_EQ(t->line_at(log.find("two")), 1u);
  EXPECT_EQ(t->line_at(log.size()), 3u);
}

TEST(TranscriptOfLog, OfAProgressBarItShowsTheVersionAtThatPlace) {
  std::string log = "10%\r20%\rerror: full\r\nnext\n";
  auto t = Transcript::from_log(log);
  ASSERT_TRUE(t);
  ASSERT_EQ(t->lines().size(), 2u);
  EXPECT_EQ(t->line_text(0, log.find("full"), 100), "error: full");
  EXPECT_EQ(t->line_text(0, log.find("20"), 100), "20%");
  EXPECT_EQ(t->line_text(1), "next");
}

TEST(TranscriptOfLog, LongLinesAreCutAroundThePlace) {
  std::string log = std::string(10'000, 'x') + "HERE" + std::string(10'000, 'y');
  auto t = Transcript::from_log(log);
  ASSERT_TRUE(t);
  auto cut = t->line_text(0, 10'000, 100);
  EXPECT_EQ(cut.size(), 100u);
  EXPECT_NE(cut.find("HERE"), std::string_view::npos);
}

TEST(TranscriptOfLog, RefusesWhatIsNoLogAndSaysWhatToDo) {
  std::string random;
  for (int i = 0; i < 1000; ++i) random += static_cast<char>(i * 37);
  for (const std::string& bad :
       {std::string(), std::string("\n \r\n\t"),
        std::string("\x7f"
                    "ELF\x02\x01\x01"),
        random, std::string("\x1f\x8b\x08 gzip"), std::string("\x28\xb5\x2f\xfd zstd"),
        std::string("\xff\xfeL\0i\0n\0", 8), std::string(100, '\0')}) {
    auto t = Transcript::from_log(bad);
    ASSERT_FALSE(t) << bad;
    EXPECT_EQ(t.error().code, ErrorCode::kFormat);
    EXPECT_FALSE(t.error().message.empty());
    EXPECT_FALSE(t.error().hint.empty()) << t.error().message;
    EXPECT_EQ(t.error().message.find('\n'), std::string::npos);
  }
}

TEST(TranscriptOfLog, TakesSomeNoiseOfASerialLine) {
  std::string log = "SeaBIOS\xff\xfe\x80 \x01 and a longer line that is well\x1b[0m\n";
  EXPECT_TRUE(Transcript::from_log(log));
}

TEST(TranscriptOfLog, ReadsKernelTimeStamps) {
  std::string log =
      "[    1.383549] Run /init\n"
      "\x1b[2J[   12.000001] after a clear screen\n"
      "sandbox vmconsole=\"[    2.5]\" [    0.250000] in a log line\n"
      "[   0.3] virt-v2v's own clock\n"
      "[123456789012345.123456] too long\n"
      "[Makefile:183] [12.3456789] none\n"
      "\\x1bc\\x1b[?7l\\x1b[2J[    0.000000] Linux version\n";
  auto t = Transcript::from_log(log);
  ASSERT_TRUE(t);
  EXPECT_EQ(t->printk_ns(0), 1'383'549'000);
  EXPECT_EQ(t->printk_ns(1), 12'000'001'000);
  EXPECT_EQ(t->printk_ns(2), 250'000'000);
  EXPECT_EQ(t->printk_ns(3), std::nullopt);
  EXPECT_EQ(t->printk_ns(4), std::nullopt);
  EXPECT_EQ(t->printk_ns(5), std::nullopt);
  EXPECT_EQ(t->printk_ns(6), 0);
  EXPECT_EQ(t->printk_ns(99), std::nullopt);
}

Event bytes(EventKind kind, std::int64_t t, std::string text, std::int64_t pid = 7) {
  return {.t_ns = t, .kind = kind, .pid = pid, .text = std::move(text), .data = {}};
}
Event fact(EventKind kind, std::int64_t t, std::string data, std::int64_t pid = 0) {
  return {.t_ns = t, .kind = kind, .pid = pid, .text = {}, .data = std::move(data)};
}

TEST(TranscriptOfTrace, JoinsPiecesOfLinesPerStream) {
  auto t = Transcript::from_events({bytes(EventKind::kConsole, 10, "Linux ver", 5),
                                    bytes(EventKind::kClientErr, 11, "other\n", 1),
                                    bytes(EventKind::kConsole, 12, "sion\r\nsecond", 5),
                                    bytes(EventKind::kConsole, 13, " line\nlogin: ", 5),
                                    bytes(EventKind::kQemuErr, 14, "qemu: hm\n", 5)});
  EXPECT_EQ(texts(t), (Strings{"Linux version", "other", "second line", "login: ", "qemu: hm"}));
  EXPECT_EQ(t.lines()[0].t_ns, 10);
  EXPECT_EQ(t.lines()[2].t_ns, 12) << "the time of its first byte";
  EXPECT_EQ(t.lines()[2].number, 2u) << "counted in its own stream";
  EXPECT_EQ(t.lines()[1].number, 1u);
  EXPECT_EQ(t.lines()[2].pid, 5);
}

TEST(TranscriptOfTrace, DropsTheEchoOfTheConsole) {
  auto t =
      Transcript::from_events({bytes(EventKind::kConsole, 10, "\x1b[2JSeaBIOS (version 1)\r\n", 5),
                               bytes(EventKind::kClientErr, 11, "\\x1b[2JSeaBIOS (version 1)\n", 1),
                               bytes(EventKind::kClientErr, 12, "libguestfs: own words\n", 1),
                               bytes(EventKind::kClientErr, 12, "SeaBIOS (version 1)\n", 1)});
  EXPECT_EQ(texts(t).size(), 3u);
  EXPECT_EQ(t.lines()[0].source, Source::kConsole);
  EXPECT_EQ(t.line_text(1), "libguestfs: own words");
  EXPECT_EQ(t.lines()[1].number, 2u) << "numbers are those of the real stream";
  EXPECT_EQ(t.line_text(2), "SeaBIOS (version 1)") << "one echo for one line, no more";
}

TEST(TranscriptOfTrace, FactsBecomeLines) {
  auto t = Transcript::from_events(
      {fact(EventKind::kRun, 100, R"({"pid":1,"argv":["virt-ls","-a","my disk"]})"),
       fact(EventKind::kQemu, 150, R"({"pid":4,"argv":["qemu","-help"],"probe":true})"),
       fact(EventKind::kExit, 160, R"({"pid":4,"status":0})"),
       fact(EventKind::kQemu, 200, R"({"pid":5,"argv":["qemu","-m","1G"]})"),
       fact(EventKind::kQmp, 300, R"({"event":"SHUTDOWN","data":{"guest":true}})", 5),
       fact(EventKind::kQmp, 310, R"({"return":{}})", 5),
       fact(EventKind::kExit, 400, R"({"pid":5,"signal":9})"),
       {.t_ns = 410, .kind = EventKind::kNote, .text = "two\nlines", .data = {}},
       fact(EventKind::kExit, 500, R"({"pid":1,"status":1})")});
  EXPECT_EQ(texts(t), (Strings{"guestscope: the command started: virt-ls -a 'my disk'",
                               "guestscope: qemu probe (pid 4) started: qemu -help",
                               "guestscope: qemu probe (pid 4) exited with status 0",
                               "guestscope: qemu (pid 5) started: qemu -m 1G",
                               "guestscope: qmp: SHUTDOWN {\"guest\":true}",
                               "guestscope: qemu (pid 5) was killed by signal 9 (Killed)",
                               "guestscope: note: two lines",
                               "guestscope: the command exited with status 1"}));
  const RunFacts& f = t.facts();
  EXPECT_TRUE(f.from_trace);
  EXPECT_EQ(f.argv, (Strings{"virt-ls", "-a", "my disk"}));
  EXPECT_EQ(f.start_ns, 100);
  EXPECT_EQ(f.end_ns, 500);
  EXPECT_EQ(f.exit_status, 1);
  EXPECT_EQ(t.line_text(f.exit_line), "guestscope: the command exited with status 1");
  ASSERT_EQ(f.qemus.size(), 2u);
  EXPECT_TRUE(f.qemus[0].probe);
  EXPECT_EQ(f.qemus[1].signal, 9);
  EXPECT_EQ(f.qemus[1].exit_ns, 400);
  EXPECT_EQ(f.qemus[1].exit_line, 5u);
}

TEST(TranscriptOfTrace, QemuMayBeTheCommandItself) {
  auto t = Transcript::from_events({fact(EventKind::kRun, 1, R"({"pid":5,"argv":["qemu"]})"),
                                    fact(EventKind::kQemu, 2, R"({"pid":5,"argv":["qemu"]})"),
                                    fact(EventKind::kExit, 3, R"({"pid":5,"status":1})")});
  EXPECT_EQ(t.facts().exit_status, 1);
  EXPECT_EQ(t.facts().qemus[0].status, 1);
  EXPECT_EQ(t.lines().size(), 4u);
}

TEST(TranscriptOfTrace, WordsThatAreNotUtf8KeepTheirBytes) {
  auto t = Transcript::from_events(
      {fact(EventKind::kRun, 1, R"({"pid":1,"argv":["ls",{"b64":"/2E="},{"b64":"?"},{"x":1}]})")});
  EXPECT_EQ(t.facts().argv, (Strings{"ls",
                                     "\xff"
                                     "a"}));
}

TEST(TranscriptOfTrace, BrokenFactsDoNoHarm) {
  for (const char* data : {"", "{", "[]", "null", R"({"pid":"x","argv":7})", R"({"pid":1e99})",
                           R"({"pid":1,"signal":-3,"status":99999999999})", R"({"argv":[1,null]})"})
    for (EventKind kind : {EventKind::kRun, EventKind::kExit, EventKind::kQemu, EventKind::kQmp})
      EXPECT_LE(Transcript::from_events({fact(kind, 1, data)}).lines().size(), 2u) << data;
  EXPECT_TRUE(Transcript::from_events({}).lines().empty());
}

TEST(TranscriptOfTrace, ALineWithoutEndIsCutSomewhere) {
  std::vector<Event> events;
  for (int i = 0; i < 40; ++i)
    events.push_back(bytes(EventKind::kConsole, i, std::string(64 * 1024, 'x')));
  auto t = Transcript::from_events(events);
  EXPECT_GT(t.lines().size(), 1u);
  for (const Line& l : t.lines()) EXPECT_LT(l.length, 2u << 20);
}

TEST(Transcript, StretchesKeepStreamsApart) {
  auto t = Transcript::from_events({bytes(EventKind::kClientErr, 1, "a kernel\npanic\n", 1),
                                    bytes(EventKind::kConsole, 2, "kernel\n", 5),
                                    bytes(EventKind::kClientErr, 3, "panic here\n", 1)});
  auto s = t.stretches();
  ASSERT_EQ(s.size(), 3u);
  EXPECT_EQ(t.text().substr(s[0].begin, s[0].end - s[0].begin), "a kernel\npanic");
  EXPECT_EQ(t.text().substr(s[1].begin, s[1].end - s[1].begin), "kernel");
}

}  // namespace
}  // namespace gs::trace
