#include "wrapper/wrap_views.hpp"

#include <unistd.h>

#include <algorithm>

#include "base/json_text.hpp"
#include "base/text.hpp"

namespace gs::wrapper {
namespace {

using script::ChangeItem;
using script::ChangeOrigin;

constexpr std::size_t kOriginColumn = 56;  // where origins stand, as far as the lines allow

const char* color_of(ChangeItem::Kind kind) {
  switch (kind) {
    case ChangeItem::Kind::kAdd:
      return "\x1b[32m";
    case ChangeItem::Kind::kRemove:
      return "\x1b[31m";
    case ChangeItem::Kind::kChange:
      return "\x1b[33m";
    case ChangeItem::Kind::kMove:
      return "\x1b[36m";
    case ChangeItem::Kind::kExec:
      break;
  }
  return "\x1b[35m";
}

// Paths below the working folder are shown from there: hooks are kept with absolute ones.
std::string origin_text(const ChangeOrigin& o) {
  char buffer[4096];
  std::string file = o.file;
  if (const char* cwd = ::getcwd(buffer, sizeof buffer))
    if (std::string folder = std::string(cwd) + "/"; file.starts_with(folder))
      file = "./" + file.substr(folder.size());
  return printable(file) + ":" + std::to_string(o.line);
}

std::string json_env(const script::ExecPlan& plan) {
  std::string json;
  for (const auto& [name, value] : plan.env)
    json += (json.empty() ? "{\"name\":" : ",{\"name\":") + json_bytes(name) +
            ",\"value\":" + (value ? json_bytes(*value) : "null") + "}";
  return "[" + json + "]";
}

std::string json_text(const Preview& p, const std::string& findings) {
  auto changes = script::change_report(p.before, p.after, p.log);
  return "{\"argv0\":" + json_bytes(p.argv0) +
         ",\"qemu\":" + (p.qemu.empty() ? "null" : json_bytes(p.qemu)) +
         ",\"caller\":" + json_bytes(p.caller) + ",\"probe\":" + (p.probe ? "true" : "false") +
         ",\"before\":" + json_bytes_array(p.before.args()) +
         ",\"after\":" + json_bytes_array(p.after.args()) + ",\"exec\":{\"program\":" +
         (p.plan.program.empty() ? "null" : json_bytes(p.plan.program)) +
         ",\"prefix\":" + json_bytes_array(p.plan.prefix) + ",\"env\":" + json_env(p.plan) +
         "},\"argv\":" + json_bytes_array(p.command_words()) +
         ",\"changes\":" + script::to_json(changes) +
         (findings.empty() ? "" : ",\"findings\":" + findings) + "}\n";
}

// One option a line, each but the last with a backslash: also this can be given to a shell.
std::string list_text(const Preview& p) {
  std::vector<std::string> lines;
  if (auto front = p.front_words(); !front.empty()) lines.push_back(shell_join(front));
  lines.push_back(shell_quote(p.plan.program.empty() ? p.argv0 : p.plan.program));
  for (const qemu::Option& o : p.after.options())
    lines.push_back("  " + shell_join(qemu::CommandLine::words(o)));
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : " \\\n") + line;
  return text + "\n";
}

}  // namespace

std::string diff_text(const std::vector<ChangeItem>& items, bool origins, bool color) {
  std::size_t width = 0;
  for (const ChangeItem& item : items)
    width = std::max(width, std::min(item.text.size(), kOriginColumn));
  std::string text;
  for (const ChangeItem& item : items) {
    std::string line = std::string(1, script::mark_of(item.kind)) + " " + item.text;
    std::string origin;
    if (origins) {
      origin.assign(item.text.size() < width ? width - item.text.size() : 0, ' ');
      origin += "  # " + origin_text(item.origin);
      for (const ChangeOrigin& o : item.also)
        origin += (&o == &item.also.front() ? ", also " : ", ") + origin_text(o);
    }
    if (color)
      text.append(color_of(item.kind)).append(line).append("\x1b[0;2m").append(origin).append(
          "\x1b[0m\n");
    else
      text.append(line).append(origin).append("\n");
  }
  return text;
}

void WrapViews::add_options(CLI::App& app) {
  std::vector<CLI::Option*> views = {
      app.add_flag("--dry-run", line_,
                   "with a qemu command line: print what qemu would get, as one line for a shell"),
      app.add_flag("--list", list_, "the same, one option a line"),
      app.add_flag("-0,--null", null_,
                   "the same, each word followed by a NUL byte (for `mapfile -d ''`, `xargs -0`)"),
      app.add_flag("--diff", diff_,
                   "print what the hooks change, each with the file and the line that did it"),
      app.add_flag("--json", json_, "print all of that as one JSON object")};
  for (CLI::Option* a : views)
    for (CLI::Option* b : views)
      if (a != b) a->excludes(b);
}

void WrapViews::show(const Preview& p, const std::string& findings, cli::Output& out) const {
  if (json_) return out.out(json_text(p, findings));
  if (list_) return out.out(list_text(p));
  if (line_) return out.out(shell_join(p.command_words()) + "\n");
  if (null_) {
    std::string text;
    for (const std::string& word : p.command_words()) text.append(word).push_back('\0');
    return out.out(text);
  }
  auto items = script::change_report(p.before, p.after, p.log);
  if (items.empty())
    out.note(p.probe ? "nothing is changed: this line only asks qemu something, and hooks see such "
                       "a line only where they say `probes = true`"
                     : "nothing is changed");
  out.out(diff_text(items, true, out.color()));
}

}  // namespace gs::wrapper
