// The stage markers: which line says that which stage has been reached. Data like the rules: Lua
// files under trace/stages, each returning a list of tables:
//
//   { stage = "kernel",              -- what has been reached; not with kind end or gone
//     phrase = "Linux version ",     -- or a list; one of them is enough (see PhraseMatcher)
//     line = "Linux version %d",     -- Lua pattern, or a list: one of them must match the line
//     reject = "cat /proc/version",  -- Lua pattern, or a list: none of them may match the line
//     kind = "enter",                -- or restart, restart-after-end, end, gone; see MarkKind
//     confidence = "high" },         -- or medium, low: how sure the stage is
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "event/stage_tracker.hpp"
#include "script/lua_host.hpp"

namespace gs::trace {

struct Marker {
  Stage stage = Stage::kClient;
  std::vector<std::string> phrases;
  std::vector<std::string> line, reject;  // empty: not looked at
  MarkKind kind = MarkKind::kEnter;
  Confidence confidence = Confidence::kHigh;
};

class MarkerBook {
 public:
  static Result<MarkerBook> embedded();
  Status load(std::string_view name, std::string_view text);
  const std::vector<Marker>& markers() const { return markers_; }

 private:
  std::vector<Marker> markers_;
};

}  // namespace gs::trace
