#include "qemu/json_value.hpp"

#include <charconv>
#include <cstdint>

#include "base/text.hpp"

namespace gs::qemu {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void append_utf8(std::string& out, std::uint32_t c) {
  auto byte = [&out](std::uint32_t b) { out += static_cast<char>(b); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | c >> 6);
    byte(0x80 | (c & 63));
  } else if (c < 0x10000) {
    byte(0xE0 | c >> 12);
    byte(0x80 | (c >> 6 & 63));
    byte(0x80 | (c & 63));
  } else {
    byte(0xF0 | c >> 18);
    byte(0x80 | (c >> 12 & 63));
    byte(0x80 | (c >> 6 & 63));
    byte(0x80 | (c & 63));
  }
}

// The four hex digits at s[at]; false when they are not there.
bool hex4(std::string_view s, std::size_t at, std::uint32_t* out) {
  if (at > s.size() || s.size() - at < 4) return false;
  const char* first = s.data() + at;
  auto [end, ec] = std::from_chars(first, first + 4, *out, 16);
  return ec == std::errc() && end == first + 4;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<JsonNode> parse() {
    JsonNode root;
    bool ok = value(&root, 0);
    skip_blanks();
    if (ok && at_ < text_.size()) ok = bad("text after the value");
    if (!ok) return tl::unexpected<Error>(std::move(error_));
    return root;
  }

 private:
  bool bad(const char* what, ErrorCode code = ErrorCode::kFormat) {
    error_ = Error{code,
                   "JSON: " + std::string(what) + " at byte " + std::to_string(at_ + 1),
                   "write it as qemu takes it: {\"key\":\"value\",\"number\":1,\"flag\":true}",
                   {}};
    return false;
  }

  void skip_blanks() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool value(JsonNode* node, int depth) {
    if (depth > kMaxJsonDepth) return bad("too deep nesting", ErrorCode::kLimit);
    skip_blanks();
    node->begin = at_;
    bool ok = of_kind(node, depth);
    node->end = at_;
    return ok;
  }

  bool of_kind(JsonNode* node, int depth) {
    char c = peek();
    if (c == '{') return object(node, depth);
    if (c == '[') return array(node, depth);
    if (c == '"' || c == '\'') {
      node->kind = JsonKind::kString;
      return string();
    }
    if (c == '-' || is_digit(c)) {
      node->kind = JsonKind::kNumber;
      return number();
    }
    return literal(node);
  }

  bool literal(JsonNode* node) {
    for (std::string_view word : {"true", "false", "null"}) {
      if (!text_.substr(at_).starts_with(word)) continue;
      node->kind = word == "null" ? JsonKind::kNull : JsonKind::kBool;
      at_ += word.size();
      return true;
    }
    return bad("a value is expected");
  }

  bool digits() {
    if (!is_digit(peek())) return bad("a digit is expected");
    while (is_digit(peek())) ++at_;
    return true;
  }

  bool number() {
    if (peek() == '-') ++at_;
    if (peek() == '0') {
      ++at_;
      if (is_digit(peek())) return bad("a number with a leading zero");
    } else if (!digits()) {
      return false;
    }
    if (peek() == '.') {
      ++at_;
      if (!digits()) return false;
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!digits()) return false;
    }
    return true;
  }

  // Only finds the end; json_value_text decodes.
  bool string() {
    char quote = text_[at_++];
    for (; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c == quote) {
        ++at_;
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20) return bad("a control character in a string");
      if (c != '\\') continue;
      ++at_;
      std::uint32_t code = 0;
      if (peek() == 'u') {
        if (!hex4(text_, at_ + 1, &code)) return bad("a \\u escape without four hex digits");
        at_ += 4;
      } else if (peek() == '\0' ||
                 std::string_view("\"\\/bfnrt'").find(peek()) == std::string_view::npos) {
        return bad("an unknown escape");
      }
    }
    return bad("a string that is not closed");
  }

  bool array(JsonNode* node, int depth) {
    node->kind = JsonKind::kArray;
    ++at_;
    skip_blanks();
    if (peek() == ']') {
      ++at_;
      return true;
    }
    for (;;) {
      if (!value(&node->children.emplace_back(), depth + 1)) return false;
      skip_blanks();
      char c = peek();
      if (c != ',' && c != ']') return bad("',' or ']' is expected");
      ++at_;
      if (c == ']') return true;
    }
  }

  bool object(JsonNode* node, int depth) {
    node->kind = JsonKind::kObject;
    ++at_;
    skip_blanks();
    if (peek() == '}') {
      ++at_;
      return true;
    }
    for (;;) {
      skip_blanks();
      JsonNode key;
      key.begin = at_;
      key.kind = JsonKind::kString;
      if (peek() != '"' && peek() != '\'') return bad("a key in quotes is expected");
      if (!string()) return false;
      key.end = at_;
      skip_blanks();
      if (peek() != ':') return bad("':' is expected");
      ++at_;
      JsonNode& member = node->children.emplace_back();
      if (!value(&member, depth + 1)) return false;
      member.key_begin = key.begin;
      member.key = json_value_text(text_, key);
      skip_blanks();
      char c = peek();
      if (c != ',' && c != '}') return bad("',' or '}' is expected");
      ++at_;
      if (c == '}') return true;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Error error_;
};

const JsonNode* member(const JsonNode& node, std::string_view key) {
  if (node.kind == JsonKind::kArray) {
    std::size_t i = 0;
    auto [end, ec] = std::from_chars(key.data(), key.data() + key.size(), i);
    bool index = ec == std::errc() && end == key.data() + key.size();
    return index && i < node.children.size() ? &node.children[i] : nullptr;
  }
  if (node.kind != JsonKind::kObject) return nullptr;
  for (auto it = node.children.rbegin(); it != node.children.rend(); ++it)
    if (it->key == key) return &*it;
  return nullptr;
}

// The node that holds `found` directly; found must be below root.
const JsonNode* parent_of(const JsonNode& root, const JsonNode* found) {
  for (const JsonNode& child : root.children) {
    if (&child == found) return &root;
    if (child.begin <= found->begin && found->end <= child.end)
      if (const JsonNode* parent = parent_of(child, found)) return parent;
  }
  return nullptr;
}

// `"key":literal` put behind the last member of object, spaced as its members are.
std::string insert_member(std::string_view text, const JsonNode& object, std::string_view key,
                          std::string_view literal) {
  std::string colon = ":", comma = ",";
  std::size_t at = object.begin + 1;
  if (!object.children.empty()) {
    const auto& members = object.children;
    const JsonNode& first = members.front();
    std::string_view lead = text.substr(first.key_begin, first.begin - first.key_begin);
    colon = lead.substr(lead.find_last_not_of(" \t\r\n:") + 1);
    if (members.size() > 1)
      comma = text.substr(first.end, members[1].key_begin - first.end);
    else if (colon != ":")
      comma = ", ";
    at = members.back().end;
  } else {
    comma.clear();
  }
  std::string out(text.substr(0, at));
  out.append(comma).append(json_quote(key)).append(colon).append(literal);
  return out.append(text.substr(at));
}

}  // namespace

