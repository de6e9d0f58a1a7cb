// Every recorded conversation of the real library with the real daemon: followed to its end in
// step, decoded as the facts say, and written again as the same bytes.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdio>

#include "base/text.hpp"
#include "protocol/body_codec.hpp"
#include "protocol/captures.hpp"
#include "protocol/conversation_tracker.hpp"
#include "protocol/fact_calls_test.hpp"

namespace gs::protocol {
namespace {

namespace json = boost::json;

std::string hex(std::string_view bytes) {
  std::string text;
  for (char byte : bytes) {
    auto c = static_cast<unsigned char>(byte);
    text += "0123456789abcdef"[c >> 4];
    text += "0123456789abcdef"[c & 15];
  }
  return text;
}

json::value field_json(FieldKind kind, const Value& v);

json::value struct_json(const StructValue& s) {
  json::object object;
  for (std::size_t i = 0; i < s.fields.size(); ++i)
    object[s.info->fields[i].name] = field_json(s.info->fields[i].kind, s.fields[i]);
  return object;
}

json::value field_json(FieldKind kind, const Value& v) {
  if (auto* n = v.get<std::int64_t>())
    return kind == FieldKind::kChar ? json::value(std::string(1, static_cast<char>(*n)))
                                    : json::value(*n);
  if (auto* n = v.get<std::uint64_t>()) return json::value(static_cast<std::int64_t>(*n));
  if (auto* f = v.get<float>()) return json::value(double{*f});
  const auto* s = v.get<std::string>();
  return json::value(kind == FieldKind::kBuffer ? hex(*s) : *s);
}

// As frames.jsonl has it.
json::value to_json(WireKind kind, const Value& v) {
  if (auto* b = v.get<bool>()) return *b;
  if (auto* n = v.get<std::int64_t>()) return *n;
  if (auto* s = v.get<std::string>()) {
    if (kind != WireKind::kBuffer) return json::value(*s);
    return json::object{{"len", s->size()}, {"head", hex(s->substr(0, 32))}};
  }
  if (auto* o = v.get<std::optional<std::string>>()) return *o ? json::value(**o) : json::value();
  json::array array;
  if (auto* list = v.get<StringList>()) {
    for (const std::string& s : *list) array.emplace_back(s);
    return array;
  }
  if (auto* pairs = v.get<Hashtable>()) {
    for (const auto& [key, item] : *pairs) array.push_back(json::array{key, item});
    return array;
  }
  if (auto* s = v.get<StructValue>()) return struct_json(*s);
  if (auto* list = v.get<StructList>()) {
    for (const StructValue& row : list->rows) array.push_back(struct_json(row));
    return array;
  }
  return nullptr;
}

json::value arguments_json(const CallInfo& call, const Arguments& args) {
  json::object object;
  for (std::size_t i = 0; i < args.required.size(); ++i) {
    WireKind kind = call.parameters[i].kind;
    if (kind != WireKind::kFileIn && kind != WireKind::kFileOut)
      object[call.parameters[i].name] = to_json(kind, args.required[i]);
  }
  for (std::size_t i = 0; i < args.optional.size(); ++i) {
    std::string name(call.optional[i].name);
    if (!(args.optional_mask >> i & 1)) name = "(unset)" + name;
    object[name] = to_json(call.optional[i].kind, args.optional[i]);
  }
  return object;
}

// Integers of the file may be signed or unsigned; Boost.JSON tells them apart.
bool same(const json::value& a, const json::value& b) {
  if (a.is_number() && b.is_number()) return a.to_number<double>() == b.to_number<double>();
  if (a.kind() != b.kind()) return false;
  if (const auto* list = a.if_array())
    return std::equal(list->begin(), list->end(), b.as_array().begin(), b.as_array().end(), same);
  if (const auto* object = a.if_object()) {
    if (object->size() != b.as_object().size()) return false;
    for (const auto& [key, item] : *object) {
      const auto* other = b.as_object().if_contains(key);
      if (!other || !same(item, *other)) return false;
    }
    return true;
  }
  return a == b;
}

const char* kind_name(TrackEvent::Kind kind) {
  switch (kind) {
    case TrackEvent::Kind::kLaunch:
      return "launch-flag";
    case TrackEvent::Kind::kCall:
      return "call";
    case TrackEvent::Kind::kChunk:
      return "chunk";
    case TrackEvent::Kind::kProgress:
      return "progress";
    case TrackEvent::Kind::kCancelFlag:
      return "cancel-flag";
    case TrackEvent::Kind::kReply:
      return "reply";
    case TrackEvent::Kind::kErrorReply:
      return "error";
    case TrackEvent::Kind::kDone:
      return "done";
    case TrackEvent::Kind::kOutOfStep:
      return "out-of-step";
  }
  return "?";
}

// Decodes what the event stands for and writes it again; compares with the line of frames.jsonl.
void check_and_append(const TrackEvent& e, const json::object& line, std::string* out) {
  using Kind = TrackEvent::Kind;
  std::string kind = kind_name(e.kind);
  EXPECT_EQ(line.at("kind").as_string(), kind);
  EXPECT_EQ(line.at("off").to_number<std::uint64_t>(), e.offset);
  EXPECT_EQ(line.at("len").to_number<std::uint64_t>(), e.wire_bytes);
  auto number = [&](const char* key) { return line.at(key).to_number<std::uint64_t>(); };
  if (kind == "call" || kind == "reply" || kind == "error" || kind == "progress") {
    ASSERT_TRUE(e.call && e.call->info);
    EXPECT_EQ(line.at("name").as_string(), std::string(e.call->info->name));
    EXPECT_EQ(number("proc"), e.call->header.proc);
    EXPECT_EQ(number("serial"), e.call->header.serial);
  }
  switch (e.kind) {
    case Kind::kLaunch:
      append_launch(out);
      break;
    case Kind::kCancelFlag:
      append_cancel(out);
      break;
    case Kind::kProgress:
      EXPECT_EQ(number("position"), e.progress.position);
      EXPECT_EQ(number("total"), e.progress.total);
      append_progress(out, e.progress);
      break;
    case Kind::kChunk:
      EXPECT_EQ(number("cancel"), e.cancel ? 1u : 0u);
      EXPECT_EQ(number("datalen"), e.data.size());
      if (e.cancel)
        append_cancel_chunk(out);
      else if (e.last)
        append_end_chunk(out);
      else
        append_chunk(out, e.data);
      break;
    case Kind::kCall: {
      EXPECT_EQ(number("progress_hint"), e.call->header.progress_hint);
      auto args = decode_arguments(*e.call->info, e.call->header.optional_mask, e.data);
      ASSERT_TRUE(args) << args.error().message;
      EXPECT_EQ(args->trailing, 0u);
      EXPECT_TRUE(args->canonical);
      EXPECT_EQ(mask_problem(*e.call->info, e.call->header.optional_mask), "");
      json::value decoded = arguments_json(*e.call->info, args->arguments);
      EXPECT_TRUE(same(decoded, line.at("args"))) << decoded << "\n" << line.at("args");
      auto body = encode_arguments(*e.call->info, args->arguments);
      ASSERT_TRUE(body) << body.error().message;
      ASSERT_TRUE(append_message(out, e.call->header, *body));
      break;
    }
    case Kind::kReply: {
      auto result = decode_result(*e.call->info, e.data);
      ASSERT_TRUE(result) << result.error().message;
      EXPECT_EQ(result->trailing, 0u);
      json::value decoded = to_json(e.call->info->result.kind, result->value);
      EXPECT_TRUE(same(decoded, line.at("ret"))) << decoded << "\n" << line.at("ret");
      auto body = encode_result(*e.call->info, result->value);
      ASSERT_TRUE(body) << body.error().message;
      Header header;
      header.proc = e.call->header.proc;
      header.serial = e.call->header.serial;
      header.direction = kDirectionReply;
      ASSERT_TRUE(append_message(out, header, *body));
      break;
    }
    case Kind::kErrorReply:
      EXPECT_EQ(line.at("errno").as_string(), std::string(e.error.errno_name));
      EXPECT_EQ(line.at("error").as_string(), std::string(e.error.text));
      append_error_reply(out, e.call->header.proc, e.call->header.serial, e.error.errno_name,
                         e.error.text);
      break;
    case Kind::kDone:
    case Kind::kOutOfStep:
      ADD_FAILURE() << "no frame";
  }
}

// Feeds the reads of a capture, in pieces of at most piece_bytes.
template <class Sink>
void feed(const Capture& capture, std::size_t piece_bytes, ConversationTracker* tracker,
          Sink sink) {
  for (const CapturedRead& read : capture.reads) {
    std::string_view rest = capture.piece(read);
    while (!rest.empty()) {
      std::string_view piece = rest.substr(0, piece_bytes);
      rest.remove_prefix(piece.size());
      while (auto event = tracker->next(read.from, &piece)) sink(*event);
      ASSERT_TRUE(piece.empty());
    }
  }
}

class CaptureCorpus : public testing::Test {
 protected:
  void SetUp() override {
    if (capture_names().empty()) GTEST_SKIP() << "../shared/protocol/capture is not there";
  }
};

TEST_F(CaptureCorpus, DecodesAsTheFactsSayAndIsWrittenAsTheSameBytes) {
  int good = 0, all = 0;
  for (const std::string& name : capture_names()) {
    SCOPED_TRACE(name);
    Capture capture = load_capture(name);
    ASSERT_FALSE(capture.bytes[0].empty() || capture.bytes[1].empty() || capture.reads.empty());
    std::vector<json::object> expected[2];
    for (const std::string& line : lines_of(read_capture(name + ".frames.jsonl"))) {
      json::object frame = json::parse(line).as_object();
      expected[frame["dir"].as_string() == "d2c"].push_back(std::move(frame));
    }
    ConversationTracker tracker(&FactCalls::find);
    std::string again[2];
    std::size_t seen[2] = {0, 0}, calls = 0, done = 0;
    feed(capture, SIZE_MAX, &tracker, [&](const TrackEvent& e) {
      int side = static_cast<int>(e.from);
      if (e.kind == TrackEvent::Kind::kDone) {
        ++done;
        return;
      }
      calls += e.kind == TrackEvent::Kind::kCall;
      ASSERT_LT(seen[side], expected[side].size()) << kind_name(e.kind);
      check_and_append(e, expected[side][seen[side]++], &again[side]);
    });
    EXPECT_TRUE(tracker.in_step()) << tracker.problem();
    EXPECT_TRUE(tracker.idle());
    EXPECT_EQ(done, calls);
    EXPECT_GT(calls, 0u);
    for (int side : {0, 1}) {
      EXPECT_EQ(seen[side], expected[side].size());
      EXPECT_TRUE(again[side] == capture.bytes[side]) << "side " << side;
    }
    ++all;
    good += tracker.in_step() && again[0] == capture.bytes[0] && again[1] == capture.bytes[1];
  }
  std::printf("captures that decode and re-encode to the same bytes: %d of %d\n", good, all);
  EXPECT_EQ(good, all);
  EXPECT_GE(all, 23);
}

std::string text_of(const TrackEvent& e) {
  std::string text = std::string(kind_name(e.kind)) + " " + std::to_string(e.offset) + "+" +
                     std::to_string(e.wire_bytes) + " " + hex(e.data) + " " +
                     std::string(e.error.text);
  if (e.call)
    text += " #" + std::to_string(e.call->header.serial) + " " +
            std::to_string(e.call->upload.bytes) + " " + std::to_string(e.call->download.bytes) +
            " " + std::to_string(e.call->progress_frames);
  return text;
}

TEST_F(CaptureCorpus, PiecesOfAnySizeMakeTheSameEvents) {
  int checked = 0;
  for (const std::string& name : capture_names()) {
    SCOPED_TRACE(name);
    Capture capture = load_capture(name);
    if (capture.size() > 64u << 10) continue;
    std::vector<std::string> whole;
    for (std::size_t piece :
         {std::size_t{SIZE_MAX}, std::size_t{1}, std::size_t{3}, std::size_t{7}}) {
      ConversationTracker tracker(&FactCalls::find);
      std::vector<std::string> texts;
      feed(capture, piece, &tracker, [&](const TrackEvent& e) { texts.push_back(text_of(e)); });
      if (whole.empty())
        whole = texts;
      else
        EXPECT_EQ(texts, whole) << piece;
    }
    ++checked;
  }
  EXPECT_GE(checked, 15);
}

TEST_F(CaptureCorpus, FramesAreTheSameWhereverTheBytesAreSplit) {
  int checked = 0;
  for (const std::string& name : capture_names()) {
    SCOPED_TRACE(name);
    Capture capture = load_capture(name);
    if (capture.size() > 10u << 10) continue;
    ++checked;
    for (Side side : {Side::kClient, Side::kDaemon}) {
      std::string_view bytes = capture.bytes[static_cast<int>(side)];
      for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        FrameReader reader(side);
        std::string again;
        std::uint64_t offset = 0;
        for (std::string_view part : {bytes.substr(0, cut), bytes.substr(cut)}) {
          while (auto frame = reader.next(&part)) {
            ASSERT_NE(frame->kind, FrameKind::kBad);
            ASSERT_EQ(frame->offset, offset);
            offset += frame->wire.size();
            again += frame->wire;
          }
          ASSERT_TRUE(part.empty());
        }
        ASSERT_TRUE(again == bytes) << cut;
        ASSERT_EQ(reader.held(), 0u);
      }
    }
  }
  EXPECT_GE(checked, 12);
}

TEST_F(CaptureCorpus, WhoCancelledIsTold) {
  struct Case {
    const char* name;
    bool client, daemon;
    std::uint32_t proc;
  };
  for (const Case& c :
       {Case{"cancel-download-user", true, false, 67},
        Case{"cancel-download-library", true, false, 67},
        Case{"cancel-upload-user", true, false, 66}, Case{"cancel-upload-daemon", false, true, 66},
        Case{"cancel-upload-daemon-mid", false, true, 66}, Case{"cancel-both", true, true, 69}}) {
    SCOPED_TRACE(c.name);
    ConversationTracker tracker(&FactCalls::find);
    int found = 0;
    feed(load_capture(c.name), SIZE_MAX, &tracker, [&](const TrackEvent& e) {
      if (e.kind != TrackEvent::Kind::kDone || e.call->header.proc != c.proc) return;
      ++found;
      EXPECT_EQ(e.call->cancelled_by_client, c.client);
      EXPECT_EQ(e.call->cancelled_by_daemon, c.daemon);
    });
    EXPECT_EQ(found, 1);
  }
}

}  // namespace
}  // namespace gs::protocol
