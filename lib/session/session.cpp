#include "session/session.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "api/calls.hpp"
#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "protocol/body_codec.hpp"
#include "protocol/call_text.hpp"
#include "session/appliance_source.hpp"
#include "session/hypervisor.hpp"
#include "session/image_format.hpp"
#include "session/launch_line.hpp"

namespace gs::session {
namespace {

constexpr std::size_t kConsoleTailBytes = 8192;
constexpr std::int64_t kNs = 1'000'000'000;
constexpr std::int64_t kMilestonesAfterNs = 5 * kNs;  // events.md, section 3
constexpr int kEndGraceMs = 5'000;    // for a machine whose daemon has gone, to end by itself
constexpr int kStopGraceMs = 10'000;  // between SIGTERM and SIGKILL

std::int64_t deadline_in(std::int64_t ms) { return ms > 0 ? monotonic_ns() + ms * 1'000'000 : 0; }

sockaddr_un unix_address(const std::string& path, bool* fits) {
  sockaddr_un a{};
  a.sun_family = AF_UNIX;
  *fits = path.size() < sizeof a.sun_path;
  if (*fits) path.copy(a.sun_path, path.size());
  return a;
}

Result<UniqueFd> listen_at(const std::string& path) {
  bool fits = false;
  const sockaddr_un a = unix_address(path, &fits);
  if (!fits)
    return fail(ErrorCode::kLimit, "the path of the socket " + printable(path) + " is too long",
                "set TMPDIR to a shorter path");
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd || ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&a), sizeof a) != 0 ||
      ::listen(fd.get(), 1) != 0)
    return fail_errno(errno, "cannot listen on " + printable(path));
  return fd;
}

}  // namespace

// The temporary folder of one launch: the socket, and what qemu puts beside it.
struct Session::Folder {
  std::string path;
  ~Folder() {
    std::error_code ignored;  // a folder in TMPDIR that cannot be removed harms nobody
    if (!path.empty()) std::filesystem::remove_all(path, ignored);
  }
  static Result<std::unique_ptr<Folder>> make(const std::string& base) {
    std::string name = base + "/guestscopeXXXXXX";
    if (!::mkdtemp(name.data()))
      return fail_errno(errno, "cannot make a folder in " + printable(base),
                        "set TMPDIR to a folder that can be written");
    auto folder = std::make_unique<Folder>();
    folder->path = name;
    return folder;
  }
};

std::string_view state_name(State state) {
  switch (state) {
    case State::kConfig:
      return "config";
    case State::kLaunching:
      return "launching";
    case State::kReady:
      return "ready";
    case State::kBusy:
      return "busy";
  }
  return "?";
}

Session::Session(Config config) : config_(std::move(config)) {}

Session::~Session() { close(); }

void Session::close() {
  const std::scoped_lock lock(lock_);
  if (config_.trace) emit(kTrace, "close");
  (void)shutdown();  // who wants to know calls shutdown() first
  events_.send(kClose, {});
}

void Session::emit(Event event, std::string_view text) {
  const std::scoped_lock lock(lock_);
  if (event == kLibrary && !config_.verbose) return;
  if (event == kTrace && !config_.trace) return;
  if (events_.send(event, text) > 0) return;
  const bool shown = event == kAppliance || event == kLibrary
                         ? config_.verbose
                         : event == kTrace || event == kWarning;
  if (shown) {
    const std::string line = default_rendering(event, text, config_.identifier);
    (void)write_all(STDERR_FILENO, line);
  }
}

void Session::enter(std::string_view name) {
  const std::scoped_lock lock(lock_);
  events_.send(kEnter, name);
}

Result<int> Session::add_callback(std::uint64_t mask, EventCallback callback) {
  const std::scoped_lock lock(lock_);
  return events_.add(mask, std::move(callback));
}

void Session::remove_callback(int handle) {
  const std::scoped_lock lock(lock_);
  events_.remove(handle);
}

void Session::on_console(std::string_view bytes) {
  console_tail_ += bytes;
  if (console_tail_.size() > 2 * kConsoleTailBytes)
    console_tail_.erase(0, console_tail_.size() - kConsoleTailBytes);
  emit(kAppliance, bytes);
  if (state_ != State::kLaunching) return;
  if (bytes.find("Linux version") != std::string_view::npos) milestone(6);
  if (bytes.find("Starting /init script") != std::string_view::npos) milestone(9);
}

