// Facts of a trace that are no text (a qemu started, a process ended, a QMP event) as lines that
// begin with "guestscope: ", so that stage markers and rules can name them like any other line.
// Feed the events in the order of the trace: an exit is told apart by what was started before it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "event/event.hpp"

namespace gs::trace {

struct QemuFacts {
  std::int64_t pid = 0;
  bool probe = false;  // asked about its abilities, no machine
  std::int64_t start_ns = 0;
  std::optional<std::int64_t> exit_ns;
  std::optional<int> status;
  std::optional<int> signal;
  std::size_t exit_line = 0;  // index of the line that tells of the exit, if exit_ns
};

// What a trace knows for certain. Empty for a text log.
struct RunFacts {
  bool from_trace = false;
  std::int64_t start_ns = 0;
  std::int64_t end_ns = 0;
  std::vector<std::string> argv;   // the recorded command
  std::optional<int> exit_status;  // of that command
  std::optional<int> exit_signal;
  std::size_t exit_line = 0;  // index of the line that tells of it, if there was an exit
  std::vector<QemuFacts> qemus;
  bool ended() const { return exit_status || exit_signal; }
};

struct FactLine {
  std::string text;
  std::int64_t pid = 0;
  std::optional<std::size_t> exit_of_qemu;  // index in RunFacts::qemus
  bool exit_of_command = false;
};

class FactReader {
 public:
  // The lines that an event stands for; none for one that is text of a stream.
  std::vector<FactLine> read(const Event& event);
  RunFacts& facts() { return facts_; }

 private:
  std::vector<FactLine> read_exit(const Event& event);
  FactLine read_qemu(const Event& event);

  std::int64_t command_pid_ = 0;
  RunFacts facts_;
};

// "was killed by signal 9 (Killed)" or "exited with status 1".
std::string describe_end(std::optional<int> status, std::optional<int> signal);

}  // namespace gs::trace
