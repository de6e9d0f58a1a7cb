#include "trace/recorder.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <memory>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "base/text.hpp"
#include "companion/loop.hpp"
#include "event/line_splitter.hpp"
#include "qemu/locate.hpp"
#include "qemu/run_folder.hpp"
#include "qemu/secrets.hpp"
#include "script/hook_check.hpp"
#include "script/hook_events.hpp"
#include "script/program_hooks.hpp"
#include "script/stock_hooks.hpp"
#include "trace/client_process.hpp"
#include "trace/hook_errors.hpp"
#include "trace/progress.hpp"
#include "tracefile/trace_writer.hpp"

extern char** environ;

namespace gs::trace {
namespace {

constexpr std::int64_t kProgressNs = 250'000'000;
constexpr std::int64_t kOutputNapNs = 5'000'000;  // libguestfs writes its debug output byte by byte
constexpr std::int64_t kPartialLineNs = 200'000'000;
constexpr std::int64_t kWaitForQemuNs = 20'000'000;  // how often we look whether companions still write

std::string drop_in_path() {
  std::string self = self_exe();
  return self.substr(0, self.rfind('/') + 1) + "guestscope-qemu";
}

// A path, or a name in PATH, that is a guestscope-qemu itself: nothing to put behind ours.
bool leads_to_drop_in(const std::string& program) {
  if (program.find('/') != std::string::npos) return qemu::is_drop_in(program, drop_in_path());
  for (const auto& path : find_all_in_path(program))
    if (!qemu::is_drop_in(path, drop_in_path())) return false;
  return program == qemu::kWrapperName;
}

// The variables that say how the command behaved; never the rest of the environment (secrets).
std::string environment_json(const ClientCommand& command) {
  std::string json = "{";
  auto add = [&](std::string_view name, std::string_view value) {
    if (json.size() > 1) json += ',';
    json += json_bytes(name) + ":" + json_bytes(value);
  };
  for (char** e = environ; *e; ++e) {
    std::string_view pair(*e);
    auto eq = pair.find('=');
    if (eq == std::string_view::npos) continue;
    auto name = pair.substr(0, eq);
    bool ours = name.starts_with("LIBGUESTFS_") || name.starts_with("GUESTSCOPE_") ||
                name.starts_with("SUPERMIN_") || name == "TMPDIR" || name == "LANG" || name == "LC_ALL";
    for (const auto& [set, value] : command.env) ours = ours && set != name;
    if (ours && is_valid_utf8(name)) add(name, pair.substr(eq + 1));
  }
  for (const auto& [name, value] : command.env)
    if (name != "PATH") add(name, value);
  return json + "}";
}

// Those of the options, then those of the environment.
std::string hook_lines(const std::vector<std::string>& hooks) {
  std::string lines = env("GUESTSCOPE_HOOKS");
  for (auto it = hooks.rbegin(); it != hooks.rend(); ++it)
    lines = *it + (lines.empty() ? "" : "\n" + lines);
  return lines;
}

// The command's words as they may be recorded.
std::vector<std::string> masked_argv(const std::vector<std::string>& argv) {
  if (!qemu::is_qemu_name(argv[0])) return qemu::masked_command_words(argv);
  auto words = qemu::masked_words(qemu::CommandLine::parse({argv.begin() + 1, argv.end()}));
  words.insert(words.begin(), argv[0]);
  return words;
}

class Recording {
 public:
  Recording(const RecordRequest& request, TraceWriter writer)
      : request_(request), writer_(std::move(writer)) {}

  Result<RecordResult> run(const std::string& trace) {
    auto folder = qemu::RunFolder::make(drop_in_path(), request_.programs);
    if (!folder) return tl::unexpected<Error>(folder.error());
    ClientCommand command{request_.command, client_environment(trace, folder->path()), nullptr};
    if (qemu::is_qemu_name(command.argv[0]) && command.argv[0].find('/') != std::string::npos &&
        !leads_to_drop_in(command.argv[0])) {
      // A qemu by its path would go past us.
      command.env.emplace_back("GUESTSCOPE_QEMU", absolute_path(command.argv[0]));
      command.argv[0] = drop_in_path();
    }
    SignalGate gate;  // before the start: a command that ends at once is noticed
    command.signal_mask = gate.before();
    command.ignore_sigchld = gate.sigchld_was_ignored();
    std::int64_t start_ns = monotonic_ns();
    auto client = start_client(command);
    if (!client) return tl::unexpected<Error>(client.error());
    client_ = std::move(*client);
    add(EventKind::kRun, start_ns, {}, run_json(command));
    progress_ = std::make_unique<Progress>(trace, start_ns);
    loop_.watch(client_.out.get(), POLLIN,
                [this](short) { on_output(client_.out, out_lines_, request_.out_fd); }, kOutputNapNs);
    loop_.watch(client_.err.get(), POLLIN,
                [this](short) { on_output(client_.err, err_lines_, request_.err_fd); }, kOutputNapNs);
    loop_.watch(gate.fd(), POLLIN, [this, &gate](short) { on_signal(gate.take()); });
    loop_.set_tick([this](std::int64_t now) { return tick(now); });
    loop_.run();
    out_lines_.finish();
    err_lines_.finish();
    if (auto s = writer_.close(); !s) {
      Error e = s.error();
      e.message = "the trace " + printable(trace) + " lacks its end: " + e.message;
      return tl::unexpected<Error>(std::move(e));
    }
    return result_;
  }
  bool started() const { return client_.pid > 0; }

