#include "script/hook_header.hpp"

#include "base/text.hpp"

namespace gs::script {
namespace {

bool take_field(std::string_view comment, std::string_view field, std::string_view* rest) {
  if (!comment.starts_with(field)) return false;
  *rest = trim(comment.substr(field.size()));
  return true;
}

}  // namespace

HookHeader read_hook_header(std::string_view text) {
  HookHeader header;
  for (std::string_view line : split(text, '\n')) {
    if (!line.starts_with("--")) break;
    std::string_view comment = trim(line.substr(2)), rest;
    if (take_field(comment, "description:", &rest)) {
      header.description = rest;
    } else if (take_field(comment, "arguments:", &rest)) {
      std::size_t colon = rest.find(':');
      if (colon == rest.npos) continue;  // "arguments: none"
      header.arguments.emplace_back(trim(rest.substr(0, colon)), trim(rest.substr(colon + 1)));
    } else if (take_field(comment, "sample:", &rest)) {
      header.samples.emplace_back(rest);
    }
  }
  return header;
}

}  // namespace gs::script
