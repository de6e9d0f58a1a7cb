// JSON as qemu takes it in option values, read into nodes that remember their bytes, so that one
// member can be edited while every other byte stays. Not a JSON library: no numbers are computed.
//
// qemu's dialect (7.2): strict JSON, but strings may also stand in single quotes, with \' as an
// escape. No trailing comma, no comments.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace gs::qemu {

enum class JsonKind : unsigned char { kNull, kBool, kNumber, kString, kArray, kObject };

struct JsonNode {
  JsonKind kind = JsonKind::kNull;
  std::size_t begin = 0, end = 0;  // the value's bytes in the text, quotes and brackets included
  std::size_t key_begin = 0;       // of an object's member: where its key stands
  std::string key;                 // of an object's member, decoded
  std::vector<JsonNode> children;
};

// Exactly one value, blanks around it. kFormat for anything else (message: what and at which byte),
// kLimit for nesting deeper than kMaxJsonDepth.
Result<JsonNode> parse_json(std::string_view text);
inline constexpr int kMaxJsonDepth = 200;

// A string decoded to UTF-8; the bytes as they are for everything else.
std::string json_value_text(std::string_view text, const JsonNode& node);
std::string json_quote(std::string_view s);

// The member that key names: itself, or by dots through objects and arrays (`cache.direct`,
// `server.0.host`). The last one where a key is there twice. nullptr when there is none.
const JsonNode* find_json(const JsonNode& root, std::string_view key);

// text (an object) with the member set to literal, which must be JSON. A new member goes to the
// end, spaced as the others are; missing parents of a dotted key are made. kUsage when a parent is
// no object.
Result<std::string> set_json(std::string_view text, const JsonNode& root, std::string_view key,
                             std::string_view literal);
// text without the member; unchanged when it is not there.
std::string remove_json(std::string_view text, const JsonNode& root, std::string_view key);

}  // namespace gs::qemu