Result<JsonNode> parse_json(std::string_view text) { return Parser(text).parse(); }

std::string json_value_text(std::string_view text, const JsonNode& node) {
  std::string_view raw = text.substr(node.begin, node.end - node.begin);
  if (node.kind != JsonKind::kString) return std::string(raw);
  raw = raw.substr(1, raw.size() - 2);
  std::string out;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\\') {
      out += raw[i];
      continue;
    }
    switch (raw[++i]) {
      case 'b':
        out += '\b';
        break;
      case 'f':
        out += '\f';
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case 'u': {
        std::uint32_t c = 0, low = 0;
        (void)hex4(raw, i + 1, &c);
        i += 4;
        bool pair = c >= 0xD800 && c < 0xDC00 && raw.substr(i + 1).starts_with("\\u") &&
                    hex4(raw, i + 3, &low) && low >= 0xDC00 && low < 0xE000;
        if (pair) {
          c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
          i += 6;
        } else if (c >= 0xD800 && c < 0xE000) {
          c = 0xFFFD;  // half of a pair
        }
        append_utf8(out, c);
        break;
      }
      default:
        out += raw[i];
    }
  }
  return out;
}

std::string json_quote(std::string_view s) { return "\"" + json_escape(s) + "\""; }

const JsonNode* find_json(const JsonNode& root, std::string_view key) {
  if (const JsonNode* direct = member(root, key)) return direct;
  for (std::size_t dot = key.find('.'); dot != key.npos; dot = key.find('.', dot + 1))
    if (const JsonNode* parent = member(root, key.substr(0, dot)))
      if (const JsonNode* found = find_json(*parent, key.substr(dot + 1))) return found;
  return nullptr;
}

Result<std::string> set_json(std::string_view text, const JsonNode& root, std::string_view key,
                             std::string_view literal) {
  if (const JsonNode* old = find_json(root, key)) {
    std::string out(text.substr(0, old->begin));
    return out.append(literal).append(text.substr(old->end));
  }
  const JsonNode* parent = &root;
  for (std::size_t dot = key.find('.'); dot != key.npos; dot = key.find('.')) {
    const JsonNode* next = member(*parent, key.substr(0, dot));
    if (!next) break;
    parent = next;
    key.remove_prefix(dot + 1);
  }
  if (parent->kind != JsonKind::kObject)
    return fail(ErrorCode::kUsage,
                "'" + std::string(key) + "' cannot be put into a value that is no JSON object",
                "set the whole value instead");
  // What is left of the path does not exist yet.
  std::string made(literal);
  for (std::size_t dot = key.rfind('.'); dot != key.npos; dot = key.rfind('.')) {
    made = "{" + json_quote(key.substr(dot + 1)) + ":" + made + "}";
    key = key.substr(0, dot);
  }
  return insert_member(text, *parent, key, made);
}

std::string remove_json(std::string_view text, const JsonNode& root, std::string_view key) {
  const JsonNode* old = find_json(root, key);
  if (!old) return std::string(text);
  const JsonNode* parent = parent_of(root, old);
  const auto& list = parent->children;
  std::size_t i = static_cast<std::size_t>(old - list.data());
  auto start = [&](const JsonNode& n) {
    return parent->kind == JsonKind::kObject ? n.key_begin : n.begin;
  };
  // The comma behind goes along, for the last one the comma in front.
  std::size_t from = start(*old), to = old->end;
  if (i + 1 < list.size())
    to = start(list[i + 1]);
  else if (i > 0)
    from = list[i - 1].end;
  std::string out(text.substr(0, from));
  return out.append(text.substr(to));
}

}  // namespace gs::qemu
