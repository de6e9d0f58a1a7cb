// What the lines of a trace add up to: the events, and who wrote what and how it ended.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tracefile/line.hpp"
#include "tracefile/trace_reader.hpp"

namespace gs::tracefile {

struct Written {
  Event event;
  std::int64_t writer = 0;
};

// By time, then by writer, then as they were.
void sort_events(std::vector<Written>* events);

class TraceLines {
 public:
  explicit TraceLines(const TraceLimits& limits) : limits_(limits) {}
  // Takes the text of one frame. False when there are more events than the limit allows.
  bool take(std::string_view text, std::vector<Written>* out);

  const std::map<std::int64_t, TraceWriterInfo>& writers() const { return writers_; }
  std::uint64_t bad_lines() const { return bad_lines_; }
  std::uint64_t unknown_lines() const { return unknown_lines_; }
  // Adds a sentence for each thing that is missing; being_written: somebody still writes.
  void missing(bool being_written, std::vector<std::string>* out) const;

 private:
  void take_line(std::string_view text, std::vector<Written>* out);

  TraceLimits limits_;
  std::map<std::int64_t, TraceWriterInfo> writers_;
  std::uint64_t events_ = 0, bad_lines_ = 0, unknown_lines_ = 0;
};

}  // namespace gs::tracefile
