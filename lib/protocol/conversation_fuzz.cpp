// A lying daemon against our client, a lying client against our daemon, and the two of ours with
// the fuzzer as the scheduler (libFuzzer). The liars know the protocol: they send well-formed
// frames with the right numbers most of the time, and wrong ones, endless ones and rubbish when
// told to. Input: which of the three, then one byte for each step and its choices.
#include <cstdlib>

#include "protocol/captures.hpp"
#include "protocol/conversation_pair.hpp"
#include "protocol/fuzz_seeds.hpp"
#include "protocol/xdr.hpp"

namespace {

using namespace gs::protocol;

void require(bool ok) {
  if (!ok) std::abort();
}

constexpr std::uint32_t kNumbers[] = {66, 67, 36, 92, 138, 7};

// A frame for either side, made as the input says; proc and serial are what would be right.
std::string lie(FuzzInput* in, std::uint32_t proc, std::uint32_t serial, std::uint32_t direction) {
  std::string out;
  Header h;
  h.proc = proc, h.serial = serial, h.direction = direction;
  switch (in->below(12)) {
    case 0:
      append_cancel(&out);
      break;
    case 1:
      append_progress(&out, {proc, serial, in->byte(), in->byte()});
      break;
    case 2:
      append_chunk(&out, std::string(in->below(300), 'd'));
      break;
    case 3:
      append_chunk(&out, std::string(8000 + in->below(400), 'D'));
      break;
    case 4:
      append_end_chunk(&out);
      break;
    case 5:
      append_cancel_chunk(&out);
      break;
    case 6:
      (void)append_message(&out, h, std::string(in->below(9), '\0'));
      break;
    case 7:
      append_error_reply(&out, proc, serial, in->piece(in->below(40)), in->piece(in->byte()));
      break;
    case 8:  // a header with one word wrong
      (void)append_message(&out, h, "body");
      out[4 + in->below(kHeaderBytes)] ^= static_cast<char>(in->byte());
      break;
    case 9:
      append_u32(&out, static_cast<std::uint32_t>(in->byte()) << in->below(25));
      break;
    case 10:
      append_launch(&out);
      break;
    case 11:
      out = in->piece(in->byte());
      break;
  }
  return out;
}

// What our side says must be good, whatever the other side said.
class OutputCheck {
 public:
  explicit OutputCheck(Side from) : reader_(from) {}
  template <class Conversation>
  void take(Conversation* conversation) {
    std::string out(conversation->output());
    conversation->sent(out.size());
    std::string_view in = out;
    while (auto frame = reader_.next(&in)) {
      require(frame->kind != FrameKind::kBad);
      if (frame->kind == FrameKind::kBody)
        require(decode_chunk(frame->body).has_value() || decode_message(frame->body).has_value());
    }
    require(reader_.held() == 0);
  }

 private:
  FrameReader reader_;
};

void lying_daemon(FuzzInput input) {
  using Kind = ClientEvent::Kind;
  using State = ClientConversation::State;
  ClientConversation client(input.below(4) != 0);
  OutputCheck check(Side::kClient);
  bool running = false;
  while (!input.empty()) {
    bool lost = client.state() == State::kLost;
    switch (input.below(5)) {
      case 0: {
        bool started =
            client.start_call(*sample::find(kNumbers[input.below(6)]), 0, "args").has_value();
        require(!started || (!running && !lost));
        running = running || started;
        break;
      }
      case 1:
        if (client.wants_upload()) client.upload(std::string(input.below(300), 'u'));
        break;
      case 2:
        input.below(2) ? client.end_upload() : client.abort_upload();
        break;
      case 3:
        if (input.below(2))
          client.abort_download();
        else
          require(!client.cancel() || running);
        break;
      case 4: {
        std::string bytes = lie(&input, client.proc(), client.serial(), kDirectionReply);
        std::string_view rest = bytes;
        while (!rest.empty()) {
          std::string_view in = rest.substr(0, 1 + input.byte());
          rest.remove_prefix(in.size());
          while (auto e = client.next(&in)) {
            require(!lost);
            if (e->kind == Kind::kDone) {
              require(running && client.state() == State::kIdle);
              running = false;
            }
            if (e->kind == Kind::kLost) {
              require(client.state() == State::kLost && !client.problem().message.empty());
              lost = true;
              running = false;
            }
            if (e->kind == Kind::kData) require(running && e->data.size() <= kMaxChunkData);
          }
          require(in.empty());
        }
        break;
      }
    }
    check.take(&client);
  }
  client.end_of_stream();
  require(client.state() == State::kLost);
}

void lying_client(FuzzInput input) {
  using Kind = DaemonEvent::Kind;
  using State = DaemonConversation::State;
  DaemonConversation daemon(&sample::find);
  OutputCheck check(Side::kDaemon);
  std::string buffer;
  std::uint32_t proc = 36, serial = 1;
  int owed = 0;  // replies
  std::int64_t now_ns = 0;
  while (!input.empty()) {
    now_ns += 100'000'000;
    switch (input.below(6)) {
      case 0: {
        bool replied = daemon.reply(std::string(input.below(50), 'r')).has_value();
        require(!replied || owed == 1);
        owed -= replied;
        break;
      }
      case 1: {
        bool replied = daemon.reply_error(static_cast<int>(input.byte()), "text").has_value();
        require(!replied || owed == 1);
        owed -= replied;
        break;
      }
      case 2:
        daemon.send_file(std::string(input.below(9000), 's'));
        break;
      case 3:
        input.below(2) ? daemon.end_file() : daemon.abort_file();
        break;
      case 4:
        (void)daemon.progress(input.byte(), 255, now_ns);
        break;
      case 5: {
        if (input.below(2)) proc = kNumbers[input.below(6)], ++serial;
        buffer += lie(&input, proc, serial, kDirectionCall);
        std::string_view in = buffer;
        while (auto e = daemon.next(&in, now_ns)) {
          if (e->kind == Kind::kCall) {
            require(owed == 0 && e->call);
            owed = 1;
          }
          if (e->kind == Kind::kFileData)
            require(owed == 1 && !e->data.empty() && e->data.size() <= kMaxChunkData);
          if (e->kind == Kind::kFatal) require(!daemon.problem().empty());
        }
        buffer.erase(0, buffer.size() - in.size());
        break;
      }
    }
    check.take(&daemon);
    if (daemon.state() == State::kFatal) return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  write_seeds(*argc, *argv, [] {
    // The captures are no scripts for liars; their bytes, taken as choices, are as good a start.
    std::vector<std::string> seeds;
    for (const std::string& name : capture_names()) {
      Capture capture = load_capture(name);
      for (char mode : {'\0', '\1', '\2'})
        seeds.push_back(mode + capture.bytes[0].substr(0, 2000) + capture.bytes[1].substr(0, 2000));
    }
    return seeds;
  });
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  FuzzInput input(data, size);
  switch (input.below(3)) {
    case 0:
      lying_daemon(input);
      break;
    case 1:
      lying_client(input);
      break;
    case 2: {
      ConversationPair pair([&](unsigned n) { return input.below(n); });
      while (!input.empty() && pair.problem.empty()) pair.step();
      pair.settle();
      require(pair.problem.empty());
      break;
    }
  }
  return 0;
}
