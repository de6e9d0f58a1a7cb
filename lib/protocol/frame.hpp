// Frames: what a direction of the channel is cut into. The first word of each is a flag or a
// length; a frame of a length is a message or a file chunk, which only the state of the call tells
// apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gs::protocol {

inline constexpr std::uint32_t kLaunchWord = 0xf5f55ff5;
inline constexpr std::uint32_t kCancelWord = 0xffffeeee;
inline constexpr std::uint32_t kProgressWord = 0xffff5555;
inline constexpr std::size_t kMaxBodyBytes = 4u << 20;  // without the length word; still legal
inline constexpr std::size_t kFrameWordBytes = 4;
inline constexpr std::size_t kProgressFrameBytes = 28;

// Who sent the bytes.
enum class Side : std::uint8_t { kClient, kDaemon };
constexpr Side other(Side side) { return side == Side::kClient ? Side::kDaemon : Side::kClient; }

struct Progress {
  std::uint32_t proc = 0;
  std::uint32_t serial = 0;
  std::uint64_t position = 0;
  std::uint64_t total = 0;
  bool operator==(const Progress&) const = default;
};

enum class FrameKind : std::uint8_t {
  kLaunch,    // daemon only
  kCancel,    // either
  kProgress,  // daemon only
  kBody,      // either: a message or a chunk
  kBad,       // first is neither a flag that this side may send nor a length up to kMaxBodyBytes
};

struct Frame {
  FrameKind kind = FrameKind::kBad;
  std::uint32_t first = 0;   // the first word
  std::uint64_t offset = 0;  // of the first word, in what this side sent
  Progress progress;         // kProgress
  std::string_view body;     // kBody, without the length word
  std::string_view wire;     // all of it, as it was sent (kBad: the first word)
};

// The size in bytes of the whole frame that begins with first; 0 where it is bad.
std::size_t frame_bytes(Side from, std::uint32_t first);
// One line about a kBad frame, naming what was seen and where.
std::string bad_frame_text(const Frame& frame);

// Cuts what one side sends into frames, from pieces of any size. Bytes of a frame that is not yet
// there as a whole are kept (never more than have arrived, and at most one frame); a frame that
// lies whole in the input is not copied. After a bad frame nothing more is taken.
class FrameReader {
 public:
  // offset: how much this side has sent already.
  explicit FrameReader(Side from, std::uint64_t offset = 0) : from_(from), offset_(offset) {}

  // Takes bytes from the front of *in until a frame is whole (nullopt: *in ends first). The views
  // in the frame are good until the next call, and as long as the caller's bytes.
  std::optional<Frame> next(std::string_view* in);

  // Bytes that were taken of a frame which is not whole yet.
  std::size_t held() const { return given_ ? 0 : held_.size(); }
  // Bytes that the frame being read lacks, or that its first word lacks; at least 1.
  std::size_t lacks() const;
  bool failed() const { return failed_; }
  std::uint64_t offset() const { return offset_; }  // where the frame being read begins

 private:
  Frame cut(std::string_view wire);

  Side from_;
  bool failed_ = false;
  bool given_ = false;  // held_ is the frame that was given out last
  std::uint64_t offset_;
  std::string held_;
};

void append_launch(std::string* out);
void append_cancel(std::string* out);
void append_progress(std::string* out, const Progress& progress);

}  // namespace gs::protocol
