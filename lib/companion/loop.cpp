#include "companion/loop.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/clock.hpp"

namespace gs::companion {

void Loop::watch(int fd, short events, Callback callback, std::int64_t nap_ns) {
  watched_[fd] = Watch{events, std::move(callback), nap_ns, 0};
}

void Loop::unwatch(int fd) { watched_.erase(fd); }

void Loop::run() {
  stopped_ = false;
  std::vector<pollfd> fds;
  while (!stopped_) {
    std::int64_t now = monotonic_ns();
    std::int64_t next = tick_ ? tick_(now) : -1;
    if (stopped_) return;
    fds.clear();
    for (const auto& [fd, w] : watched_) {
      if (w.resume_ns <= now)
        fds.push_back({fd, w.events, 0});
      else if (next < 0 || w.resume_ns < next)
        next = w.resume_ns;
    }
    int timeout_ms = -1;
    if (next >= 0) {
      // Rounded up: a deadline must have passed when the tick is called for it.
      std::int64_t ms = std::max<std::int64_t>(0, (next - now + 999'999) / 1'000'000);
      timeout_ms = static_cast<int>(std::min<std::int64_t>(ms, 60'000));
    }
    int n = ::poll(fds.data(), fds.size(), timeout_ms);
    if (n < 0 && errno != EINTR) return;
    for (const pollfd& p : fds) {
      if (p.revents == 0 || stopped_) continue;
      auto it = watched_.find(p.fd);  // an earlier callback may have removed it
      if (it == watched_.end()) continue;
      if (it->second.nap_ns > 0) it->second.resume_ns = monotonic_ns() + it->second.nap_ns;
      Callback callback = it->second.callback;  // the callback may unwatch itself
      callback(p.revents);
    }
  }
}

}  // namespace gs::companion
