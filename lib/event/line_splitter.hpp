// Cuts a byte stream into lines for recording. Passive: the owner feeds bytes and asks for what has
// waited too long. Nothing is changed or lost: the pieces put together are the stream.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace gs {

class LineSplitter {
 public:
  // piece: one line with its line end, or a part of a line; t_ns: when its first byte came.
  using Sink = std::function<void(std::int64_t t_ns, std::string_view piece)>;
  static constexpr std::size_t kMaxLine = 64 * 1024;  // longer lines come in parts

  explicit LineSplitter(Sink sink) : sink_(std::move(sink)) {}
  void feed(std::string_view bytes, std::int64_t now_ns);
  // Hands out a part of a line that has waited since before older_than_ns (a prompt without a line end).
  void flush(std::int64_t older_than_ns);
  void finish() { flush(INT64_MAX); }
  // When the waiting part's first byte came; -1 when none waits.
  std::int64_t waiting_since_ns() const { return pending_.empty() ? -1 : pending_t_ns_; }

 private:
  Sink sink_;
  std::string pending_;
  std::int64_t pending_t_ns_ = 0;
};

}  // namespace gs