void Session::milestone(std::uint64_t position) {
  if (monotonic_ns() - launch_ns_ < kMilestonesAfterNs) return;
  const std::array<std::uint64_t, 4> a{0, 0, position, 12};
  events_.send(kProgress, {}, &a);
}

Wire::Listener Session::listener() {
  return {[this](std::string_view bytes) { on_console(bytes); },
          [this](const protocol::Progress& p) {
            const std::array<std::uint64_t, 4> a{p.proc, p.serial, p.position, p.total};
            events_.send(kProgress, {}, &a);
          }};
}

Status Session::add_drive(Drive drive) {
  const std::scoped_lock lock(lock_);
  enter("add_drive");
  if (config_.trace)
    emit(kTrace, "add_drive \"" + drive.path + "\" \"format:" + drive.format +
                     "\" \"readonly:" + (drive.read_only ? "true\"" : "false\""));
  if (state_ != State::kConfig)
    return fail(ErrorCode::kUsage, "drives are added before the launch",
                "shut the session down first; its appliance cannot take disks while it runs");
  if (config_.drives.size() >= 255)
    return fail(ErrorCode::kLimit, "there are 255 drives already",
                "a SCSI bus of the appliance has no room for more");
  if (auto s = check_drive(drive); !s) return s;
  config_.drives.push_back(std::move(drive));
  return {};
}

Status Session::resolve_formats(Config& config) {
  for (Drive& drive : config.drives) {
    if (drive.format != "auto") continue;
    auto format = detect_image_format(drive.path);
    if (!format) return tl::unexpected<Error>(format.error());
    drive.format = *format;
    emit(kWarning, "the format of " + drive.path + " was looked up in the image: " + *format +
                       "; a guest that writes to a raw image can choose what is found there");
  }
  return {};
}

Status Session::launch() {
  const std::scoped_lock lock(lock_);
  enter("launch");
  if (config_.trace) emit(kTrace, "launch");
  if (state_ != State::kConfig)
    return fail(ErrorCode::kUsage, "the session is launched already",
                "shut it down before it is launched again");
  state_ = State::kLaunching;
  launch_ns_ = monotonic_ns();
  console_tail_.clear();
  machine_end_.reset();
  if (auto status = do_launch(); !status) {
    Error error = status.error();
    if (machine_) error = machine_gone(error.message);
    forget_machine();
    if (config_.trace) emit(kTrace, "launch = -1 (error)");
    return tl::unexpected<Error>(std::move(error));
  }
  milestone(12);
  if (config_.trace) emit(kTrace, "launch = 0");
  return {};
}

// What to say where the machine ended, or has to be ended, before the daemon was there.
Error Session::machine_gone(std::string_view when) {
  if (wire_) wire_->drain_console();
  const auto own_end = machine_->poll_end();
  if (!own_end) machine_->stop(kEndGraceMs);
  Error error{ErrorCode::kSystem, std::string(when),
              "see the console: set verbose (LIBGUESTFS_DEBUG=1), or run the command under "
              "`guestscope diagnose --`",
              console_tail_, EPIPE};
  if (own_end) error.message = "the appliance's qemu " + own_end->text() + ": " + error.message;
  return error;
}

Status Session::do_launch() {
  Config config = config_;
  milestone(0);
  for (const Drive& drive : config.drives)
    if (auto s = check_drive(drive); !s) return s;
  if (auto s = resolve_formats(config); !s) return s;
  auto hypervisor = find_hypervisor(config);
  if (!hypervisor) return tl::unexpected<Error>(hypervisor.error());
  auto appliance =
      find_appliance(config, [this](std::string_view text) { emit(kAppliance, text); });
  if (!appliance) return tl::unexpected<Error>(appliance.error());
  milestone(3);
  auto folder = Folder::make(config.tmp_dir);
  if (!folder) return tl::unexpected<Error>(folder.error());
  folder_ = std::move(*folder);
  const std::string socket = folder_->path + "/guestfsd.sock";
  auto listening = listen_at(socket);
  if (!listening) return tl::unexpected<Error>(listening.error());

  const LaunchInput input{config,     *appliance,       ext_uuid(appliance->root),
                          socket,     hypervisor->arch, hypervisor->kvm,
                          env("TERM")};
  auto line = launch_line(input);
  if (!line) return tl::unexpected<Error>(line.error());
  MachineStart start{{hypervisor->program}, hypervisor->env};
  start.env.emplace_back("TMPDIR", folder_->path);
  for (std::string& word : line->args()) start.argv.push_back(std::move(word));
  emit(kLibrary, "starting " + shell_join(start.argv));
  auto machine = Machine::start(start);
  if (!machine) return tl::unexpected<Error>(machine.error());
  machine_argv_ = start.argv;
  machine_.emplace(std::move(*machine));

  const std::int64_t deadline = deadline_in(config.launch_timeout_ms);
  auto channel = accept_daemon(listening->get(), deadline);
  if (!channel) return tl::unexpected<Error>(channel.error());
  {
    const std::scoped_lock lock(wire_lock_);
    wire_ = std::make_unique<Wire>(std::move(*channel), machine_->console(), false, listener());
  }
  if (auto s = wire_->wait_launched(deadline); !s) {
    wire_->drain_console();
    return s;
  }
  state_ = State::kReady;
  events_.send(kLaunchDone, {});
  return {};
}

