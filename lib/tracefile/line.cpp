#include "tracefile/line.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.hpp"
#include "tracefile/format.hpp"

namespace gs::tracefile {
namespace {

template <class T>
void append_number(std::string* out, T value) {
  char buffer[24];
  auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  out->append(buffer, end);
}

// Leaves the object open.
void append_start(std::string* out, std::int64_t t_ns, std::string_view kind, std::int64_t pid,
                  std::int64_t writer) {
  *out += "{\"t\":";
  append_number(out, t_ns);
  *out += ",\"k\":\"";
  *out += kind;
  *out += '"';
  if (pid != 0) {
    *out += ",\"pid\":";
    append_number(out, pid);
  }
  *out += ",\"w\":";
  append_number(out, writer);
}

// Where to cut text so that at most limit bytes come first and no UTF-8 sequence is torn.
std::size_t cut_at(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text.size();
  std::size_t n = limit;
  while (n > limit - 4 && (static_cast<unsigned char>(text[n]) & 0xC0) == 0x80) --n;
  return n > limit - 4 ? n : limit;
}

void append_text(std::string* out, std::string_view text) {
  if (text.empty()) return;
  if (is_valid_utf8(text)) {
    *out += ",\"text\":\"";
    *out += json_escape(text);
  } else {
    *out += ",\"b64\":\"";
    *out += base64_encode(text);
  }
  *out += '"';
}

// Walks over the members of one JSON object. It is exact about strings and nesting and leaves
// nested values as slices; whoever uses a slice checks it.
class Cursor {
 public:
  explicit Cursor(std::string_view s) : s_(s) {}

  bool take(char c) {
    space();
    if (i_ >= s_.size() || s_[i_] != c) return false;
    ++i_;
    return true;
  }
  bool at_end() {
    space();
    return i_ == s_.size();
  }
  // The next value as it stands in the line.
  std::optional<std::string_view> value() {
    space();
    std::size_t start = i_;
    if (i_ >= s_.size()) return std::nullopt;
    if (s_[i_] == '"') {
      if (!skip_string()) return std::nullopt;
    } else if (s_[i_] == '{' || s_[i_] == '[') {
      if (!skip_nested()) return std::nullopt;
    } else {
      while (i_ < s_.size() && s_[i_] != ',' && s_[i_] != '}' && s_[i_] != ' ') ++i_;
      if (i_ == start) return std::nullopt;
    }
    return s_.substr(start, i_ - start);
  }

 private:
  void space() {
    while (i_ < s_.size() && (s_[i_] == ' ' || s_[i_] == '\t' || s_[i_] == '\r')) ++i_;
  }
  bool skip_string() {
    for (++i_; i_ < s_.size(); ++i_) {
      if (s_[i_] == '\\')
        ++i_;
      else if (s_[i_] == '"')
        return ++i_, true;
    }
    return false;
  }
  bool skip_nested() {
    std::size_t depth = 0;
    while (i_ < s_.size()) {
      char c = s_[i_];
      if (c == '"') {
        if (!skip_string()) return false;
        continue;
      }
      ++i_;
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && --depth == 0) return true;
    }
    return false;
  }

