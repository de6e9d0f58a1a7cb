// raw-daemon-probe.jsonl holds inputs to the real daemon with its answers. Ours answers in the same
// way: the same frames in the same order with the same numbers; the texts are its own.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdio>
#include <vector>

#include "protocol/body_codec.hpp"
#include "protocol/captures.hpp"
#include "protocol/daemon_conversation.hpp"
#include "protocol/errno_names.hpp"
#include "protocol/fact_calls_test.hpp"

namespace gs::protocol {
namespace {

namespace json = boost::json;
using Words = std::vector<std::string>;

std::string unhex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return bytes;
}

std::string text(const json::object& o, const char* key) {
  const auto* value = o.if_contains(key);
  return value ? std::string(value->as_string()) : std::string();
}
std::uint64_t number(const json::object& o, const char* key) {
  return o.at(key).to_number<std::uint64_t>();
}

std::string reply_words(std::uint64_t proc, std::uint64_t serial, std::size_t length) {
  return "reply " + std::to_string(proc) + "/" + std::to_string(serial) + " " +
         std::to_string(length);
}
std::string error_words(std::uint64_t proc, std::uint64_t serial, std::string_view name) {
  return "error " + std::to_string(proc) + "/" + std::to_string(serial) + " " + std::string(name);
}

Words words_of(const json::array& got) {
  Words words;
  for (const json::value& item : got) {
    const json::object& o = item.as_object();
    std::string kind = text(o, "kind");
    if (kind == "reply")
      words.push_back(reply_words(number(o, "proc"), number(o, "serial"), number(o, "len")));
    else if (kind == "error")
      words.push_back(error_words(number(o, "proc"), number(o, "serial"), text(o, "errno")));
    else if (kind == "chunk")
      words.push_back("chunk " + std::to_string(number(o, "cancel")) + " " +
                      std::to_string(number(o, "datalen")));
    else
      words.push_back(kind);
  }
  return words;
}

// The implementation behind the conversation: does what the real one is known to have done.
class Dispatcher {
 public:
  explicit Dispatcher(const json::array& got) : got_(got) {}

  Words run(std::string bytes, DaemonConversation* daemon, std::string_view name) {
    std::string_view in = bytes;
    bool fatal = false;
    while (auto e = daemon->next(&in, 0)) {
      using Kind = DaemonEvent::Kind;
      if (e->kind == Kind::kCall) on_call(*e, daemon, name, &in);
      if (e->kind == Kind::kFileEnd) answer(daemon);
      if (e->kind == Kind::kFileCancelled)
        (void)daemon->reply_error(0, DaemonConversation::kUploadCancelled);
      if (e->kind == Kind::kFileBroken) (void)daemon->reply_error(0, "write error");
      fatal = fatal || e->kind == Kind::kFatal;
    }
    Words words = said(daemon);
    if (fatal) words.push_back("eof");
    return words;
  }

 private:
  void on_call(const DaemonEvent& e, DaemonConversation* daemon, std::string_view name,
               std::string_view* in) {
    serial_ = e.header.serial;
    if (!mask_problem(*e.call, e.header.optional_mask).empty()) {
      (void)daemon->reply_error(0, "mask");
      return;
    }
    if (!decode_arguments(*e.call, e.header.optional_mask, e.data)) {
      (void)daemon->reply_error(0, "failed to decode");
      return;
    }
    if (!e.call->file_in) {
      answer(daemon);
      if (daemon->state() == DaemonConversation::State::kSending) send(daemon, in);
      return;
    }
    // The two cases of broken chunks are found by the conversation, not by the implementation.
    bool refused =
        text(got_.at(0).as_object(), "kind") == "cancel-flag" && !name.starts_with("upload chunk");
    if (refused) answer(daemon);
  }

  const json::object* expected() const {
    for (const json::value& item : got_) {
      const auto& o = item.as_object();
      if (o.contains("serial") && number(o, "serial") == serial_) return &o;
    }
    return nullptr;
  }

  void answer(DaemonConversation* daemon) {
    const json::object* o = expected();
    ASSERT_TRUE(o) << "the real daemon gave no answer";
    std::string message = text(*o, "msg");
    if (text(*o, "kind") == "reply") {
      std::string body = unhex(text(*o, "body"));
      body.resize(number(*o, "len") - kHeaderBytes);  // long ones are cut in the file
      ASSERT_TRUE(daemon->reply(body));
    } else if (message.find("failed to encode reply") != std::string::npos) {
      ASSERT_TRUE(daemon->reply(std::string(kMaxBodyBytes, 'x')));
    } else {
      ASSERT_TRUE(daemon->reply_error(
          errno_from_name(text(*o, "errno")),
          message + std::string(number(*o, "msglen") == kMaxErrorText ? 70000 : 0, 'x')));
    }
  }

  void send(DaemonConversation* daemon, std::string_view* in) {
    if (daemon->next(in, 0)) return;  // cancelled
    for (const json::value& item : got_) {
      const auto& o = item.as_object();
      if (text(o, "kind") == "chunk" && number(o, "datalen") > 0)
        daemon->send_file(std::string(number(o, "datalen"), 'x'));
    }
    daemon->end_file();
  }

  static Words said(DaemonConversation* daemon) {
    std::string out(daemon->output());
    daemon->sent(out.size());
    Words words;
    FrameReader reader(Side::kDaemon);
    std::string_view in = out;
    bool file = false;
    while (auto f = reader.next(&in)) {
      if (f->kind == FrameKind::kCancel) {
        words.push_back("cancel-flag");
      } else if (file) {
        auto c = decode_chunk(f->body);
        words.push_back("chunk " + std::to_string(c->cancel) + " " +
                        std::to_string(c->data.size()));
        file = !c->is_last();
      } else {
        auto m = decode_message(f->body);
        const Header& h = m->header;
        EXPECT_EQ(h.direction, kDirectionReply);
        const CallInfo* call = FactCalls::find(h.proc);
        if (h.status == kStatusOk) {
          words.push_back(reply_words(h.proc, h.serial, f->body.size()));
          file = call && call->file_out;
        } else {
          words.push_back(error_words(h.proc, h.serial, decode_error(m->body)->errno_name));
        }
      }
    }
    return words;
  }

  const json::array& got_;
  std::uint64_t serial_ = 0;
};

TEST(DaemonProbe, AnswersAsTheRealDaemonDid) {
  std::vector<std::string> lines = lines_of(read_capture("raw-daemon-probe.jsonl"));
  if (lines.empty()) GTEST_SKIP() << "../shared/protocol/capture is not there";
  DaemonConversation daemon(&FactCalls::find);
  int same = 0, checked = 0;
  for (const std::string& line : lines) {
    json::object probe = json::parse(line).as_object();
    std::string name = text(probe, "case"), sent = unhex(text(probe, "sent"));
    const json::array& got = probe["got"].as_array();
    if (sent.size() != number(probe, "sent_len")) continue;  // cut in the file
    if (name.starts_with("debug progress")) continue;        // progress_limiter_test
    SCOPED_TRACE(name);
    ++checked;
    Words expected = words_of(got);
    Words words = Dispatcher(got).run(sent, &daemon, name);
    if (name == "internal_exit") words.push_back("eof");  // the implementation's doing
    EXPECT_EQ(words, expected);
    same += words == expected;
    if (!expected.empty() && expected.back() == "eof")
      daemon = DaemonConversation(&FactCalls::find);
  }
  std::printf("probes that are answered as the real daemon answers them: %d of %d\n", same,
              checked);
  EXPECT_GE(checked, 55);
}

}  // namespace
}  // namespace gs::protocol
