#include "protocol/frame_relay.hpp"

namespace gs::protocol {

void FrameRelay::receive(std::string_view bytes, const Sink& sink) {
  std::string_view unread = bytes;
  while (auto event = tracker_->next(from_, &unread)) sink(*event);
  buffer_.tail()->append(bytes);
}

}  // namespace gs::protocol
