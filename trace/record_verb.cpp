// `guestscope record -o FILE -- COMMAND ARGS...`
#include "base/text.hpp"
#include "cli/verb.hpp"
#include "trace/recorder.hpp"
#include "trace/recording_options.hpp"

namespace gs::trace {
namespace {

std::string how_it_ended(const companion::ExitStatus& s) {
  if (s.signal) return "was killed by signal " + std::to_string(*s.signal);
  return "ended with status " + std::to_string(s.status.value_or(0));
}

class RecordVerb final : public cli::Verb {
 public:
  RecordVerb() : Verb("record", "run a command and record every qemu that it starts") {}
  void options(CLI::App& app) override {
    app.add_option("-o,--output", output_, "the trace file (default: a new one in the state folder)")
        ->type_name("FILE");
    app.add_flag("-f,--force", force_, "replace FILE if it is an older trace");
    app.add_flag("--debug", debug_, "set LIBGUESTFS_DEBUG=1 and LIBGUESTFS_TRACE=1 for the command");
    shared_.add_to(app);
  }
  bool takes_command() const override { return true; }
  std::string_view examples() const override {
    return "  guestscope record -o boot.gst -- guestfish -a disk.qcow2 -i ls /\n"
           "  guestscope record --hook force-tcg -- virt-v2v -i disk guest.img -o null\n"
           "  guestscope diagnose boot.gst\n";
  }

  int run(const std::vector<std::string>& command, cli::Output& out) override {
    if (command.empty())
      return usage(out, {ErrorCode::kUsage, "there is no command to record",
                         "write it after --, as in `guestscope record -- libguestfs-test-tool`", {}});
    if (auto s = shared_.check(); !s) return usage(out, s.error());
    std::string path = output_;
    if (path.empty()) {
      auto p = new_trace_path(command[0]);
      if (!p) return usage(out, p.error());
      path = *p;
    }
    RecordRequest request{.command = command, .trace = path, .overwrite = force_,
                          .hooks = shared_.hooks, .qemu = shared_.qemu,
                          .programs = shared_.programs, .debug = debug_,
                          .progress = {}};
    if (out.shows_progress()) request.progress = [&](const std::string& line) { out.progress(line); };
    auto result = record(request);
    out.progress({});
    if (!result) return usage(out, result.error());
    for (const Error& e : result->hook_errors) out.error("record", e);
    out.note("guestscope record: the command " + how_it_ended(result->status) + "; trace: " +
             printable(path) + (result->qemu_left ? " (a qemu still runs and is recorded on)" : ""));
    return result->status.status == 0 ? cli::kExitOk : cli::kExitFault;
  }

 private:
  static int usage(cli::Output& out, const Error& e) {
    out.error("record", e);
    return cli::kExitUsage;
  }

  std::string output_;
  bool force_ = false, debug_ = false;
  RecordingOptions shared_;
};

RecordVerb record_verb;

}  // namespace
}  // namespace gs::trace
