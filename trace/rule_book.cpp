#include "trace/rule_book.hpp"

#include <algorithm>

#include "base/embedded.hpp"
#include "event/phrase_matcher.hpp"
#include "trace/lua_data.hpp"

namespace gs::embedded {
std::span<const File> rules();
}

namespace gs::trace {
namespace {

bool is_cause_id(std::string_view id) {
  return !id.empty() && id[0] >= 'a' && id[0] <= 'z' &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

Rank rank_of(const LuaTable& t) {
  std::string name = t.text("rank").value_or("decisive");
  if (name == "decisive") return Rank::kDecisive;
  if (name == "weak") return Rank::kWeak;
  if (name == "symptom") return Rank::kSymptom;
  if (name == "noise") return Rank::kNoise;
  t.fail("rank must be decisive, weak, symptom or noise, not \"" + name + "\"");
}

void check_phrases(const LuaTable& t, const std::vector<std::string>& phrases) {
  for (const std::string& p : phrases)
    if (auto ok = PhraseMatcher::check(p); !ok)
      t.fail(ok.error().message + " (" + ok.error().hint + ")");
}

Rule read_rule(const LuaTable& t, script::LuaHost& host, std::string_view name) {
  t.only({"cause", "stage", "any", "all", "unless", "line", "rank", "confidence", "summary", "cure",
          "match", "healthy"});
  Rule r;
  r.file = std::string(name);
  r.cause = t.required_text("cause");
  if (!is_cause_id(r.cause))
    t.fail("cause \"" + r.cause + "\" must be lower case letters, digits and underscores");
  r.stage = t.stage("stage");
  r.any = t.texts("any");
  if (r.any.empty()) t.fail("\"any\" is missing: what triggers the rule?");
  r.all = t.texts("all");
  r.unless = t.texts("unless");
  for (const auto* list : {&r.any, &r.all, &r.unless}) check_phrases(t, *list);
  r.line = t.text("line").value_or("");
  if (!r.line.empty() && !pattern_is_valid(host, r.line))
    t.fail("\"line\" is not a valid Lua pattern: " + r.line);
  r.rank = rank_of(t);
  r.confidence = t.confidence("confidence").value_or(Confidence::kHigh);
  r.summary = t.required_text("summary");
  t.table("cure", [&](const LuaTable& cure) {
    cure.only({"text", "hook"});
    r.cure_text = cure.required_text("text");
    r.cure_hook = cure.text("hook").value_or("");
  });
  r.match = t.required_text("match");
  r.healthy = t.required_text("healthy");
  return r;
}

}  // namespace

Status RuleBook::load(std::string_view name, std::string_view text) {
  script::LuaHost host;      // reads the file
  script::LuaHost patterns;  // tries the patterns: a host runs one thing at a time
  std::vector<Rule> added;
  Status ok = read_entries(
      host, name, text, [&](const LuaTable& t) { added.push_back(read_rule(t, patterns, name)); });
  if (!ok) {
    Error e = ok.error();
    if (e.code == ErrorCode::kScript) {
      e.code = ErrorCode::kFormat;
      e.hint = "docs/diagnose.md describes the form of a rule";
    }
    return tl::unexpected<Error>(std::move(e));
  }
  std::move(added.begin(), added.end(), std::back_inserter(rules_));
  return {};
}

Result<RuleBook> RuleBook::embedded() {
  RuleBook book;
  for (const embedded::File& f : gs::embedded::rules()) {
    std::string name = "trace/rules/" + std::string(f.name) + ".lua";
    if (auto ok = book.load(name, f.text); !ok) return tl::unexpected<Error>(ok.error());
  }
  return book;
}

}  // namespace gs::trace
