// One direction of a channel, passed on as it is while a tracker watches. The bytes never change
// and are never lost, whatever they are; at most one frame is held back, and that only where the
// other end is to see whole frames.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "protocol/conversation_tracker.hpp"
#include "protocol/output_buffer.hpp"

namespace gs::protocol {

class FrameRelay {
 public:
  enum class Mode : unsigned char {
    kBytes,        // passed on as they come: tracing
    kWholeFrames,  // a frame is passed on when it is complete: the broker can step in between two
  };
  using Sink = std::function<void(const TrackEvent&)>;
  // Read no more from the one side while this much waits for the other.
  static constexpr std::size_t kHighWaterBytes = 256u << 10;

  // The tracker is shared with the relay of the other direction and outlives both.
  FrameRelay(Side from, ConversationTracker* tracker, Mode mode = Mode::kBytes)
      : from_(from), tracker_(tracker), mode_(mode) {}

  // Bytes that `from` sent. The events are told to sink before any of the bytes is in output().
  void receive(std::string_view bytes, const Sink& sink);

  // What may be sent to the other side now.
  std::string_view output() const { return buffer_.view().substr(0, buffer_.size() - held()); }
  void sent(std::size_t n) { buffer_.consume(n); }
  bool wants_input() const { return output().size() < kHighWaterBytes; }
  // The first side has closed: an incomplete frame will not be completed, and is let go.
  void end_of_stream() { ended_ = true; }

 private:
  std::size_t held() const {
    return mode_ == Mode::kWholeFrames && !ended_ ? tracker_->held(from_) : 0;
  }

  Side from_;
  ConversationTracker* tracker_;
  Mode mode_;
  bool ended_ = false;
  OutputBuffer buffer_;
};

}  // namespace gs::protocol