// qemu connects when it starts; until then its console may tell why it does not.
Result<UniqueFd> Session::accept_daemon(int listener, std::int64_t deadline_ns) {
  int console = machine_->console();
  while (true) {
    pollfd fds[2] = {{listener, POLLIN, 0}, {console, POLLIN, 0}};
    const int timeout = deadline_ns == 0 ? -1
                                         : static_cast<int>(std::max<std::int64_t>(
                                               0, (deadline_ns - monotonic_ns()) / 1'000'000 + 1));
    const int n = ::poll(fds, 2, timeout);
    if (n < 0 && errno != EINTR) return fail_errno(errno, "cannot wait for qemu");
    if (n == 0)
      return fail(ErrorCode::kLimit, "qemu did not connect in time", "look at its messages");
    if (n < 0) continue;
    if (fds[1].revents) {
      char buffer[4096];
      const ssize_t got = ::recv(console, buffer, sizeof buffer, MSG_DONTWAIT);
      if (got > 0)
        on_console(std::string_view(buffer, static_cast<std::size_t>(got)));
      else if (got == 0 || (errno != EAGAIN && errno != EINTR))
        console = -1;
    }
    if (fds[0].revents) {
      UniqueFd fd(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
      if (fd) return fd;
      if (errno != EINTR && errno != EAGAIN && errno != ECONNABORTED)
        return fail_errno(errno, "cannot accept qemu's connection");
    } else if (console < 0) {
      machine_->wait();
      return fail(ErrorCode::kSystem, "it ended before it opened the daemon's channel");
    }
  }
}

Status Session::attach(const std::string& socket_path, AttachOptions options) {
  bool fits = false;
  const sockaddr_un a = unix_address(socket_path, &fits);
  if (!fits)
    return fail(ErrorCode::kUsage, "the path " + printable(socket_path) + " is too long",
                "a Unix socket's path has at most 107 bytes; use a relative one");
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd || ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&a), sizeof a) != 0)
    return fail_errno(errno, "cannot connect to " + printable(socket_path),
                      "is the daemon running, and is this the socket that it listens on?");
  return attach(std::move(fd), options);
}

Status Session::attach(UniqueFd connection, AttachOptions options) {
  const std::scoped_lock lock(lock_);
  enter("attach");
  if (state_ != State::kConfig)
    return fail(ErrorCode::kUsage, "the session has a daemon already", "shut it down first");
  state_ = State::kLaunching;
  launch_ns_ = monotonic_ns();
  {
    const std::scoped_lock wire_lock(wire_lock_);
    wire_ = std::make_unique<Wire>(std::move(connection), -1, options.launched, listener());
  }
  if (auto s = wire_->wait_launched(deadline_in(config_.launch_timeout_ms)); !s) {
    forget_machine();
    return s;
  }
  state_ = State::kReady;
  events_.send(kLaunchDone, {});
  return {};
}

std::int64_t Session::call_deadline() const { return deadline_in(config_.call_timeout_ms); }

Result<std::string> Session::call(const api::Request& request) {
  const protocol::CallInfo& call = request.info;
  const std::scoped_lock lock(lock_);
  enter(call.name);
  if (config_.trace) {
    const auto decoded = protocol::decode_arguments(call, request.optargs_mask, request.body);
    emit(kTrace, decoded ? protocol::call_text(call, decoded->arguments) : std::string(call.name));
  }
  auto result = carry(request);
  if (config_.trace) {
    std::string text = std::string(call.name) + " = ";
    if (!result) {
      text += "-1 (error)";
    } else {
      const auto decoded = protocol::decode_result(call, *result);
      text += decoded ? protocol::result_text(call, decoded->value) : "(cannot be decoded)";
    }
    emit(kTrace, text);
  }
  return result;
}

