#include "script/hook_cases.hpp"

#include "base/text.hpp"
#include "script/lua_globals.hpp"

namespace gs::script {
namespace {

// Takes one line into c; false when it has an unknown first word or bad content.
bool take_line(HookCase& c, std::string_view key, std::string_view rest) {
  auto words = split_words(rest);
  auto append = [&words](std::vector<std::string>& list) {
    if (words) list.insert(list.end(), words->begin(), words->end());
    return words.has_value();
  };
  if (key == "hook") {
    auto spec = parse_hook_spec(rest);
    if (!spec) return false;
    // The file about my/hook.lua calls it `hook` or `hook.lua`, wherever it is.
    std::string file = c.hook.name.substr(c.hook.name.rfind('/') + 1);
    if (spec->name == file || spec->name + ".lua" == file) spec->name = c.hook.name;
    c.hook = std::move(*spec);
    return true;
  }
  if (key == "in") return append(c.in);
  if (key == "out") return append(c.out);
  if (key == "under") return append(c.plan.prefix);
  if (key == "qemu")
    c.argv0 = rest;
  else if (key == "caller")
    c.caller = rest;
  else if (key == "program")
    c.plan.program = rest;
  else if (key == "print")
    c.printed.emplace_back(rest);
  else if (key == "error")
    c.error = rest;
  else if (key == "env") {
    std::size_t equals = rest.find('=');
    std::optional<std::string> value;
    if (equals != rest.npos) value = std::string(rest.substr(equals + 1));
    c.plan.env.emplace_back(rest.substr(0, equals), std::move(value));
  } else {
    return false;
  }
  return true;
}

std::string env_text(const ExecPlan& plan) {
  std::string text;
  for (const auto& [name, value] : plan.env) text += name + (value ? "=" + *value : "") + " ";
  return text;
}

void compare(std::string& out, const char* what, const std::string& want, const std::string& got) {
  if (want != got)
    out.append("  ")
        .append(what)
        .append("\n    want ")
        .append(want)
        .append("\n    got  ")
        .append(got)
        .append("\n");
}

}  // namespace

Result<std::vector<HookCase>> parse_hook_cases(std::string_view text, const HookSpec& hook) {
  std::vector<HookCase> cases;
  int number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    line = trim(line);
    if (line.empty() || line.starts_with('#')) continue;
    std::size_t blank = line.find(' ');
    std::string_view key = line.substr(0, blank);
    std::string_view rest = blank == line.npos ? "" : trim(line.substr(blank));
    if (key == "case") {
      HookCase& c = cases.emplace_back();
      c.title = rest;
      c.line = number;
      c.hook = hook;
      continue;
    }
    if (cases.empty() || !take_line(cases.back(), key, rest))
      return fail(ErrorCode::kFormat,
                  "line " + std::to_string(number) + ": cannot read '" +
                      printable(line.substr(0, 80)) + "'",
                  "a case begins with `case TITLE`; then hook, qemu, caller, in, out, under, "
                  "program, env, print, error");
  }
  return cases;
}

std::string check_hook_case(const HookRunner& runner, const HookCase& c, const std::string& qemu) {
  qemu::CommandLine line = qemu::CommandLine::parse(c.in);
  HookContext context{.caller = c.caller, .argv0 = c.argv0, .qemu = qemu};
  std::string printed, wanted;
  context.print = [&printed](std::string_view, std::string_view text) {
    printed.append(text).append("\n");
  };
  for (const std::string& text : c.printed) wanted += text + "\n";
  ExecPlan plan;
  auto changes = runner.apply({c.hook}, line, context, &plan);
  std::string out;
  if (!changes) {
    if (c.error.empty() || changes.error().message.find(c.error) == std::string::npos)
      compare(out, "error", c.error, changes.error().message);
    return out;
  }
  compare(out, "error", c.error, "");
  if (!c.error.empty()) return out;
  compare(out, "words", shell_join(c.out), shell_join(line.args()));
  compare(out, "under", shell_join(c.plan.prefix), shell_join(plan.prefix));
  compare(out, "program", c.plan.program, plan.program);
  compare(out, "environment", env_text(c.plan), env_text(plan));
  compare(out, "printed", wanted, printed);
  return out;
}

}  // namespace gs::script
