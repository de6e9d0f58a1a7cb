#include "tracefile/format.hpp"

#include <sys/utsname.h>

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "event/stage.hpp"

namespace gs::tracefile {
namespace {

namespace json = boost::json;

// Accepts every event of the parser: only the grammar is checked, nothing is built.
struct NullHandler {
  static constexpr std::size_t max_object_size = ~std::size_t{0};
  static constexpr std::size_t max_array_size = ~std::size_t{0};
  static constexpr std::size_t max_key_size = ~std::size_t{0};
  static constexpr std::size_t max_string_size = ~std::size_t{0};
  using Ec = boost::system::error_code;
  bool on_document_begin(Ec&) { return true; }
  bool on_document_end(Ec&) { return true; }
  bool on_object_begin(Ec&) { return true; }
  bool on_object_end(std::size_t, Ec&) { return true; }
  bool on_array_begin(Ec&) { return true; }
  bool on_array_end(std::size_t, Ec&) { return true; }
  bool on_key_part(json::string_view, std::size_t, Ec&) { return true; }
  bool on_key(json::string_view, std::size_t, Ec&) { return true; }
  bool on_string_part(json::string_view, std::size_t, Ec&) { return true; }
  bool on_string(json::string_view, std::size_t, Ec&) { return true; }
  bool on_number_part(json::string_view, Ec&) { return true; }
  bool on_int64(std::int64_t, json::string_view, Ec&) { return true; }
  bool on_uint64(std::uint64_t, json::string_view, Ec&) { return true; }
  bool on_double(double, json::string_view, Ec&) { return true; }
  bool on_bool(bool, Ec&) { return true; }
  bool on_null(Ec&) { return true; }
  bool on_comment_part(json::string_view, Ec&) { return true; }
  bool on_comment(json::string_view, Ec&) { return true; }
};

std::string boot_id() {
  auto id = read_file("/proc/sys/kernel/random/boot_id", 128);
  return id ? std::string(trim(*id)) : "";
}

// s as a JSON string with its quotes, whatever bytes it has.
std::string quoted(std::string_view s) {
  return '"' + json_escape(is_valid_utf8(s) ? std::string(s) : printable(s)) + '"';
}

std::int64_t number(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  if (v && v->is_int64()) return v->get_int64();
  return 0;
}

std::string string(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : "";
}

const json::object& object(const json::object& o, std::string_view key) {
  static const json::object kEmpty;
  const json::value* v = o.if_contains(key);
  return v && v->is_object() ? v->get_object() : kEmpty;
}

}  // namespace

std::string end_mark(std::size_t frame_bytes) {
  std::string mark(kEndMagic);
  for (int shift = 0; shift < 32; shift += 8)
    mark += static_cast<char>((frame_bytes >> shift) & 0xFF);
  return mark;
}

std::size_t end_mark_frame_bytes(std::string_view bytes) {
  if (bytes.size() < kMarkBytes || bytes.substr(0, kEndMagic.size()) != kEndMagic) return 0;
  std::size_t n = 0;
  for (std::size_t i = 0; i < 4; ++i)
    n |= std::size_t{static_cast<unsigned char>(bytes[kEndMagic.size() + i])} << (8 * i);
  return n;
}

Header header_of_this_host() {
  Header h;
  h.stages = kStageTableVersion;
  h.monotonic_ns = monotonic_ns();
  h.realtime_ns = realtime_ns();
  h.boot_id = boot_id();
  h.program = GUESTSCOPE_VERSION;
  utsname u{};
  if (::uname(&u) == 0) {
    h.kernel = u.release;
    h.machine = u.machine;
  }
  return h;
}

std::string header_line(const Header& h) {
  return "{\"guestscope\":" + std::to_string(h.version) +
         ",\"stages\":" + std::to_string(h.stages) +
         ",\"clock\":{\"monotonic_ns\":" + std::to_string(h.monotonic_ns) +
         ",\"realtime_ns\":" + std::to_string(h.realtime_ns) + ",\"boot_id\":" + quoted(h.boot_id) +
         "},\"version\":" + quoted(h.program) + ",\"host\":{\"kernel\":" + quoted(h.kernel) +
         ",\"machine\":" + quoted(h.machine) + "}}\n";
}

Result<Header> parse_header(std::string_view line, const std::string& name) {
  auto bad = [&] {
    return fail(ErrorCode::kFormat, name + " has no trace header",
                "name a file that guestscope record wrote");
  };
  if (line.size() > kMaxHeaderBytes) return bad();
  boost::system::error_code ec;
  json::parse_options options;
  options.max_depth = kMaxJsonDepth;
  json::value v = json::parse(json::string_view(line.data(), line.size()), ec, {}, options);
  if (ec || !v.is_object()) return bad();
  const json::object& o = v.get_object();
  const json::value* version = o.if_contains("guestscope");
  if (!version || !version->is_int64()) return bad();
  Header h;
  h.program = string(o, "version");
  if (version->get_int64() != kFormatVersion)
    return fail(ErrorCode::kUnsupported,
                name + " is a trace of format " + std::to_string(version->get_int64()) +
                    ", this guestscope reads format " + std::to_string(kFormatVersion),
                "open it with the guestscope that made it" +
                    (h.program.empty() ? "" : " (" + printable(h.program.substr(0, 40)) + ")") +
                    " or a newer one");
  std::int64_t stages = number(o, "stages");
  h.stages = stages > 0 && stages < 1'000'000 ? static_cast<int>(stages) : 0;
  const json::object& clock = object(o, "clock");
  h.monotonic_ns = number(clock, "monotonic_ns");
  h.realtime_ns = number(clock, "realtime_ns");
  h.boot_id = string(clock, "boot_id");
  const json::object& host = object(o, "host");
  h.kernel = string(host, "kernel");
  h.machine = string(host, "machine");
  return h;
}

bool is_json_object(std::string_view text, std::size_t max_depth) {
  std::size_t start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos || text[start] != '{') return false;
  json::parse_options options;
  options.max_depth = max_depth;
  json::basic_parser<NullHandler> parser(options);
  boost::system::error_code ec;
  std::size_t used = parser.write_some(false, text.data(), text.size(), ec);
  return !ec && used == text.size();
}

}  // namespace gs::tracefile
