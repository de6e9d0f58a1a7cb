#include "base/json_text.hpp"

#include "base/text.hpp"

namespace gs {

std::string json_bytes(std::string_view bytes) {
  if (is_valid_utf8(bytes)) return "\"" + json_escape(bytes) + "\"";
  return "{\"b64\":\"" + base64_encode(bytes) + "\"}";
}

std::string json_bytes_array(const std::vector<std::string>& words) {
  std::string out = "[";
  for (const auto& w : words) {
    if (out.size() > 1) out += ',';
    out += json_bytes(w);
  }
  return out + "]";
}

}  // namespace gs
