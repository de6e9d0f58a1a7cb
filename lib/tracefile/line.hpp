// One line of a trace: an event, or a writer's "open" or "close".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "event/event.hpp"

namespace gs::tracefile {

// Appends event as one or more lines (a text longer than kMaxTextBytes is cut in pieces, each with
// the same time; data goes with the first). Returns how many; fails where data is no JSON object.
Result<std::size_t> append_event(std::string* out, const Event& event, std::int64_t writer);
void append_open(std::string* out, std::int64_t t_ns, std::int64_t pid, std::int64_t writer,
                 std::string_view role);
// events = lines that this writer wrote between open and close, for the reader to check.
void append_close(std::string* out, std::int64_t t_ns, std::int64_t writer, std::uint64_t events);

struct Line {
  enum class Kind {
    kEvent,
    kOpen,     // event.t_ns, event.pid, role
    kClose,    // event.t_ns, events
    kUnknown,  // well-formed, of a kind that this build does not know: to be passed over
  };
  Kind kind = Kind::kUnknown;
  Event event;
  std::int64_t writer = 0;
  std::string role;
  std::uint64_t events = 0;
};

// line without its line end. False when it is not a line of a trace; *out is then undefined.
bool parse_line(std::string_view line, Line* out);

}  // namespace gs::tracefile
