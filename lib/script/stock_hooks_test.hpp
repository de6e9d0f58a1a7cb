// The stock hooks as they lie in the source tree (in the product they are embedded), for tests.
#pragma once

#include <algorithm>
#include <deque>
#include <filesystem>
#include <string>
#include <vector>

#include "base/embedded.hpp"
#include "base/files.hpp"
#include "script/hook_header.hpp"
#include "script/hook_spec.hpp"

namespace gs::script {

inline constexpr char kHooksFolder[] = GUESTSCOPE_SOURCE_DIR "/wrapper/hooks";

inline const std::vector<embedded::File>& stock() {
  static std::deque<std::string> texts;
  static const std::vector<embedded::File> files = [] {
    std::vector<embedded::File> found;
    for (const auto& e : std::filesystem::directory_iterator(kHooksFolder)) {
      if (e.path().extension() != ".lua") continue;
      texts.push_back(e.path().stem());
      const std::string& name = texts.back();
      texts.push_back(read_file(e.path(), 1u << 20).value());
      found.push_back({name, texts.back()});
    }
    std::sort(found.begin(), found.end(), [](auto& a, auto& b) { return a.name < b.name; });
    return found;
  }();
  return files;
}

// Every `-- sample:` of every header.
inline std::vector<HookSpec> all_samples() {
  std::vector<HookSpec> specs;
  for (const embedded::File& file : stock())
    for (const std::string& sample : read_hook_header(file.text).samples)
      specs.push_back(parse_hook_spec(sample).value());
  return specs;
}

}  // namespace gs::script