  std::string_view s_;
  std::size_t i_ = 0;
};

int hex4(std::string_view s) {
  unsigned v = 0;
  if (s.size() < 4) return -1;
  auto r = std::from_chars(s.data(), s.data() + 4, v, 16);
  return r.ec == std::errc() && r.ptr == s.data() + 4 ? static_cast<int>(v) : -1;
}

void append_utf8(std::string* out, unsigned c) {
  auto put = [&](unsigned b) { *out += static_cast<char>(b); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

// s starts after the "u" of an escape; *used = characters taken.
bool append_unicode_escape(std::string* out, std::string_view s, std::size_t* used) {
  int c = hex4(s);
  if (c < 0 || (c >= 0xDC00 && c <= 0xDFFF)) return false;
  *used = 4;
  auto code = static_cast<unsigned>(c);
  if (c >= 0xD800 && c <= 0xDBFF) {
    if (s.substr(4, 2) != "\\u") return false;
    int low = hex4(s.substr(6));
    if (low < 0xDC00 || low > 0xDFFF) return false;
    code = 0x10000 + ((code - 0xD800) << 10) + (static_cast<unsigned>(low) - 0xDC00);
    *used = 10;
  }
  append_utf8(out, code);
  return true;
}

// slice is a JSON string with its quotes.
bool unquote(std::string_view slice, std::string* out) {
  out->clear();
  if (slice.size() < 2 || slice.front() != '"') return false;
  std::string_view s = slice.substr(1, slice.size() - 2);
  if (!is_valid_utf8(s)) return false;
  while (!s.empty()) {
    std::size_t run = std::min(s.find('\\'), s.size());
    if (std::any_of(s.begin(), s.begin() + static_cast<std::ptrdiff_t>(run),
                    [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
      return false;
    out->append(s.substr(0, run));
    s.remove_prefix(run);
    if (s.empty()) break;
    if (s.size() < 2) return false;
    constexpr std::string_view kNames = "\"\\/bfnrt", kBytes = "\"\\/\b\f\n\r\t";
    char c = s[1];
    s.remove_prefix(2);
    if (c == 'u') {
      std::size_t used = 0;
      if (!append_unicode_escape(out, s, &used)) return false;
      s.remove_prefix(used);
      continue;
    }
    std::size_t k = kNames.find(c);
    if (k == std::string_view::npos) return false;
    *out += kBytes[k];
  }
  return true;
}

template <class T>
bool to_number(std::string_view slice, T* out) {
  auto r = std::from_chars(slice.data(), slice.data() + slice.size(), *out);
  return r.ec == std::errc() && r.ptr == slice.data() + slice.size();
}

// Takes one member; members that this build does not know are passed over.
bool take_member(const std::string& key, std::string_view v, std::string* kind, Line* out) {
  if (key == "t") return to_number(v, &out->event.t_ns);
  if (key == "k") return unquote(v, kind);
  if (key == "pid") return to_number(v, &out->event.pid);
  if (key == "w") return to_number(v, &out->writer);
  if (key == "text") return unquote(v, &out->event.text);
  if (key == "role") return unquote(v, &out->role);
  if (key == "events") return to_number(v, &out->events);
  if (key == "b64") {
    std::string encoded;
    return unquote(v, &encoded) && base64_decode(encoded, &out->event.text);
  }
  if (key == "data") {
    if (!is_json_object(v, kMaxJsonDepth)) return false;
    out->event.data = v;
  }
  return true;
}

}  // namespace

Result<std::size_t> append_event(std::string* out, const Event& event, std::int64_t writer) {
  if (event.data.size() > kMaxDataBytes)
    return fail(ErrorCode::kLimit, "the data of a " + std::string(to_string(event.kind)) +
                                       " event is larger than 8 MiB");
  if (!event.data.empty() && !is_json_object(event.data, kMaxJsonDepth))
    return fail(ErrorCode::kFormat, "the data of a " + std::string(to_string(event.kind)) +
                                        " event is not a JSON object");
  std::string_view rest = event.text;
  std::size_t lines = 0;
  do {
    std::size_t n = cut_at(rest, kMaxTextBytes);
    append_start(out, event.t_ns, to_string(event.kind), event.pid, writer);
    append_text(out, rest.substr(0, n));
    if (lines == 0 && !event.data.empty()) {
      *out += ",\"data\":";
      std::size_t start = out->size();
      *out += trim(event.data);
      // In valid JSON a bare line end is white space; here it would end the line.
      auto from = out->begin() + static_cast<std::ptrdiff_t>(start);
      std::replace(from, out->end(), '\n', ' ');
      std::replace(from, out->end(), '\r', ' ');
    }
    *out += "}\n";
    rest.remove_prefix(n);
    ++lines;
  } while (!rest.empty());
  return lines;
}

void append_open(std::string* out, std::int64_t t_ns, std::int64_t pid, std::int64_t writer,
                 std::string_view role) {
  append_start(out, t_ns, "open", pid, writer);
  *out += ",\"role\":\"";
  *out += json_escape(role);
  *out += "\"}\n";
}

void append_close(std::string* out, std::int64_t t_ns, std::int64_t writer, std::uint64_t events) {
  append_start(out, t_ns, "close", 0, writer);
  *out += ",\"events\":";
  append_number(out, events);
  *out += "}\n";
}

bool parse_line(std::string_view line, Line* out) {
  *out = Line{};
  Cursor c(line);
  std::string key, kind;
  if (!c.take('{')) return false;
  bool first = true, has_time = false;
  while (!c.take('}')) {
    if (!first && !c.take(',')) return false;
    first = false;
    auto k = c.value();
    if (!k || !unquote(*k, &key) || !c.take(':')) return false;
    auto v = c.value();
    if (!v || !take_member(key, *v, &kind, out)) return false;
    has_time |= key == "t";
  }
  if (!c.at_end() || !has_time || kind.empty()) return false;
  if (kind == "open") {
    out->kind = Line::Kind::kOpen;
  } else if (kind == "close") {
    out->kind = Line::Kind::kClose;
  } else if (auto known = event_kind(kind)) {
    out->kind = Line::Kind::kEvent;
    out->event.kind = *known;
  }
  return true;
}

}  // namespace gs::tracefile
