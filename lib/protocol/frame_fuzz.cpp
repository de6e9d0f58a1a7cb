// Any bytes as one side of the channel: the same frames wherever they are split, and written again
// as the same bytes (libFuzzer). Input: side, size of the pieces, bytes.
#include <cstdlib>

#include "protocol/captures.hpp"
#include "protocol/fuzz_seeds.hpp"
#include "protocol/message.hpp"
#include "protocol/xdr.hpp"

namespace {

using namespace gs::protocol;

void require(bool ok) {
  if (!ok) std::abort();
}

std::string read_all(Side side, std::string_view bytes, std::size_t piece_bytes, std::string* log) {
  FrameReader reader(side);
  std::string again;
  std::uint64_t offset = 0;
  while (!bytes.empty()) {
    std::string_view piece = bytes.substr(0, piece_bytes), in = piece;
    bytes.remove_prefix(piece.size());
    while (auto frame = reader.next(&in)) {
      require(frame->offset == offset);
      offset += frame->wire.size();
      *log += std::to_string(static_cast<int>(frame->kind)) + "@" + std::to_string(offset) + " ";
      switch (frame->kind) {
        case FrameKind::kLaunch:
          append_launch(&again);
          break;
        case FrameKind::kCancel:
          append_cancel(&again);
          break;
        case FrameKind::kProgress:
          append_progress(&again, frame->progress);
          break;
        case FrameKind::kBad:
          require(!bad_frame_text(*frame).empty());
          return again;
        case FrameKind::kBody:
          append_u32(&again, static_cast<std::uint32_t>(frame->body.size()));
          again += frame->body;
          (void)decode_chunk(frame->body);
          if (auto message = decode_message(frame->body)) (void)decode_error(message->body);
      }
    }
    require(in.empty() && reader.held() <= kFrameWordBytes + kMaxBodyBytes && reader.lacks() > 0);
  }
  return again;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  write_seeds(*argc, *argv, [] {
    std::vector<std::string> seeds;
    for (const std::string& name : capture_names()) {
      Capture capture = load_capture(name);
      for (int side : {0, 1})
        if (capture.bytes[side].size() < 8192)
          seeds.push_back(std::string(1, static_cast<char>(side)) + "\x03" + capture.bytes[side]);
    }
    return seeds;
  });
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  FuzzInput input(data, size);
  Side side = input.below(2) == 0 ? Side::kClient : Side::kDaemon;
  std::size_t piece = 1 + input.byte();
  std::string_view bytes = input.rest();
  std::string log_whole, log_pieces;
  std::string whole = read_all(side, bytes, SIZE_MAX, &log_whole);
  require(whole == read_all(side, bytes, piece, &log_pieces) && log_whole == log_pieces);
  require(whole == bytes.substr(0, whole.size()));
  return 0;
}
