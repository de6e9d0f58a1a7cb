// What a hook says about itself in the comments at its top:
//   -- description: one sentence
//   -- arguments: name: what it is          (one line for each argument)
//   -- sample: name(key=value)
// From this come `guestscope hooks list | show` and the manual.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gs::script {

struct HookHeader {
  std::string description;
  std::vector<std::pair<std::string, std::string>> arguments;  // name, what it is
  std::vector<std::string> samples;
};

// Reads the comment lines up to the first line that is none.
HookHeader read_hook_header(std::string_view text);

}  // namespace gs::script
