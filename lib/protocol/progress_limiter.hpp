// When a daemon may report progress: nothing in the first two seconds of a call, then three times a
// second; the end only if something was reported before it. Times are monotonic and come from the
// caller.
#pragma once

#include <cstdint>

namespace gs::protocol {

class ProgressLimiter {
 public:
  static constexpr std::int64_t kSilence_ns = 2'000'000'000;
  static constexpr std::int64_t kInterval_ns = 333'333'000;

  explicit ProgressLimiter(std::int64_t call_start_ns = 0) : due_ns_(call_start_ns + kSilence_ns) {}

  // Whether a report of position of total may be sent now; yes counts as sent.
  bool allow(std::uint64_t position, std::uint64_t total, std::int64_t now_ns) {
    bool last_word = sent_ && position == total;
    if (!last_word && now_ns < due_ns_) return false;
    note_sent(now_ns);
    return true;
  }
  void note_sent(std::int64_t now_ns) {
    sent_ = true;
    due_ns_ = now_ns + kInterval_ns;
  }
  // When the next report may be sent: for a timer, where no length is known.
  std::int64_t due_ns() const { return due_ns_; }
  bool any_sent() const { return sent_; }

 private:
  std::int64_t due_ns_;
  bool sent_ = false;
};

}  // namespace gs::protocol
