// For the tests of this folder: a trace in a temporary place, events, and children to kill.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "base/files.hpp"
#include "tracefile/trace_reader.hpp"
#include "tracefile/trace_writer.hpp"

namespace gs::test {

inline Event console(std::int64_t t_ns, std::string text) {
  return {t_ns, EventKind::kConsole, 123, std::move(text), {}};
}

class TempTrace {
 public:
  TempTrace() {
    std::string pattern = ::testing::TempDir() + "gst-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  TempTrace(const TempTrace&) = delete;
  TempTrace& operator=(const TempTrace&) = delete;
  ~TempTrace() { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name = "t.gst") const { return folder_ + "/" + name; }
  std::string bytes() const { return read_file(path(), 1u << 30).value(); }
  void set_bytes(std::string_view b) const {
    std::ofstream(path(), std::ios::binary).write(b.data(), static_cast<std::streamsize>(b.size()));
  }
  TraceWriter writer(TraceWriter::Role role = TraceWriter::Role::kRecorder,
                     TraceWriter::Mode mode = TraceWriter::Mode::kAppend) const {
    auto w = TraceWriter::create(path(), role, mode);
    if (!w) throw std::runtime_error(w.error().message);
    return std::move(*w);
  }

 private:
  std::string folder_;
};

// Runs body in a child; the child ends with 0 if body returns true.
template <class Body>
pid_t in_child(Body body) {
  pid_t pid = ::fork();
  if (pid == 0) ::_exit(body() ? 0 : 1);
  return pid;
}

inline int wait_for(pid_t pid) {
  int status = -1;
  ::waitpid(pid, &status, 0);
  return status;
}

}  // namespace gs::test
