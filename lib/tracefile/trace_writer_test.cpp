#include "tracefile/trace_writer.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/clock.hpp"
#include "tracefile/trace_test_util.hpp"

namespace gs {
namespace {

using namespace test;

// What the writer's file gives back; it must be complete.
std::vector<Event> read_back(const TempTrace& t) {
  auto r = TraceReader::open(t.path());
  if (!r) throw std::runtime_error(r.error().message);
  auto events = r->read_all();
  EXPECT_EQ(r->incomplete(), "");
  return events.value();
}

TEST(TraceWriter, EveryByteComesBack) {
  TempTrace t;
  std::vector<Event> sent;
  std::string all;
  for (int b = 0; b < 256; ++b) all += static_cast<char>(b);
  for (const std::string& text :
       {std::string("plain\n"), all, all.substr(0, 128), std::string(), std::string("\0", 1),
        std::string("\xc3\xa9 \xf0\x9f\x98\x80 \xe2\x80\xa8\"\\/"), std::string("\xff")})
    sent.push_back(console(static_cast<std::int64_t>(sent.size()), text));
  for (int b = 0; b < 256; ++b)
    sent.push_back(console(1000 + b, std::string("x") + static_cast<char>(b)));
  auto w = t.writer();
  for (const Event& e : sent) ASSERT_TRUE(w.add(e));
  ASSERT_TRUE(w.close());
  EXPECT_EQ(read_back(t), sent);
}

TEST(TraceWriter, EveryKindPidAndTimeComeBack) {
  TempTrace t;
  std::vector<Event> sent;
  for (auto kind : {EventKind::kRun, EventKind::kExit, EventKind::kClientOut, EventKind::kClientErr,
                    EventKind::kQemu, EventKind::kConsole, EventKind::kQemuErr, EventKind::kQmp,
                    EventKind::kNote})
    sent.push_back({std::int64_t{1} << (4 * sent.size()), kind, 1 << sent.size(), "x", "{}"});
  sent.insert(sent.begin(), {INT64_MIN, EventKind::kNote, 0, "", ""});
  sent.push_back({INT64_MAX, EventKind::kNote, 4'194'304, "", ""});
  auto w = t.writer();
  for (const Event& e : sent) ASSERT_TRUE(w.add(e));
  ASSERT_TRUE(w.close());
  EXPECT_EQ(read_back(t), sent);
}

TEST(TraceWriter, LongTextIsCutBetweenCharacters) {
  for (const std::string& unit :
       {std::string("a"), std::string("\xc3\xa9"), std::string("x\xe2\x82\xac"),
        std::string("\xf0\x9f\x98\x80"), std::string("\x80")}) {
    TempTrace t;
    std::string text = "1";
    while (text.size() <= 3 * tracefile::kMaxTextBytes) text += unit;
    auto w = t.writer();
    ASSERT_TRUE(w.add({7, EventKind::kConsole, 1, text, "{\"a\":1}"}));
    ASSERT_TRUE(w.close());
    auto events = read_back(t);
    ASSERT_EQ(events.size(), 4u);
    std::string joined;
    for (const Event& e : events) {
      EXPECT_EQ(is_valid_utf8(e.text), unit != "\x80");
      EXPECT_LE(e.text.size(), tracefile::kMaxTextBytes);
      EXPECT_EQ(e.data, joined.empty() ? "{\"a\":1}" : "");
      joined += e.text;
    }
    EXPECT_EQ(joined, text);
  }
}

TEST(TraceWriter, DataIsKeptAsItIsSpelled) {
  TempTrace t;
  std::vector<Event> sent;
  for (const char* data : {"{}", R"({"a":1.0,"b":123456789012345678901234567890,"c":1e400,"a":-0})",
                           R"({ "nested" : [ {"x": "\ud83d\ude00\u0000"} , [[]], null, true ] })"})
    sent.push_back({static_cast<std::int64_t>(sent.size()), EventKind::kQmp, 1, "", data});
  auto w = t.writer();
  for (const Event& e : sent) ASSERT_TRUE(w.add(e)) << e.data;
  ASSERT_TRUE(w.add({9, EventKind::kQmp, 1, "", " {\n\t\"a\":\r\n1}\n"}));
  sent.push_back({9, EventKind::kQmp, 1, "", "{ \t\"a\":  1}"});
  ASSERT_TRUE(w.close());
  EXPECT_EQ(read_back(t), sent);
  std::string text;
  ASSERT_TRUE(plain_zstd(t.bytes(), &text));
  EXPECT_EQ(json_lines(text).size(), sent.size() + 3);
}

TEST(TraceWriter, DataThatIsNoObjectIsRefusedAndLeavesNoTrace) {
  TempTrace t;
  auto w = t.writer();
  std::string deep = std::string(100, '[') + std::string(100, ']');
  for (const std::string& data :
       {std::string("{"), std::string("[]"), std::string("1"), std::string("{}{}"),
        std::string("{\"a\":1,}"), std::string("{'a':1}"), std::string("{\"a\":\"\n\"}"),
        std::string("{\"a\":\"\xff\"}"), std::string("{} x"), std::string(" "),
        "{\"a\":" + deep + "}"}) {
    auto s = w.add({1, EventKind::kQmp, 1, "text", data});
    ASSERT_FALSE(s) << data;
    EXPECT_EQ(s.error().code, ErrorCode::kFormat);
  }
  auto s = w.add({1, EventKind::kQmp, 1, "",
                  "{\"a\":\"" + std::string(tracefile::kMaxDataBytes, 'x') + "\"}"});
  ASSERT_FALSE(s);
  EXPECT_EQ(s.error().code, ErrorCode::kLimit);
  EXPECT_EQ(w.pending_since_ns(), 0);
  ASSERT_TRUE(w.close());
  EXPECT_TRUE(read_back(t).empty());
}

TEST(TraceWriter, FlushIsDueBySizeOrByAge) {
  TempTrace t;
  auto w = t.writer();
  EXPECT_EQ(w.flush_due_ns(), std::nullopt);
  EXPECT_FALSE(w.should_flush(INT64_MAX));
  ASSERT_TRUE(w.add(console(5, "small")));
  const std::int64_t since = w.pending_since_ns();
  EXPECT_GT(since, 5);
  EXPECT_FALSE(w.should_flush(since + 199'999'999));
  EXPECT_TRUE(w.should_flush(since + 200'000'000));
  ASSERT_TRUE(w.add(console(6, std::string(64 << 10, 'x'))));
  EXPECT_TRUE(w.should_flush(since));
  ASSERT_TRUE(w.flush());
  EXPECT_FALSE(w.should_flush(INT64_MAX));
  EXPECT_EQ(w.pending_since_ns(), 0);
  auto size = t.size();
  ASSERT_TRUE(w.flush());
  EXPECT_EQ(t.size(), size) << "an empty flush writes nothing";
  ASSERT_TRUE(w.close());
  ASSERT_TRUE(w.close());
}

TEST(TraceWriter, TheFileIsForItsOwnerOnly) {
  TempTrace t;
  mode_t before = ::umask(0);
  auto w = t.writer();
  ::umask(before);
  struct stat st {};
  ASSERT_EQ(::stat(t.path().c_str(), &st), 0);
  EXPECT_EQ(st.st_mode & 07777, 0600u);
}

TEST(TraceWriter, NewDoesNotTouchWhatIsThere) {
  TempTrace t;
  t.set_bytes("my notes");
  for (auto mode : {Mode::kNew, Mode::kTruncate, Mode::kAppend}) {
    auto w = TraceWriter::create(t.path(), Role::kRecorder, mode);
    ASSERT_FALSE(w);
    EXPECT_NE(w.error().hint, "");
    EXPECT_EQ(t.bytes(), "my notes");
  }
  t.set_bytes("");
  ASSERT_TRUE(t.writer(Role::kRecorder, Mode::kNew).close());
  auto again = TraceWriter::create(t.path(), Role::kRecorder, Mode::kNew);
  ASSERT_FALSE(again);
  EXPECT_NE(again.error().message.find("exists already"), std::string::npos);
}

TEST(TraceWriter, TruncateEmptiesAnOldTraceButNoneThatIsBeingWritten) {
  TempTrace t;
  auto w = t.writer();
  ASSERT_TRUE(w.add(console(1, "old")));
  ASSERT_TRUE(w.flush());
  auto second = TraceWriter::create(t.path(), Role::kRecorder, Mode::kTruncate);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().message.find("being recorded"), std::string::npos);
  w = t.writer(Role::kCompanion);  // the old one ends here, unclosed
  ASSERT_TRUE(w.close());
  { auto gone = std::move(w); }
  auto third = t.writer(Role::kRecorder, Mode::kTruncate);
  ASSERT_TRUE(third.close());
  EXPECT_TRUE(read_back(t).empty());
}

TEST(TraceWriter, AppendRefusesAnotherBootAndAnotherVersion) {
  TempTrace t;
  auto header = tracefile::header_of_this_host();
  header.boot_id = "another";
  std::string other_boot = std::string(tracefile::kOpeningMark) + frame(header_line(header));
  header = tracefile::header_of_this_host();
  header.version = 2;
  std::string other_version = std::string(tracefile::kOpeningMark) + frame(header_line(header));
  for (const std::string& bytes : {other_boot, other_version}) {
    t.set_bytes(bytes);
    auto w = TraceWriter::create(t.path(), Role::kCompanion, Mode::kAppend);
    ASSERT_FALSE(w);
    EXPECT_EQ(w.error().code, bytes == other_boot ? ErrorCode::kUsage : ErrorCode::kUnsupported);
    EXPECT_NE(w.error().hint, "");
    EXPECT_EQ(t.bytes(), bytes);
  }
}

TEST(TraceWriter, WhatCannotBeOpenedIsOneClearError) {
  TempTrace t;
  auto missing = TraceWriter::create(t.folder() + "/no/t.gst", Role::kRecorder, Mode::kNew);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  auto folder = TraceWriter::create(t.folder(), Role::kRecorder, Mode::kAppend);
  ASSERT_FALSE(folder);
  auto device = TraceWriter::create("/dev/null", Role::kRecorder, Mode::kAppend);
  ASSERT_FALSE(device);
  EXPECT_EQ(device.error().code, ErrorCode::kUsage);
}

TEST(TraceWriter, UnclosedIsFlushedButIncomplete) {
  TempTrace t;
  {
    auto w = t.writer();
    ASSERT_TRUE(w.add(console(1, "kept")));
  }
  auto r = TraceReader::open(t.path()).value();
  EXPECT_EQ(r.read_all().value().size(), 1u);
  EXPECT_EQ(r.incomplete(), "recorder (pid " + std::to_string(::getpid()) + ") did not close it");
}

TEST(TraceWriter, AChildDoesNotWriteWhatItInherited) {
  TempTrace t;
  auto w = std::make_unique<TraceWriter>(t.writer());
  ASSERT_TRUE(w->add(console(1, "once")));
  EXPECT_EQ(wait_for(in_child([&] {
              w.reset();
              return true;
            })),
            0);
  ASSERT_TRUE(w->close());
  EXPECT_EQ(read_back(t).size(), 1u);
}

TEST(TraceWriter, DeletionIsSaidAtTheEnd) {
  TempTrace t;
  auto w = t.writer();
  ASSERT_TRUE(w.add(console(1, "x")));
  std::filesystem::remove(t.path());
  ASSERT_TRUE(w.flush());
  auto s = w.close();
  ASSERT_FALSE(s);
  EXPECT_EQ(s.error().code, ErrorCode::kNotFound);
}

TEST(TraceWriter, AFileEmptiedMeanwhileGetsANewHeader) {
  TempTrace t;
  auto w = t.writer();
  std::filesystem::resize_file(t.path(), 0);
  ASSERT_TRUE(w.add(console(1, "after")));
  ASSERT_TRUE(w.close());
  auto r = TraceReader::open(t.path()).value();
  EXPECT_EQ(r.read_all().value().size(), 1u);
  EXPECT_NE(r.incomplete().find("the beginning of"), std::string::npos);
}

}  // namespace
}  // namespace gs
