#include "tracefile/opening.hpp"

#include "tracefile/zstd_frame.hpp"

namespace gs {

bool looks_like_trace(std::string_view first_bytes) {
  return first_bytes.substr(0, tracefile::kOpeningMark.size()) == tracefile::kOpeningMark;
}

namespace tracefile {

Result<Opening> read_opening(std::string_view first_bytes, const std::string& name) {
  if (first_bytes.empty())
    return fail(ErrorCode::kFormat, name + " is empty",
                "the recording never began; look for room on the disk and record again");
  auto cut = [&] {
    return fail(ErrorCode::kFormat, name + " ends within its header, there is no event in it",
                "the recording was stopped at once or the disk was full; record again");
  };
  if (first_bytes.size() < kOpeningMark.size() &&
      kOpeningMark.substr(0, first_bytes.size()) == first_bytes)
    return cut();
  if (!looks_like_trace(first_bytes))
    return fail(ErrorCode::kFormat, name + " is not a trace",
                "name a file that guestscope record wrote (*.gst)");
  std::string_view rest = first_bytes.substr(kOpeningMark.size());
  FrameDecoder decoder(kMaxHeaderBytes);
  std::size_t frame_bytes = 0, text_bytes = 0;
  FrameState state = decoder.measure(rest, &frame_bytes, &text_bytes);
  if (state == FrameState::kCut) return cut();
  std::string_view text;
  if (state == FrameState::kWhole) text = decoder.decode(rest.substr(0, frame_bytes), text_bytes);
  if (!text.data())
    return fail(ErrorCode::kFormat, "the header of " + name + " is damaged",
                "take another copy of the file, or see with zstdcat what is left of it");
  auto header = parse_header(text, name);
  if (!header) return tl::unexpected(header.error());
  Opening opening{std::move(*header), kOpeningMark.size() + frame_bytes};
  // A damaged or missing end mark is found again, and counted, by whoever reads on from here.
  if (rest.substr(frame_bytes, kMarkBytes) == end_mark(frame_bytes)) opening.bytes += kMarkBytes;
  return opening;
}

}  // namespace tracefile
}  // namespace gs
