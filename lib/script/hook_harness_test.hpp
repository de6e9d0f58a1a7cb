// Runs a piece of Lua as a hook, for tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "script/hook_runner.hpp"

namespace gs::script {

struct HookRun {
  std::vector<std::string> words;
  std::vector<HookChange> changes;
  ExecPlan plan;
  Error error;
  bool ok = false;
  std::string printed;
};

inline std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::string_view w : split(text, ' '))
    if (!w.empty()) words.emplace_back(w);
  return words;
}

// text is the whole file, as the stock hook "h".
inline HookRun run_hook(std::string_view text, const std::vector<std::string>& words,
                        HookContext context = {}, const char* specs = "h") {
  const embedded::File files[] = {{"h", text}, {"force-tcg", ""}, {"set-cpu", ""}};
  HookRunner runner(files, {.memory_bytes = 8u << 20, .instructions = 20'000'000});
  qemu::CommandLine line = qemu::CommandLine::parse(words);
  HookRun result;
  context.print = [&](std::string_view hook, std::string_view printed) {
    result.printed += std::string(hook) + ": " + std::string(printed) + "\n";
  };
  auto changes = runner.apply(*parse_hook_list(specs), line, context, &result.plan);
  result.words = line.args();
  result.ok = changes.has_value();
  if (changes)
    result.changes = *changes;
  else
    result.error = changes.error();
  return result;
}

// body is what rewrite(cmd, ctx) does.
inline HookRun rewrite(const std::string& body, const std::vector<std::string>& words,
                       HookContext context = {}) {
  return run_hook("function rewrite(cmd, ctx)\n" + body + "\nend", words, std::move(context));
}

}  // namespace gs::script
