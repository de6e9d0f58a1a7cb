// Any bytes in both directions: the relay passes all of them on unchanged and in order, the tracker
// says at most once that it is out of step, and its counts are those of the bytes (libFuzzer).
// Input: launched?, then pieces: side and size in two bytes, bytes.
#include <cstdlib>

#include "protocol/captures.hpp"
#include "protocol/frame_relay.hpp"
#include "protocol/fuzz_seeds.hpp"
#include "protocol/sample_calls.hpp"

namespace {

using namespace gs::protocol;

void require(bool ok) {
  if (!ok) std::abort();
}

void run(FuzzInput input, FrameRelay::Mode mode) {
  ConversationTracker tracker(&sample::find, input.below(2) == 1);
  FrameRelay relays[2] = {{Side::kClient, &tracker, mode}, {Side::kDaemon, &tracker, mode}};
  std::string given[2], passed[2];
  std::uint64_t offset[2] = {0, 0};
  int out_of_step = 0;
  std::size_t calls = 0, done = 0;
  while (!input.empty()) {
    unsigned head = input.byte();
    int side = static_cast<int>(head >> 7);
    std::string_view piece = input.piece((head & 0x7f) << 8 | input.byte());
    given[side] += piece;
    relays[side].receive(piece, [&](const TrackEvent& e) {
      int i = static_cast<int>(e.from);
      require(out_of_step == 0);
      out_of_step += e.kind == TrackEvent::Kind::kOutOfStep;
      if (e.kind == TrackEvent::Kind::kDone) {
        ++done;
        require(e.call.has_value() && e.wire_bytes == 0);
        return;
      }
      require(i == side && e.offset == offset[i] && e.wire_bytes > 0);
      offset[i] += e.wire_bytes;
      calls += e.kind == TrackEvent::Kind::kCall;
      if (e.kind == TrackEvent::Kind::kCall || e.kind == TrackEvent::Kind::kChunk)
        require(e.call.has_value());
    });
    require(tracker.in_step() == (out_of_step == 0));
    require(done + tracker.outstanding() == calls);
    require(tracker.outstanding() <= ConversationTracker::kMaxOutstanding);
    for (int i : {0, 1}) {
      std::string_view out = relays[i].output();
      passed[i] += out;
      relays[i].sent(out.size());
      if (mode == FrameRelay::Mode::kBytes || out_of_step) require(passed[i] == given[i]);
      require(given[i].starts_with(passed[i]));
      require(given[i].size() - passed[i].size() < kFrameWordBytes + kMaxBodyBytes);
    }
  }
  for (int i : {0, 1}) {
    relays[i].end_of_stream();
    passed[i] += relays[i].output();
    require(passed[i] == given[i]);
  }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  write_seeds(*argc, *argv, [] {
    std::vector<std::string> seeds;
    for (const std::string& name : capture_names()) {
      Capture capture = load_capture(name);
      if (capture.size() > 16384) continue;
      std::string seed(1, '\0');
      for (const CapturedRead& read : capture.reads) {
        seed += static_cast<char>(static_cast<unsigned>(read.from) << 7 | read.size >> 8);
        seed += static_cast<char>(read.size);
        seed += capture.piece(read);
      }
      seeds.push_back(seed);
    }
    return seeds;
  });
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  run(FuzzInput(data, size), FrameRelay::Mode::kBytes);
  run(FuzzInput(data, size), FrameRelay::Mode::kWholeFrames);
  return 0;
}
