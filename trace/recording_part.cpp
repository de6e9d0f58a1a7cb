// The companion's part that records: console, qemu's stderr, QMP, start and end of one qemu, into the
// trace that the start message names. What is recorded is also shown to the hooks that run beside the
// guest; what they do is recorded in turn.
#include <memory>

#include "base/clock.hpp"
#include "base/json_text.hpp"
#include "companion/part.hpp"
#include "event/event.hpp"
#include "event/line_splitter.hpp"
#include "trace/live_hooks.hpp"
#include "tracefile/trace_writer.hpp"

namespace gs::trace {
namespace {

constexpr std::int64_t kPartialLineNs = 200'000'000;  // a prompt without a line end waits this long
constexpr std::chrono::seconds kWaitForHooks{2};         // after the end of the machine

constexpr char kQuit[] = R"({"execute":"quit","id":"guestscope-hook-quit"})";

std::string hook_json(const script::HookAction& action) {
  using Kind = script::HookAction::Kind;
  std::string json = "{\"hook\":" + json_bytes(action.hook);
  switch (action.kind) {
    case Kind::kPrint:
      return json + ",\"did\":\"print\"}";
    case Kind::kQmp:
      return json + ",\"did\":\"qmp\",\"command\":" + action.masked + "}";
    case Kind::kQuit:
      return json + ",\"did\":\"quit\"}";
    case Kind::kError:
      break;
  }
  return json + ",\"did\":\"error\",\"message\":" + json_bytes(action.error.message) +
         ",\"hint\":" + json_bytes(action.error.hint) + ",\"detail\":" + json_bytes(action.error.detail) + "}";
}

class RecordingPart final : public companion::Part {
 public:
  Status start(const qemu::StartInfo& info, companion::Machine& machine, std::int64_t now_ns) override {
    pid_ = info.pid;
    who_ = info.helper.empty() ? "qemu" : "program";
    machine_ = &machine;
    auto writer =
        TraceWriter::create(info.trace, TraceWriter::Role::kCompanion, TraceWriter::Mode::kAppend);
    if (!writer) return tl::unexpected<Error>(writer.error());
    writer_ = std::make_unique<TraceWriter>(std::move(*writer));
    for (std::size_t i = 0; i < info.fds.consoles.size(); ++i) {
      std::string data = i == 0 ? "" : "{\"port\":" + std::to_string(i) + "}";
      consoles_.emplace_back([this, data](std::int64_t t, std::string_view piece) {
        add(EventKind::kConsole, t, piece, data);
      });
    }
    hooks_ = LiveHooks::start(info);
    add(info.helper.empty() ? EventKind::kQemu : EventKind::kProgram, now_ns, {}, to_json(masked(info), false));
    return writer_->flush();  // what was started is known even if everything is killed at once
  }

  void on_console(std::size_t port, std::string_view bytes, std::int64_t t_ns) override {
    consoles_[port].feed(bytes, t_ns);
  }
  void on_stderr(std::string_view bytes, std::int64_t t_ns) override { stderr_.feed(bytes, t_ns); }
  void on_qmp(std::string_view message, std::int64_t t_ns) override {
    Event event{t_ns, EventKind::kQmp, pid_, {}, std::string(message)};
    if (!writer_->add(event))
      return add(EventKind::kNote, t_ns, "QMP sent something that is no JSON object", {});
    if (hooks_) hooks_->feed(event);
  }
  void on_note(std::string_view text, std::int64_t t_ns) override {
    add(EventKind::kNote, t_ns, text, {});
  }
  void on_exit(const companion::ExitStatus& status, std::int64_t t_ns) override {
    flush_lines(INT64_MAX);
    add(EventKind::kExit, t_ns, {}, companion::to_json(status, pid_, who_));
  }
  void finish(std::int64_t) override {
    flush_lines(INT64_MAX);
    if (hooks_)
      for (const auto& action : hooks_->finish(kWaitForHooks)) record(action, false);
    // On a full disk the trace stays without its end and says so when it is opened.
    (void)writer_->close();
  }

  int wake_fd() const override { return hooks_ ? hooks_->wake_fd() : -1; }

  std::int64_t tick(std::int64_t now_ns) override {
    if (hooks_)
      for (const auto& action : hooks_->take()) record(action, true);
    flush_lines(now_ns - kPartialLineNs);
    if (writer_->should_flush(now_ns)) (void)writer_->flush();  // kept and tried again on failure
    std::int64_t next = writer_->flush_due_ns().value_or(-1);
    for (const auto& c : consoles_) next = earlier(next, c.waiting_since_ns());
    return earlier(next, stderr_.waiting_since_ns());
  }

 private:
  static std::int64_t earlier(std::int64_t next, std::int64_t since_ns) {
    if (since_ns < 0) return next;
    std::int64_t due = since_ns + kPartialLineNs;
    return next < 0 ? due : std::min(next, due);
  }
  void flush_lines(std::int64_t older_than_ns) {
    for (auto& c : consoles_) c.flush(older_than_ns);
    stderr_.flush(older_than_ns);
  }
  // Cannot fail: data is always an object that this program made.
  void add(EventKind kind, std::int64_t t_ns, std::string_view text, const std::string& data) {
    Event event{t_ns, kind, pid_, std::string(text), data};
    (void)writer_->add(event);
    if (hooks_ && kind != EventKind::kHook) hooks_->feed(event);
  }

  // obey: the machine may still be asked for something.
  void record(const script::HookAction& action, bool obey) {
    using Kind = script::HookAction::Kind;
    add(EventKind::kHook, monotonic_ns(), action.kind == Kind::kPrint ? action.text : std::string(), hook_json(action));
    if (!obey) return;
    if (action.kind == Kind::kQmp && !machine_->send_qmp(action.text))
      add(EventKind::kNote, monotonic_ns(), "a hook's QMP command could not be sent: the monitor is closed or hangs",
          {});
    if (action.kind == Kind::kQuit && !machine_->send_qmp(kQuit)) machine_->terminate();
  }

  std::int64_t pid_ = 0;
  const char* who_ = "qemu";
  companion::Machine* machine_ = nullptr;
  std::unique_ptr<LiveHooks> hooks_;  // null where none listens
  std::unique_ptr<TraceWriter> writer_;
  std::vector<LineSplitter> consoles_;
  LineSplitter stderr_{[this](std::int64_t t, std::string_view piece) {
    add(EventKind::kQemuErr, t, piece, {});
  }};
};

const companion::PartRegistration registration([](const qemu::StartInfo& info) {
  return info.trace.empty() ? std::unique_ptr<companion::Part>()
                            : std::unique_ptr<companion::Part>(std::make_unique<RecordingPart>());
});

}  // namespace
}  // namespace gs::trace
