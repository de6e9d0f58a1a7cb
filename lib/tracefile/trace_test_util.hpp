// For the tests of this folder: a trace in a temporary place, events, and children to kill.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/text.hpp"
#include "tracefile/trace_reader.hpp"
#include "tracefile/trace_writer.hpp"
#include "tracefile/zstd_frame.hpp"

namespace gs::test {

using Role = TraceWriter::Role;
using Mode = TraceWriter::Mode;

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

  const std::string& folder() const { return folder_; }
  std::string path() const { return folder_ + "/t.gst"; }
  std::string bytes() const { return read_file(path(), 1u << 30).value(); }
  std::uintmax_t size() const { return std::filesystem::file_size(path()); }
  void set_bytes(std::string_view b) const {
    std::ofstream(path(), std::ios::binary).write(b.data(), static_cast<std::streamsize>(b.size()));
  }
  TraceWriter writer(Role role = Role::kRecorder, Mode mode = Mode::kAppend) const {
    auto w = TraceWriter::create(path(), role, mode);
    if (!w) throw std::runtime_error(w.error().message);
    return std::move(*w);
  }

 private:
  std::string folder_;
};

// A whole trace with these events, one frame each.
inline std::string small_trace(const std::vector<Event>& events) {
  TempTrace t;
  auto w = t.writer();
  for (const Event& e : events) {
    EXPECT_TRUE(w.add(e));
    EXPECT_TRUE(w.flush());
  }
  EXPECT_TRUE(w.close());
  return t.bytes();
}

// One frame and its end mark.
inline std::string frame(std::string_view text) {
  std::string out;
  EXPECT_TRUE(tracefile::FrameEncoder().append(&out, text));
  return out;
}

// What is in front of the events of a trace.
inline std::string opening() {
  std::string out(tracefile::kOpeningMark);
  return out + frame(tracefile::header_line(tracefile::header_of_this_host()));
}

// Decodes bytes as "zstd -dc" does, with nothing of ours; false where it would report an error.
inline bool plain_zstd(std::string_view bytes, std::string* out) {
  out->clear();
  ZSTD_DStream* stream = ZSTD_createDStream();
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  std::vector<char> buffer(ZSTD_DStreamOutSize());
  std::size_t r = 0;
  while (in.pos < in.size) {
    ZSTD_outBuffer o{buffer.data(), buffer.size(), 0};
    r = ZSTD_decompressStream(stream, &o, &in);
    if (ZSTD_isError(r)) break;
    out->append(buffer.data(), o.pos);
  }
  ZSTD_freeDStream(stream);
  return r == 0;
}

// What the zstd program makes of the file; it must not complain.
inline std::string zstd_program(const std::string& path) {
  std::string command = "zstd -dcq < " + shell_quote(path);
  FILE* p = ::popen(command.c_str(), "r");
  std::string out;
  char buffer[4096];
  for (std::size_t n; (n = ::fread(buffer, 1, sizeof buffer, p)) > 0;) out.append(buffer, n);
  EXPECT_EQ(::pclose(p), 0) << "zstd -dc fails on " << path;
  return out;
}
inline bool have_zstd_program() { return !find_all_in_path("zstd").empty(); }

// The lines of text, each of which must be a JSON object.
inline std::vector<std::string> json_lines(const std::string& text) {
  EXPECT_TRUE(text.empty() || text.back() == '\n');
  std::vector<std::string> out;
  for (std::string_view line : split(text, '\n'))
    if (!line.empty()) out.emplace_back(line);
  for (const std::string& line : out) EXPECT_TRUE(tracefile::is_json_object(line, 70)) << line;
  return out;
}

// Runs body in a child, which ends with 0 if body returns true.
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