 private:
  // Signals as file events. A terminal's ^C goes to the command too; ours is only to wait for it.
  class SignalGate {
   public:
    SignalGate() {
      ::sigemptyset(&set_);
      for (int sig : {SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGQUIT}) ::sigaddset(&set_, sig);
      fd_.reset(::signalfd(-1, &set_, SFD_CLOEXEC | SFD_NONBLOCK));
      ::sigprocmask(SIG_BLOCK, &set_, &old_);
      // Somebody who ignores it (nohup-like launchers do) would have our command reaped unseen.
      old_sigchld_ = ::signal(SIGCHLD, SIG_DFL);
    }
    ~SignalGate() {
      ::signal(SIGCHLD, old_sigchld_);
      ::sigprocmask(SIG_SETMASK, &old_, nullptr);
    }
    bool sigchld_was_ignored() const { return old_sigchld_ == SIG_IGN; }
    int fd() const { return fd_.get(); }
    const sigset_t* before() const { return &old_; }
    struct Signal {
      int number = 0;
      bool from_terminal = false;  // then the command got it too
    };
    Signal take() {
      signalfd_siginfo info{};
      if (::read(fd_.get(), &info, sizeof info) != sizeof info) return {};
      return {static_cast<int>(info.ssi_signo), info.ssi_code == SI_KERNEL};
    }

   private:
    sigset_t set_{}, old_{};
    sighandler_t old_sigchld_ = SIG_DFL;
    UniqueFd fd_;
  };

  std::vector<std::pair<std::string, std::string>> client_environment(const std::string& trace,
                                                                      const std::string& folder) const {
    std::vector<std::pair<std::string, std::string>> e;
    std::string qemu = request_.qemu.empty() ? env("GUESTSCOPE_QEMU") : request_.qemu;
    // Somebody's own qemu or wrapper stays in use, behind ours.
    if (leads_to_drop_in(qemu)) qemu.clear();
    for (const char* name : {"LIBGUESTFS_HV", "LIBGUESTFS_QEMU"})
      if (qemu.empty() && !leads_to_drop_in(env(name))) qemu = env(name);
    if (!qemu.empty()) e.emplace_back("GUESTSCOPE_QEMU", qemu);
    e.emplace_back("LIBGUESTFS_HV", drop_in_path());
    e.emplace_back("LIBGUESTFS_QEMU", drop_in_path());  // its name before libguestfs 1.24
    e.emplace_back("GUESTSCOPE_TRACE", trace);
    e.emplace_back("GUESTSCOPE_PROGRAM", self_exe());
    std::string path = env("PATH");
    e.emplace_back("PATH", folder + ":" + (path.empty() ? "/usr/local/bin:/usr/bin:/bin" : path));
    if (std::string hooks = hook_lines(request_.hooks); !hooks.empty())
      e.emplace_back("GUESTSCOPE_HOOKS", hooks);
    if (!request_.programs.empty())
      e.emplace_back(qemu::kHelpersVariable, qemu::helpers_value(request_.programs));
    if (request_.debug) {
      e.emplace_back("LIBGUESTFS_DEBUG", "1");
      e.emplace_back("LIBGUESTFS_TRACE", "1");
    }
    return e;
  }

  std::string run_json(const ClientCommand& command) const {
    char cwd[4096];
    return "{\"pid\":" + std::to_string(client_.pid) +
           ",\"argv\":" + json_bytes_array(masked_argv(request_.command)) +
           ",\"cwd\":" + json_bytes(::getcwd(cwd, sizeof cwd) ? cwd : "") +
           ",\"env\":" + environment_json(command) + "}";
  }

  void add(EventKind kind, std::int64_t t_ns, std::string_view text, std::string data) {
    (void)writer_.add({t_ns, kind, client_.pid, std::string(text), std::move(data)});
  }

