// Any bytes as arguments or result of a call: decoded or refused; what was decoded can be written,
// and gives the same bytes where the decoder says that it will (libFuzzer). Input: call, arguments
// or result, bytes.
#include <cstdlib>

#include "protocol/body_codec.hpp"
#include "protocol/captures.hpp"
#include "protocol/conversation_tracker.hpp"
#include "protocol/fuzz_seeds.hpp"
#include "protocol/sample_calls.hpp"

namespace {

using namespace gs::protocol;

void require(bool ok) {
  if (!ok) std::abort();
}

template <class Decoded, class Decode, class Encode>
void check(std::string_view body, Decode decode, Encode encode) {
  gs::Result<Decoded> decoded = decode(body);
  if (!decoded) {
    require(!decoded.error().message.empty());
    return;
  }
  require(decoded->trailing <= body.size());
  std::string_view used = body.substr(0, body.size() - decoded->trailing);
  gs::Result<std::string> again = encode(*decoded);
  // Only what no message could hold cannot be written.
  if (!again) return require(used.size() > kMaxBodyBytes - kHeaderBytes);
  require(again->size() == used.size());
  if (decoded->canonical) return require(*again == used);
  auto twice = decode(*again);
  require(twice && twice->canonical && encode(*twice).value() == *again);
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  write_seeds(*argc, *argv, [] {
    std::vector<std::string> seeds;
    for (const char* name : {"types", "guestmount-rw", "virt-ls", "fish-i", "failing"}) {
      Capture capture = load_capture(name);
      ConversationTracker tracker(&sample::find);
      for (const CapturedRead& read : capture.reads) {
        std::string_view in = capture.piece(read);
        while (auto e = tracker.next(read.from, &in)) {
          bool call = e->kind == TrackEvent::Kind::kCall;
          if ((!call && e->kind != TrackEvent::Kind::kReply) || !e->call->info) continue;
          auto row = static_cast<char>(e->call->info - sample::kCalls);
          seeds.push_back(std::string{row, call ? '\0' : '\1'} + std::string(e->data));
        }
      }
    }
    return seeds;
  });
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  FuzzInput input(data, size);
  const CallInfo& call = sample::kCalls[input.below(std::size(sample::kCalls))];
  bool arguments = input.below(2) == 0;
  std::string_view body = input.rest();
  if (arguments) {
    check<DecodedArguments>(
        body, [&](std::string_view b) { return decode_arguments(call, 0, b); },
        [&](const DecodedArguments& d) { return encode_arguments(call, d.arguments); });
  } else {
    check<DecodedResult>(
        body, [&](std::string_view b) { return decode_result(call, b); },
        [&](const DecodedResult& d) { return encode_result(call, d.value); });
  }
  std::string_view stream = body;
  while (take_struct(sample::kEveryStruct, &stream)) {
  }
  return 0;
}
