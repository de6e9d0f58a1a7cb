// The companion's part that records: console, qemu's stderr, QMP, start and end of one qemu, into the
// trace that the start message names.
#include <memory>

#include "companion/part.hpp"
#include "event/event.hpp"
#include "event/line_splitter.hpp"
#include "tracefile/trace_writer.hpp"

namespace gs::trace {
namespace {

constexpr std::int64_t kPartialLineNs = 200'000'000;  // a prompt without a line end waits this long

class RecordingPart final : public companion::Part {
 public:
  Status start(const qemu::StartInfo& info, std::int64_t now_ns) override {
    pid_ = info.pid;
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
    add(EventKind::kQemu, now_ns, {}, to_json(info, false));
    return writer_->flush();  // what was started is known even if everything is killed at once
  }

  void on_console(std::size_t port, std::string_view bytes, std::int64_t t_ns) override {
    consoles_[port].feed(bytes, t_ns);
  }
  void on_stderr(std::string_view bytes, std::int64_t t_ns) override { stderr_.feed(bytes, t_ns); }
  void on_qmp(std::string_view message, std::int64_t t_ns) override {
    if (!writer_->add({t_ns, EventKind::kQmp, pid_, {}, std::string(message)}))
      add(EventKind::kNote, t_ns, "QMP sent something that is no JSON object", {});
  }
  void on_note(std::string_view text, std::int64_t t_ns) override {
    add(EventKind::kNote, t_ns, text, {});
  }
  void on_exit(const companion::ExitStatus& status, std::int64_t t_ns) override {
    flush_lines(INT64_MAX);
    add(EventKind::kExit, t_ns, {}, companion::to_json(status, pid_, "qemu"));
  }
  void finish(std::int64_t) override {
    flush_lines(INT64_MAX);
    // On a full disk the trace stays without its end and says so when it is opened.
    (void)writer_->close();
  }

  std::int64_t tick(std::int64_t now_ns) override {
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
    (void)writer_->add({t_ns, kind, pid_, std::string(text), data});
  }

  std::int64_t pid_ = 0;
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
