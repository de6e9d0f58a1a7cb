// One zstd frame of a trace, both ways. Frames carry their content size and a checksum; a frame
// without either is not ours, because it could neither be bounded nor be trusted.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace gs::tracefile {

class FrameEncoder {
 public:
  FrameEncoder();
  ~FrameEncoder();
  FrameEncoder(FrameEncoder&&) noexcept;
  FrameEncoder& operator=(FrameEncoder&&) noexcept;
  // Appends one frame with text, and its end mark. False when memory is short.
  bool append(std::string* out, std::string_view text);

 private:
  struct Free {
    void operator()(ZSTD_CCtx_s* c) const;
  };
  std::unique_ptr<ZSTD_CCtx_s, Free> context_;
};

inline constexpr std::size_t kFrameHeaderMaxBytes = 18;

enum class FrameState {
  kWhole,
  kCut,  // may be a frame, its end is not in the bytes given
  kBad,  // not a frame of a trace, damaged, or larger than allowed
};

class FrameDecoder {
 public:
  // No frame may have more than max_bytes of text.
  explicit FrameDecoder(std::size_t max_bytes);
  ~FrameDecoder();
  FrameDecoder(FrameDecoder&&) noexcept;
  FrameDecoder& operator=(FrameDecoder&&) noexcept;

  // What the frame at the start of bytes claims: cheap, no text is made. kWhole fills both sizes.
  FrameState measure(std::string_view bytes, std::size_t* frame_bytes,
                     std::size_t* text_bytes) const;
  // The text of a measured frame, valid until the next call; its data() is null if it is damaged.
  std::string_view decode(std::string_view frame, std::size_t text_bytes);
  // No frame within the limit is longer than this.
  std::size_t max_frame_bytes() const;

 private:
  struct Free {
    void operator()(ZSTD_DCtx_s* c) const;
  };
  std::size_t max_bytes_;
  std::unique_ptr<ZSTD_DCtx_s, Free> context_;
  std::unique_ptr<char[]> text_;  // grows only; never cleared: that would cost more than decoding
  std::size_t capacity_ = 0;
};

}  // namespace gs::tracefile
