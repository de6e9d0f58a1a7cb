// Any bytes as JSON: read or refused, and edits of what was read can be read again (libFuzzer).
#include <cstdlib>

#include "qemu/json_value.hpp"

namespace {

using namespace gs::qemu;

void require(bool ok) {
  if (!ok) std::abort();
}

void check(std::string_view text, const JsonNode& node) {
  require(node.begin < node.end && node.end <= text.size());
  (void)json_value_text(text, node);
  std::size_t at = node.begin;
  for (const JsonNode& child : node.children) {
    require(child.begin >= at && child.end <= node.end);
    at = child.end;
    check(text, child);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  auto root = parse_json(text);
  if (!root) return 0;
  check(text, *root);
  if (root->kind != JsonKind::kObject) return 0;
  auto added = set_json(text, *root, "zz", "[1,{\"a\":null}]");
  require(added.has_value());
  auto again = parse_json(*added);
  require(again && find_json(*again, "zz.1.a"));
  for (const JsonNode& child : root->children) {
    auto set = set_json(text, *root, child.key, "\"x\"");
    require(set && parse_json(*set));
    std::string removed = remove_json(text, *root, child.key);
    auto rest = parse_json(removed);
    require(rest && rest->children.size() + 1 == root->children.size());
  }
  return 0;
}
