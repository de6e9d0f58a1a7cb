// Runs the on_* functions of hooks beside a guest, on a thread of its own: a hook may loop or wait
// (asking qemu for its capabilities takes a while), and the companion must go on taking what the
// guest and qemu write. Events wait in a bounded queue; what does not fit is left out and counted.
// A hook that does not come back at the end is left behind.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "event/event.hpp"
#include "qemu/start_info.hpp"
#include "script/hook_events.hpp"

namespace gs::trace {

class LiveHooks {
 public:
  // Null where no hook of info listens.
  static std::unique_ptr<LiveHooks> start(const qemu::StartInfo& info);
  ~LiveHooks();
  LiveHooks(const LiveHooks&) = delete;
  LiveHooks& operator=(const LiveHooks&) = delete;

  // Never waits.
  void feed(const Event& event);
  // Readable when take() has something.
  int wake_fd() const;
  std::vector<script::HookAction> take();
  // The last events have been fed: waits until they are worked off, at most so long.
  std::vector<script::HookAction> finish(std::chrono::milliseconds at_most);

 private:
  struct Shared;
  explicit LiveHooks(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}
  std::shared_ptr<Shared> shared_;  // with the thread, which may outlive this object
};

}  // namespace gs::trace
