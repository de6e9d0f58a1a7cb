// qemu's QMP stream: cuts it into messages, answers the greeting, so that events come, and queues
// commands. Passive.
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
  // Sets broken() when the stream is no QMP.
  void feed(std::string_view bytes);
  // A command, one JSON object; it waits for the greeting.
  void send(std::string_view command) { (greeted_ ? out_ : commands_).append(command).append("\n"); }
  // What is to be sent to qemu; the owner takes off what it has sent.
  std::string& out() { return out_; }
  std::size_t waiting_bytes() const { return out_.size() + commands_.size(); }
  bool broken() const { return broken_; }

 private:
  Sink sink_;
  std::string pending_;
  std::string out_;
  std::string commands_;  // for out_ once the greeting has come
  bool greeted_ = false;
  bool broken_ = false;
};

}  // namespace gs::companion
