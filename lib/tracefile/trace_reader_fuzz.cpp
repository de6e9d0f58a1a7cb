// Any bytes as a trace: as the whole file, as the frames behind a good header, and as the lines in
// a good frame (where random input would never get past the checksum).
#include <cstdint>
#include <cstdlib>

#include "tracefile/line.hpp"
#include "tracefile/trace_reader.hpp"
#include "tracefile/zstd_frame.hpp"

namespace {

using namespace gs;

void require(bool holds) {
  if (!holds) std::abort();
}

std::string opening() {
  std::string out(tracefile::kOpeningMark);
  require(tracefile::FrameEncoder().append(
      &out, tracefile::header_line(tracefile::header_of_this_host())));
  return out;
}

std::string frame(std::string_view text) {
  std::string out;
  require(tracefile::FrameEncoder().append(&out, text));
  return out;
}

// Whatever was accepted once must be written and read again without a change.
void write_again(const Event& event) {
  std::string lines;
  auto n = tracefile::append_event(&lines, event, 1);
  require(n.has_value() && *n >= 1 && !lines.empty() && lines.back() == '\n');
  if (*n != 1) return;
  tracefile::Line back;
  lines.pop_back();
  require(lines.find('\n') == std::string::npos);
  require(tracefile::is_json_object(lines, tracefile::kMaxJsonDepth + 1));
  require(tracefile::parse_line(lines, &back) && back.event == event);
}

void read(std::string bytes) {
  TraceLimits limits;
  limits.frame_bytes = 1 << 20;
  limits.total_bytes = 16 << 20;
  auto reader = TraceReader::from_bytes(std::move(bytes), "fuzz", limits);
  if (!reader) {
    require(!reader.error().message.empty() && !reader.error().hint.empty());
    return;
  }
  auto events = reader->read_all();
  require(events.has_value());
  require(reader->incomplete().find('\n') == std::string::npos);
  for (const Event& e : *events) write_again(e);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string kOpening = opening();
  if (size == 0) return 0;
  std::string rest(reinterpret_cast<const char*>(data + 1), size - 1);
  switch (data[0] % 3) {
    case 0:
      read(std::move(rest));
      break;
    case 1:
      read(kOpening + rest + frame("{\"t\":1,\"k\":\"note\"}\n"));
      break;
    default:
      read(kOpening + frame(rest));
      break;
  }
  return 0;
}
