// A small poll(2) loop. Not Asio: some of the companion's descriptors share their open file with the
// client (its stderr), and Asio switches every descriptor that it works on to non-blocking mode, which
// the client would feel. Classes that own a descriptor are passive; they hand this loop a callback.
// One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>

namespace gs::companion {

class Loop {
 public:
  using Callback = std::function<void(short revents)>;  // poll(2) bits

  // events: POLLIN and POLLOUT bits; POLLHUP and POLLERR always come. One callback a descriptor.
  // nap_ns: for so long after a callback the descriptor is not looked at. A guest's serial port writes
  // byte by byte; a reader that is woken for each one costs the guest more than all the rest.
  void watch(int fd, short events, Callback callback, std::int64_t nap_ns = 0);
  void unwatch(int fd);
  bool watches(int fd) const { return watched_.contains(fd); }

  // Called before each wait with the time; returns when it wants to be called again at the latest
  // (CLOCK_MONOTONIC ns), or -1 for never.
  void set_tick(std::function<std::int64_t(std::int64_t now_ns)> tick) { tick_ = std::move(tick); }

  void run();  // until stop()
  void stop() { stopped_ = true; }

 private:
  struct Watch {
    short events;
    Callback callback;
    std::int64_t nap_ns;
    std::int64_t resume_ns;  // not looked at before
  };
  std::map<int, Watch> watched_;
  std::function<std::int64_t(std::int64_t)> tick_;
  bool stopped_ = false;
};

}  // namespace gs::companion
