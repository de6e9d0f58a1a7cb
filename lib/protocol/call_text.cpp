#include "protocol/call_text.hpp"

#include <charconv>
#include <cstdio>
#include <type_traits>
#include <variant>

namespace gs::protocol {
namespace {

class Writer {
 public:
  explicit Writer(TextLimits limits) : limits_(limits) {}

  void raw(std::string_view s) {
    if (!full()) out_ += s;
  }
  void quoted(std::string_view s, std::string_view prefix = {}) {
    if (full()) return;
    out_ += '"';
    out_ += prefix;
    for (const char c : s.substr(0, limits_.string_bytes)) visible(c);
    out_ += '"';
    if (s.size() > limits_.string_bytes) out_ += "...";
  }
  void number(auto n) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, n).ptr;
    raw(std::string_view(buffer, static_cast<std::size_t>(end - buffer)));
  }
  bool full() const { return out_.size() >= limits_.line_bytes; }
  const TextLimits& limits() const { return limits_; }
  std::string take() && {
    if (full()) out_ += " ...";
    return std::move(out_);
  }

 private:
  void visible(char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      (out_ += '\\') += c;
    } else if (c == '\n') {
      out_ += "\\n";
    } else if (c == '\t') {
      out_ += "\\t";
    } else if (byte < 0x20 || byte >= 0x7f) {
      char hex[8];
      std::snprintf(hex, sizeof hex, "\\x%02x", byte);
      out_ += hex;
    } else {
      out_ += c;
    }
  }

  TextLimits limits_;
  std::string out_;
};

void write_value(Writer& w, const Value& value, Meaning meaning);

void write_row(Writer& w, const StructValue& row) {
  w.raw("{");
  for (std::size_t i = 0; i < row.fields.size() && !w.full(); ++i) {
    if (i) w.raw(", ");
    if (row.info && i < row.info->fields.size()) {
      w.raw(row.info->fields[i].name);
      w.raw(": ");
    }
    write_value(w, row.fields[i], Meaning::kPlain);
  }
  w.raw("}");
}

// [a, b, ...] with as many items as fit.
template <class List, class Item>
void write_list(Writer& w, const List& list, Item item) {
  w.raw("[");
  std::size_t n = 0;
  for (const auto& x : list) {
    if (w.full()) break;
    if (n) w.raw(", ");
    if (n++ == w.limits().list_items) {
      w.raw("... ");
      w.number(list.size());
      w.raw(" items");
      break;
    }
    item(x);
  }
  w.raw("]");
}

struct ValueWriter {
  Writer& w;
  Meaning meaning;

  void operator()(std::monostate) const { w.raw("0"); }
  void operator()(bool b) const { w.raw(b ? "true" : "false"); }
  void operator()(std::int64_t n) const { w.number(n); }
  void operator()(std::uint64_t n) const { w.number(n); }
  void operator()(float f) const { w.number(f); }
  void operator()(const std::string& s) const {
    if (meaning == Meaning::kKey) return w.quoted("***");
    w.quoted(s);
  }
  void operator()(const std::optional<std::string>& s) const {
    if (!s) return w.raw("NULL");
    (*this)(*s);
  }
  void operator()(const StringList& list) const {
    write_list(w, list, [this](const std::string& s) { (*this)(s); });
  }
  void operator()(const Hashtable& table) const {
    write_list(w, table, [this](const auto& pair) {
      w.quoted(pair.first);
      w.raw(": ");
      (*this)(pair.second);
    });
  }
  void operator()(const StructValue& row) const { write_row(w, row); }
  void operator()(const StructList& list) const {
    write_list(w, list.rows, [this](const StructValue& row) { write_row(w, row); });
  }
};

void write_value(Writer& w, const Value& value, Meaning meaning) {
  std::visit(ValueWriter{w, meaning}, value.data);
}

bool is_file(const Parameter& p) {
  return p.kind == WireKind::kFileIn || p.kind == WireKind::kFileOut;
}

// "name:value", as libguestfs shows optional arguments; a string stands without quotes of its own.
void write_optional(Writer& w, const Parameter& p, const Value& value) {
  const std::string prefix = std::string(p.name) + ":";
  if (const auto* s = value.get<std::string>())
    return w.quoted(p.meaning == Meaning::kKey ? "***" : std::string_view(*s), prefix);
  w.raw("\"" + prefix);
  write_value(w, value, p.meaning);
  w.raw("\"");
}

}  // namespace

std::string call_text(const CallInfo& call, const Arguments& arguments, TextLimits limits) {
  Writer w(limits);
  w.raw(call.name);
  for (std::size_t i = 0; i < call.parameters.size() && i < arguments.required.size(); ++i) {
    if (is_file(call.parameters[i])) continue;
    w.raw(" ");
    write_value(w, arguments.required[i], call.parameters[i].meaning);
  }
  for (std::size_t i = 0; i < call.optional.size() && i < arguments.optional.size(); ++i) {
    if (!(arguments.optional_mask >> i & 1)) continue;
    w.raw(" ");
    write_optional(w, call.optional[i], arguments.optional[i]);
  }
  return std::move(w).take();
}

std::string result_text(const CallInfo& call, const Value& value, TextLimits limits) {
  Writer w(limits);
  write_value(w, value, call.result.meaning);
  return std::move(w).take();
}

}  // namespace gs::protocol