Result<std::string> Session::carry(const api::Request& request) {
  const protocol::CallInfo& call = request.info;
  const std::string name(call.name);
  if (state_ == State::kBusy)
    return fail(ErrorCode::kUsage, name + ": another call is running",
                "an event callback cannot make calls while one is on its way");
  if (state_ != State::kReady)
    return fail(ErrorCode::kUsage, name + ": the session is not launched",
                "call launch before using this function");
  if (call.file_in != (request.source != nullptr) || call.file_out != (request.sink != nullptr))
    return fail(ErrorCode::kUsage,
                name + (call.file_in || call.file_out ? ": the call needs its file"
                                                      : ": the call takes no file"));
  state_ = State::kBusy;
  auto outcome = wire_->call(request, call_deadline());
  state_ = State::kReady;
  if (wire_->lost()) {
    Error error = outcome ? Error{} : outcome.error();
    error.message = name + ": " + error.message;
    error.err = error.code == ErrorCode::kLimit ? ETIMEDOUT : EPIPE;
    lose_daemon();
    if (machine_end_) error.message += " (qemu " + machine_end_->text() + ")";
    return tl::unexpected<Error>(std::move(error));
  }
  if (!outcome) return tl::unexpected<Error>(outcome.error());
  using Kind = protocol::CallOutcome::Kind;
  switch (outcome->kind) {
    case Kind::kOk:
      return std::move(outcome->result);
    case Kind::kError: {
      Error error{
          ErrorCode::kDaemon, name + ": " + printable(outcome->message), {}, {}, outcome->err};
      if (outcome->err == ENOTSUP)
        error.hint =
            "the appliance lacks the feature " +
            (call.group.empty() ? std::string("this call needs") : std::string(call.group));
      return tl::unexpected<Error>(std::move(error));
    }
    case Kind::kCancelledByUser:
      return tl::unexpected<Error>(
          Error{ErrorCode::kCancelled, name + ": operation cancelled by user", {}, {}, EINTR});
    default: {
      return tl::unexpected<Error>(
          Error{ErrorCode::kDaemon, outcome->message, {}, {}, outcome->err});
    }
  }
}

// The daemon has gone while it was needed.
void Session::lose_daemon() {
  wire_->drain_console();
  if (machine_) {
    pollfd p{machine_->console(), POLLIN, 0};
    // Its console ends with it: wait for that rather than for a time.
    const std::int64_t until = deadline_in(kEndGraceMs);
    while (!machine_->poll_end() && monotonic_ns() < until) {
      if (::poll(&p, 1, 50) == 1) {
        char buffer[4096];
        const ssize_t n = ::recv(p.fd, buffer, sizeof buffer, MSG_DONTWAIT);
        if (n > 0) on_console(std::string_view(buffer, static_cast<std::size_t>(n)));
        if (n == 0) p.fd = -1;
      }
    }
    machine_end_ = machine_->poll_end() ? *machine_->poll_end() : machine_->stop(kStopGraceMs);
  }
  forget_machine();
  events_.send(kSubprocessQuit, {});
}

void Session::forget_machine() {
  {
    const std::scoped_lock lock(wire_lock_);
    wire_.reset();
  }
  if (machine_) {
    if (!machine_end_) machine_end_ = machine_->stop(kStopGraceMs);
    machine_.reset();
  }
  folder_.reset();
  config_.drives.clear();
  state_ = State::kConfig;
}

Status Session::shutdown() {
  const std::scoped_lock lock(lock_);
  enter("shutdown");
  if (state_ == State::kConfig) return {};
  Status first;
  if (state_ == State::kReady && config_.autosync) {
    const api::Request autosync{.info = *api::find_call("internal_autosync"), .body = {}};
    if (auto r = call(autosync); !r) first = tl::unexpected(r.error());
  }
  if (state_ == State::kConfig) return first;  // the daemon was lost on the way
  if (machine_) {
    wire_->drain_console();
    machine_end_ = machine_->stop(kStopGraceMs);
    if (first && machine_end_->status != 0)
      first = fail(ErrorCode::kSystem, "the appliance's qemu " + machine_end_->text(),
                   "data may not have reached the disks; look at the console");
  }
  forget_machine();
  return first;
}

void Session::user_cancel() {
  const std::scoped_lock lock(wire_lock_);
  if (wire_) wire_->cancel();
}

}  // namespace gs::session
