#include "tracefile/zstd_frame.hpp"

#include <zstd.h>
#include <zstd_errors.h>

#include "tracefile/format.hpp"

namespace gs::tracefile {
namespace {
// Level 1: a console line must cost the companion next to nothing; logs shrink about tenfold.
constexpr int kLevel = 1;
// Bits of the frame header descriptor, RFC 8878, 3.1.1.1.1.
constexpr unsigned kChecksumBit = 0x04, kReservedBit = 0x08, kDictionaryBits = 0x03;
}  // namespace

void FrameEncoder::Free::operator()(ZSTD_CCtx_s* c) const { ZSTD_freeCCtx(c); }
void FrameDecoder::Free::operator()(ZSTD_DCtx_s* c) const { ZSTD_freeDCtx(c); }

FrameEncoder::FrameEncoder() : context_(ZSTD_createCCtx()) {
  if (!context_) return;
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_contentSizeFlag, 1);
}
FrameEncoder::~FrameEncoder() = default;
FrameEncoder::FrameEncoder(FrameEncoder&&) noexcept = default;
FrameEncoder& FrameEncoder::operator=(FrameEncoder&&) noexcept = default;

bool FrameEncoder::append(std::string* out, std::string_view text) {
  if (!context_) return false;
  const std::size_t start = out->size();
  out->resize(start + ZSTD_compressBound(text.size()));
  std::size_t n = ZSTD_compress2(context_.get(), out->data() + start, out->size() - start,
                                 text.data(), text.size());
  if (ZSTD_isError(n)) {
    out->resize(start);
    return false;
  }
  out->resize(start + n);
  *out += end_mark(n);
  return true;
}

FrameDecoder::FrameDecoder(std::size_t max_bytes)
    : max_bytes_(max_bytes), context_(ZSTD_createDCtx()) {}
FrameDecoder::~FrameDecoder() = default;
FrameDecoder::FrameDecoder(FrameDecoder&&) noexcept = default;
FrameDecoder& FrameDecoder::operator=(FrameDecoder&&) noexcept = default;

std::size_t FrameDecoder::max_frame_bytes() const { return ZSTD_compressBound(max_bytes_) + 64; }

FrameState FrameDecoder::measure(std::string_view bytes, std::size_t* frame_bytes,
                                 std::size_t* text_bytes) const {
  std::string_view magic = bytes.substr(0, kZstdMagic.size());
  if (magic != kZstdMagic.substr(0, magic.size())) return FrameState::kBad;
  if (bytes.size() <= kZstdMagic.size()) return FrameState::kCut;
  unsigned descriptor = static_cast<unsigned char>(bytes[kZstdMagic.size()]);
  if (!(descriptor & kChecksumBit) || (descriptor & (kReservedBit | kDictionaryBits)))
    return FrameState::kBad;
  unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (size == ZSTD_CONTENTSIZE_ERROR)
    return bytes.size() < kFrameHeaderMaxBytes ? FrameState::kCut : FrameState::kBad;
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size > max_bytes_) return FrameState::kBad;
  std::size_t n = ZSTD_findFrameCompressedSize(bytes.data(), bytes.size());
  if (ZSTD_isError(n))
    return ZSTD_getErrorCode(n) == ZSTD_error_srcSize_wrong ? FrameState::kCut : FrameState::kBad;
  if (n > max_frame_bytes()) return FrameState::kBad;
  *frame_bytes = n;
  *text_bytes = static_cast<std::size_t>(size);
  return FrameState::kWhole;
}

std::string_view FrameDecoder::decode(std::string_view frame, std::size_t text_bytes) {
  if (!context_) return {};
  if (!text_ || capacity_ < text_bytes) {
    text_.reset(new char[text_bytes + 1]);
    capacity_ = text_bytes;
  }
  std::size_t n =
      ZSTD_decompressDCtx(context_.get(), text_.get(), text_bytes, frame.data(), frame.size());
  if (ZSTD_isError(n) || n != text_bytes) return {};
  return {text_.get(), n};
}

}  // namespace gs::tracefile
