// A session with a daemon: starts an appliance (or attaches to a daemon that is there), carries
// calls to it, tells what happens as events, and ends it in order.
//
//   CONFIG --launch()--> LAUNCHING --launch flag--> READY <--call--> BUSY
//   CONFIG --attach()-----------------------------> READY
//   READY --shutdown(), or the daemon's end--> CONFIG
//
// Threads: calls are serialised by a recursive lock, so that event callbacks may call back into the
// session from the same thread; user_cancel() and state() need no lock.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "api/caller.hpp"
#include "base/error.hpp"
#include "base/fd.hpp"
#include "session/config.hpp"
#include "session/event.hpp"
#include "session/machine.hpp"
#include "session/wire.hpp"

namespace gs::session {

enum class State : std::uint8_t { kConfig, kLaunching, kReady, kBusy };
std::string_view state_name(State state);  // "config", "launching", "ready", "busy"

struct AttachOptions {
  // The daemon has said that it is there to somebody before us. False: its launch flag is waited
  // for.
  bool launched = false;
};

class Session : public api::Caller {
 public:
  explicit Session(Config config = {});
  ~Session() override;  // close(): as shutdown(), errors are dropped
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  State state() const { return state_.load(); }
  // May be changed in CONFIG only; kUsage otherwise. verbose and trace at any time.
  Config& config() { return config_; }
  Status add_drive(Drive drive);
  void set_verbose(bool on) { config_.verbose = on; }
  void set_trace(bool on) { config_.trace = on; }

  // Errors leave the session in CONFIG, with nothing running; detail then holds the end of what the
  // machine printed.
  Status launch();
  // To a daemon that listens on a Unix socket, or whose connection somebody has made.
  Status attach(const std::string& socket_path, AttachOptions options = {});
  Status attach(UniqueFd connection, AttachOptions options = {});
  // Flushes and unmounts (unless autosync is off), ends the machine, waits for it. The first error
  // stays, the rest is done all the same. An attached daemon only loses its connection.
  Status shutdown();
  void close();

  Result<std::string> call(const api::Request& request) override;
  // From any thread: the running transfer, if any, ends with EINTR.
  void user_cancel();

  Result<int> add_callback(std::uint64_t mask, EventCallback callback);
  void remove_callback(int handle);
  // What a call composed of others does at its start: event enter, and trace.
  void enter(std::string_view name);
  void emit(Event event, std::string_view text);

  // How the machine ended last, known from the moment subprocess_quit is sent.
  std::optional<MachineEnd> machine_end() const { return machine_end_; }
  pid_t machine_pid() const { return machine_ ? machine_->pid() : -1; }
  // The command line of the running machine.
  const std::vector<std::string>& machine_argv() const { return machine_argv_; }

 private:
  struct Folder;  // of one launch; removed at its end
  Status do_launch();
  Status resolve_formats(Config& config);
  Result<UniqueFd> accept_daemon(int listener, std::int64_t deadline_ns);
  Error machine_gone(std::string_view when);
  Result<std::string> carry(const api::Request& request);
  void lose_daemon();
  void forget_machine();
  Wire::Listener listener();
  void on_console(std::string_view bytes);
  void milestone(std::uint64_t position);
  std::int64_t call_deadline() const;

  mutable std::recursive_mutex lock_;
  std::atomic<State> state_{State::kConfig};
  Config config_;
  EventRegistry events_;
  std::unique_ptr<Folder> folder_;
  std::optional<Machine> machine_;
  std::optional<MachineEnd> machine_end_;
  std::vector<std::string> machine_argv_;
  std::mutex wire_lock_;  // of wire_ itself, for user_cancel()
  std::unique_ptr<Wire> wire_;
  std::string console_tail_;
  std::int64_t launch_ns_ = 0;
};

}  // namespace gs::session
