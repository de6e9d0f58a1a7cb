#include "api/call_text.hpp"

#include <algorithm>

#include "api/calls.hpp"

namespace gs::api {
namespace {

using protocol::WireKind;

std::string upper(std::string_view name) {
  std::string s(name);
  for (char& c : s)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return s;
}

// What stands behind the colon of an optional argument.
std::string_view placeholder(WireKind kind) {
  switch (kind) {
    case WireKind::kBool:
      return "true|false";
    case WireKind::kInt32:
    case WireKind::kInt64:
      return "N";
    case WireKind::kStringList:
      return "'A B ...'";
    default:
      return "TEXT";
  }
}

}  // namespace

const CallText& text_of(const protocol::CallInfo& info) {
  return *std::ranges::lower_bound(call_texts(), info.number, {}, &CallText::number);
}

const protocol::CallInfo* find_command(std::string_view name) {
  std::string wanted(name);
  std::ranges::replace(wanted, '-', '_');
  if (const auto* info = find_call(wanted)) return info;
  for (const CallText& text : call_texts())
    if (std::ranges::find(text.aliases, wanted) != text.aliases.end())
      return find_call(text.number);
  return nullptr;
}

std::string usage_line(const protocol::CallInfo& info) {
  std::string line(info.name);
  for (const auto& p : info.parameters) {
    line += ' ';
    line += p.kind == WireKind::kStringList ? "'" + upper(p.name) + " ...'" : upper(p.name);
  }
  for (const auto& p : info.optional)
    line.append(" [").append(p.name).append(":").append(placeholder(p.kind)).append("]");
  return line;
}

}  // namespace gs::api
