#include "trace/marker_book.hpp"

#include <array>
#include <iterator>
#include <utility>

#include "base/embedded.hpp"
#include "event/phrase_matcher.hpp"
#include "trace/lua_data.hpp"

namespace gs::embedded {
std::span<const File> stages();
}

namespace gs::trace {
namespace {

constexpr std::array<std::pair<std::string_view, MarkKind>, 5> kKinds{{
    {"enter", MarkKind::kEnter},
    {"restart", MarkKind::kRestart},
    {"restart-after-end", MarkKind::kRestartAfterEnd},
    {"end", MarkKind::kEnd},
    {"gone", MarkKind::kGone},
}};

MarkKind kind_of(const LuaTable& t) {
  std::string name = t.text("kind").value_or("enter");
  for (const auto& [n, kind] : kKinds)
    if (n == name) return kind;
  t.fail("unknown kind \"" + name + "\"");
}

Marker read_marker(const LuaTable& t, script::LuaHost& host) {
  t.only({"stage", "phrase", "line", "reject", "kind", "confidence"});
  Marker m;
  m.kind = kind_of(t);
  auto stage = t.stage("stage");
  bool needs_stage = m.kind != MarkKind::kEnd && m.kind != MarkKind::kGone;
  if (needs_stage != stage.has_value())
    t.fail(needs_stage ? "\"stage\" is missing" : "\"stage\" has no meaning with this kind");
  m.stage = stage.value_or(Stage::kClient);
  m.phrases = t.texts("phrase");
  if (m.phrases.empty()) t.fail("\"phrase\" is missing");
  for (const std::string& p : m.phrases)
    if (auto ok = PhraseMatcher::check(p); !ok) t.fail(ok.error().message);
  m.line = t.texts("line");
  m.reject = t.texts("reject");
  for (const auto* patterns : {&m.line, &m.reject})
    for (const std::string& p : *patterns)
      if (!pattern_is_valid(host, p)) t.fail("not a valid Lua pattern: " + p);
  m.confidence = t.confidence("confidence").value_or(Confidence::kHigh);
  return m;
}

}  // namespace

Status MarkerBook::load(std::string_view name, std::string_view text) {
  script::LuaHost host;
  script::LuaHost patterns;
  std::vector<Marker> added;
  Status ok = read_entries(host, name, text,
                           [&](const LuaTable& t) { added.push_back(read_marker(t, patterns)); });
  if (!ok) {
    Error e = ok.error();
    if (e.code == ErrorCode::kScript) {
      e.code = ErrorCode::kFormat;
      e.hint = "docs/diagnose.md describes the form of a stage marker";
    }
    return tl::unexpected<Error>(std::move(e));
  }
  std::move(added.begin(), added.end(), std::back_inserter(markers_));
  return {};
}

Result<MarkerBook> MarkerBook::embedded() {
  MarkerBook book;
  for (const embedded::File& f : gs::embedded::stages()) {
    std::string name = "trace/stages/" + std::string(f.name) + ".lua";
    if (auto ok = book.load(name, f.text); !ok) return tl::unexpected<Error>(ok.error());
  }
  return book;
}

}  // namespace gs::trace