  void on_output(UniqueFd& from, LineSplitter& lines, int to) {
    char buffer[65536];
    ssize_t n = ::read(from.get(), buffer, sizeof buffer);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (n <= 0) {  // a pseudo-terminal ends with EIO
      loop_.unwatch(from.get());
      from.reset();
      return;
    }
    std::string_view bytes(buffer, static_cast<std::size_t>(n));
    lines.feed(bytes, monotonic_ns());
    if (to < 0) return;
    if (request_.progress) request_.progress("");
    if (write_all(to, bytes)) return;
    // Nobody reads us any more: the command shall notice as it would without us (SIGPIPE).
    loop_.unwatch(from.get());
    from.reset();
  }

  void on_signal(SignalGate::Signal signal) {
    int sig = signal.number;
    if (sig == 0) return;
    if (sig == SIGCHLD) return reap();
    if (exited_) {
      result_.qemu_left = true;  // the second wish to stop: do not wait for qemu
      loop_.stop();
      return;
    }
    if (!signal.from_terminal) ::kill(client_.pid, sig);
  }

  void reap() {
    int status = 0;
    if (exited_ || ::waitpid(client_.pid, &status, WNOHANG) != client_.pid) return;
    exited_ = true;
    result_.status = companion::exit_status_of(status);
    drain(client_.out, out_lines_, request_.out_fd);
    drain(client_.err, err_lines_, request_.err_fd);
    out_lines_.finish();
    err_lines_.finish();
    add(EventKind::kExit, monotonic_ns(), {}, to_json(result_.status, client_.pid, "command"));
  }

  void drain(UniqueFd& from, LineSplitter& lines, int to) {
    while (from) {
      pollfd p{from.get(), POLLIN, 0};
      if (::poll(&p, 1, 0) != 1 || p.revents == 0) return;
      on_output(from, lines, to);
    }
  }

  std::int64_t tick(std::int64_t now_ns) {
    out_lines_.flush(now_ns - kPartialLineNs);
    err_lines_.flush(now_ns - kPartialLineNs);
    if (writer_.should_flush(now_ns)) (void)writer_.flush();  // kept and tried again
    if (request_.progress && now_ns - last_progress_ns_ >= kProgressNs) {
      last_progress_ns_ = now_ns;
      request_.progress(progress_->line(now_ns, exited_));
    }
    if (exited_ && !writer_.others_writing()) {
      loop_.stop();
      return now_ns;
    }
    std::int64_t next = now_ns + (exited_ ? kWaitForQemuNs : kPartialLineNs);
    if (auto due = writer_.flush_due_ns()) next = std::min(next, *due);
    return next;
  }

  const RecordRequest& request_;
  TraceWriter writer_;
  ClientProcess client_;
  companion::Loop loop_;
  std::unique_ptr<Progress> progress_;
  LineSplitter out_lines_{[this](std::int64_t t, std::string_view s) { add(EventKind::kClientOut, t, s, {}); }};
  LineSplitter err_lines_{[this](std::int64_t t, std::string_view s) { add(EventKind::kClientErr, t, s, {}); }};
  RecordResult result_;
  bool exited_ = false;
  std::int64_t last_progress_ns_ = 0;
};

}  // namespace

Result<RecordResult> record(const RecordRequest& wanted) {
  RecordRequest request = wanted;
  if (::access(drop_in_path().c_str(), X_OK) != 0)
    return fail(ErrorCode::kNotFound, "there is no " + drop_in_path(),
                "guestscope and guestscope-qemu must be in the same folder");
  auto hooks = script::checked_hooks(request.hooks, embedded::stock_hooks());
  if (!hooks) return tl::unexpected<Error>(hooks.error());
  request.hooks = std::move(*hooks);
  // A bad hook of the environment is guestscope-qemu's to report, by its policy.
  const auto all = script::parse_hook_list(hook_lines(request.hooks)).value_or(std::vector<script::HookSpec>());
  const script::HookRunner runner(embedded::stock_hooks());
  std::vector<std::string> named_by_hooks;
  for (const auto& hook : all)
    for (auto& name : script::wanted_programs(runner, {hook}).value_or(std::vector<std::string>()))
      named_by_hooks.push_back(std::move(name));
  auto programs = qemu::helper_names(request.programs, named_by_hooks);
  if (!programs) return tl::unexpected<Error>(programs.error());
  request.programs = std::move(*programs);
  if (auto s = check_command(request.command[0]); !s) return tl::unexpected<Error>(s.error());
  std::string trace = absolute_path(request.trace);
  auto writer = TraceWriter::create(trace, TraceWriter::Role::kRecorder,
                                    request.overwrite ? TraceWriter::Mode::kTruncate
                                                      : TraceWriter::Mode::kNew);
  if (!writer) return tl::unexpected<Error>(writer.error());
  Recording recording(request, std::move(*writer));
  auto result = recording.run(trace);
  if (!result && !recording.started()) ::unlink(trace.c_str());
  if (result && script::HookEvents::may_listen(runner, all)) result->hook_errors = hook_errors(trace);
  return result;
}

}  // namespace gs::trace
