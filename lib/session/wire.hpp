// Drives one conversation over real descriptors: the daemon's channel, the machine's console, and a
// descriptor through which other threads wake it. Blocking, one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "api/caller.hpp"
#include "base/error.hpp"
#include "base/fd.hpp"
#include "protocol/client_conversation.hpp"

namespace gs::session {

class Wire {
 public:
  struct Listener {
    std::function<void(std::string_view bytes)> console;
    std::function<void(const protocol::Progress&)> progress;
  };

  // console: -1 = there is none; it stays the caller's.
  Wire(UniqueFd channel, int console, bool launched, Listener listener);

  // Until the launch flag is there. kLimit when deadline_ns (CLOCK_MONOTONIC, 0 = never) has
  // passed.
  Status wait_launched(std::int64_t deadline_ns);
  // One call, to its end. Errors are of this side (source, sink, deadline) or of the channel, which
  // is then lost(); what the daemon answered is in the outcome.
  Result<protocol::CallOutcome> call(const api::Request& request, std::int64_t deadline_ns);
  // From any thread, at any time: the transfer that runs is cancelled, nothing happens without one.
  void cancel();
  bool lost() const { return conversation_.state() == protocol::ClientConversation::State::kLost; }
  // Reads what the console still has, without waiting.
  void drain_console();

 private:
  struct Transfer;
  // Waits and moves bytes once. interest: a source's descriptor that is to be waited for, or -1.
  Status step(Transfer* transfer, std::int64_t deadline_ns);
  Status take_input(Transfer* transfer);
  Status take_events(Transfer* transfer, std::string_view bytes);
  Status send_output();
  void feed_upload(Transfer& transfer);
  void read_console();

  UniqueFd channel_;
  int console_;
  UniqueFd wake_;  // eventfd
  Listener listener_;
  protocol::ClientConversation conversation_;
  std::string input_;  // of the channel, as read
  std::string chunk_;  // of a source
  bool launched_seen_ = false;
};

}  // namespace gs::session
