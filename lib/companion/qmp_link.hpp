// qemu's QMP stream: cuts it into messages and answers the greeting, so that events come. Passive.
// What qemu sends is bounded: a message over kMaxMessage ends the link.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace gs::companion {

class QmpLink {
 public:
  static constexpr std::size_t kMaxMessage = 4u << 20;  // query-qmp-schema is 0.2 MiB in qemu 7.2
  using Sink = std::function<void(std::string_view message)>;

  explicit QmpLink(Sink sink) : sink_(std::move(sink)) {}
  // Returns what to send to qemu; sets broken() when the stream is no QMP.
  std::string feed(std::string_view bytes);
  bool broken() const { return broken_; }

 private:
  Sink sink_;
  std::string pending_;
  bool greeted_ = false;
  bool broken_ = false;
};

}  // namespace gs::companion
