// How a user names a hook: `force-tcg`, `./my.lua`, `set-cpu(model=max,add="+avx,-sse4.2")`.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace gs::script {

struct HookSpec {
  std::string name;  // a stock hook's name, or a path (it has a '/' or ends in ".lua")
  std::vector<std::pair<std::string, std::string>> args;  // as written, each key once

  bool is_path() const;
};

// Values stand bare (up to ',' or ')') or in double quotes, where \" \\ \n are escapes.
Result<HookSpec> parse_hook_spec(std::string_view text);
// GUESTSCOPE_HOOKS: one hook a line; blank lines count for nothing.
Result<std::vector<HookSpec>> parse_hook_list(std::string_view lines);
// The inverse, on one line: parse_hook_spec(format_hook_spec(s)) is s.
std::string format_hook_spec(const HookSpec& spec);

}  // namespace gs::script
