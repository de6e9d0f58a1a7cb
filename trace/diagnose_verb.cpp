// `guestscope diagnose TRACE | LOGFILE | - | -- COMMAND`: why did the appliance not boot?
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/verb.hpp"
#include "trace/recorder.hpp"
#include "trace/recording_options.hpp"
#include "trace/verdict.hpp"
#include "trace/verdict_text.hpp"
#include "tracefile/trace_reader.hpp"

namespace gs::trace {
namespace {

constexpr std::size_t kMaxInputBytes = 512u << 20;


class DiagnoseVerb final : public cli::Verb {
 public:
  DiagnoseVerb() : Verb("diagnose", "say why an appliance did not boot: from a command, a trace or a log") {}

  void options(CLI::App& app) override {
    app.add_option("INPUT", input_, "a trace, a text log as people paste it, or - for standard input");
    app.add_flag("--json", json_, "print one JSON object");
    app.add_option("-o,--output", output_,
                   "with a command: keep the trace here (default: a new file in the state folder)")
        ->type_name("FILE");
    app.add_flag("-v,--verbose", verbose_, "with a command: show its stderr too");
    app.add_flag("-q,--quiet", quiet_, "with a command: hide its stdout");
    app.add_flag("--no-debug", no_debug_,
                 "with a command: do not set LIBGUESTFS_DEBUG and LIBGUESTFS_TRACE, and show its stderr");
    shared_.add_to(app);
  }
  bool takes_command() const override { return true; }
  std::string_view examples() const override {
    return "  guestscope diagnose -- libguestfs-test-tool\n"
           "  guestscope diagnose --hook force-tcg -- guestfish -a disk.qcow2 -i\n"
           "  guestscope diagnose boot.gst\n"
           "  journalctl -u libvirtd | guestscope diagnose -\n";
  }

  int run(const std::vector<std::string>& command, cli::Output& out) override {
    if (command.empty() == input_.empty())
      return cannot(out, {ErrorCode::kUsage,
                          command.empty() ? "there is nothing to diagnose"
                                          : "both a file and a command are given",
                          "name a trace or a log, or write a command after --", {}});
    std::string path = input_;
    if (!command.empty()) {
      auto recorded = record_command(command, out);
      if (!recorded) return cannot(out, recorded.error());
      path = *recorded;
    }
    auto verdict = diagnose(path);
    if (!verdict) return cannot(out, verdict.error());
    out.out(json_ ? verdict_json(*verdict) + "\n"
                  : verdict_text(*verdict, {.colour = out.color(),
                                            .width = static_cast<std::size_t>(out.columns())}));
    return exit_code(verdict->outcome);
  }

 private:
  int cannot(cli::Output& out, const Error& e) {
    out.progress({});
    out.error("diagnose", e);
    return cli::kExitUsage;
  }

  Result<std::string> record_command(const std::vector<std::string>& command, cli::Output& out) {
    if (auto s = shared_.check(); !s) return tl::unexpected<Error>(s.error());
    std::string path = output_;
    if (path.empty()) {
      auto p = new_trace_path(command[0]);
      if (!p) return p;
      path = *p;
    }
    RecordRequest request{.command = command, .trace = path, .overwrite = false,
                          .hooks = shared_.hooks, .qemu = shared_.qemu,
                          .programs = shared_.programs, .debug = !no_debug_,
                          .out_fd = quiet_ ? -1 : json_ ? 2 : 1,
                          .err_fd = verbose_ || no_debug_ ? 2 : -1,
                          .progress = {}};
    if (out.shows_progress()) request.progress = [&](const std::string& line) { out.progress(line); };
    auto result = record(request);
    out.progress({});
    if (!result) return tl::unexpected<Error>(result.error());
    for (const Error& e : result->hook_errors) out.error("diagnose", e);
    return path;
  }

  Result<Verdict> diagnose(const std::string& path) {
    auto bytes = read_file(path, kMaxInputBytes);
    if (!bytes) return tl::unexpected<Error>(bytes.error());
    auto diagnoser = Diagnoser::create();
    if (!diagnoser) return tl::unexpected<Error>(diagnoser.error());
    if (!looks_like_trace(*bytes)) {
      auto transcript = Transcript::from_log(*bytes);
      if (!transcript) return tl::unexpected<Error>(named(transcript.error(), path));
      return diagnoser->diagnose(*transcript);
    }
    auto reader = TraceReader::from_bytes(std::move(*bytes), path);
    if (!reader) return tl::unexpected<Error>(reader.error());
    auto events = reader->read_all();
    if (!events) return tl::unexpected<Error>(events.error());
    Verdict verdict = diagnoser->diagnose(Transcript::from_events(*events));
    verdict.complete = reader->incomplete().empty();
    verdict.incomplete_why = reader->incomplete();
    verdict.trace_path = path;
    return verdict;
  }

  static Error named(Error e, const std::string& path) {
    e.message = printable(path == "-" ? "standard input" : path) + ": " + e.message;
    return e;
  }

  std::string input_, output_;
  bool json_ = false, verbose_ = false, quiet_ = false, no_debug_ = false;
  RecordingOptions shared_;
};

DiagnoseVerb diagnose_verb;

}  // namespace
}  // namespace gs::trace
