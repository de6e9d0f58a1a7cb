#include "protocol/frame.hpp"

#include <algorithm>
#include <cstdio>

#include "protocol/xdr.hpp"

namespace gs::protocol {
namespace {

// A reader between two large messages gives their memory back.
constexpr std::size_t kKeptCapacityBytes = 64u << 10;

}  // namespace

std::size_t frame_bytes(Side from, std::uint32_t first) {
  if (first <= kMaxBodyBytes) return kFrameWordBytes + first;
  if (first == kCancelWord) return kFrameWordBytes;
  if (from == Side::kClient) return 0;
  if (first == kLaunchWord) return kFrameWordBytes;
  return first == kProgressWord ? kProgressFrameBytes : 0;
}

std::string bad_frame_text(const Frame& frame) {
  char text[128];
  std::snprintf(text, sizeof text,
                "a frame begins with 0x%08x (byte %llu), which is neither a flag nor a length",
                frame.first, static_cast<unsigned long long>(frame.offset));
  return text;
}

Frame FrameReader::cut(std::string_view wire) {
  Frame frame;
  frame.first = load_u32(wire.data());
  frame.offset = offset_;
  frame.wire = wire;
  offset_ += wire.size();
  switch (frame.first) {
    case kLaunchWord:
      frame.kind = FrameKind::kLaunch;
      break;
    case kCancelWord:
      frame.kind = FrameKind::kCancel;
      break;
    case kProgressWord:
      frame.kind = FrameKind::kProgress;
      frame.progress = {load_u32(wire.data() + 4), load_u32(wire.data() + 8),
                        load_u64(wire.data() + 12), load_u64(wire.data() + 20)};
      break;
    default:
      frame.kind = FrameKind::kBody;
      frame.body = wire.substr(kFrameWordBytes);
  }
  return frame;
}

std::optional<Frame> FrameReader::next(std::string_view* in) {
  if (given_) {
    given_ = false;
    held_.clear();
    if (held_.capacity() > kKeptCapacityBytes) std::string().swap(held_);
  }
  if (failed_) return std::nullopt;
  auto take = [&](std::size_t want) {
    std::size_t n = std::min(want - held_.size(), in->size());
    held_.append(in->substr(0, n));
    in->remove_prefix(n);
    return held_.size() == want;
  };
  bool whole_word = held_.empty() && in->size() >= kFrameWordBytes;
  if (!whole_word && held_.size() < kFrameWordBytes && !take(kFrameWordBytes)) return std::nullopt;
  std::uint32_t first = load_u32(whole_word ? in->data() : held_.data());
  std::size_t size = frame_bytes(from_, first);
  if (size == 0) {
    failed_ = true;
    Frame bad;
    bad.first = first;
    bad.offset = offset_;
    bad.wire = whole_word ? in->substr(0, kFrameWordBytes) : std::string_view(held_);
    if (whole_word) in->remove_prefix(kFrameWordBytes);
    return bad;
  }
  if (whole_word && in->size() >= size) {
    Frame frame = cut(in->substr(0, size));
    in->remove_prefix(size);
    return frame;
  }
  if (!take(size)) return std::nullopt;
  given_ = true;
  return cut(held_);
}

std::size_t FrameReader::lacks() const {
  if (held() < kFrameWordBytes) return kFrameWordBytes - held();
  std::size_t size = frame_bytes(from_, load_u32(held_.data()));
  return size > held() ? size - held() : 1;
}

void append_launch(std::string* out) { append_u32(out, kLaunchWord); }

void append_cancel(std::string* out) { append_u32(out, kCancelWord); }

void append_progress(std::string* out, const Progress& progress) {
  append_u32(out, kProgressWord);
  append_u32(out, progress.proc);
  append_u32(out, progress.serial);
  append_u64(out, progress.position);
  append_u64(out, progress.total);
}

}  // namespace gs::protocol
