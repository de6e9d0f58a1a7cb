// The corpus of real command lines in ../shared/data/cmdlines, for tests.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "qemu/json_value.hpp"

namespace gs::qemu {

struct CorpusLine {
  std::string file, producer, argv0;
  std::vector<std::string> args;  // without argv[0]
};

// Path of a file or folder in shared/data, which lies beside the project; "" where it is not there.
inline std::string shared_data(const std::string& name) {
  // One up from the project, two up from a worktree of it.
  for (const char* up : {"/../shared/data/", "/../../shared/data/"}) {
    std::string path = GUESTSCOPE_SOURCE_DIR + (up + name);
    if (std::filesystem::exists(path)) return path;
  }
  return {};
}

// Empty where the shared data is not there.
inline std::vector<CorpusLine> read_corpus() {
  std::vector<CorpusLine> lines;
  std::string folder = shared_data("cmdlines");
  if (folder.empty()) return lines;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    std::string text = read_file(entry.path(), 4u << 20).value();
    JsonNode root = parse_json(text).value();
    CorpusLine line;
    line.file = entry.path().filename();
    line.producer = json_value_text(text, *find_json(root, "producer"));
    for (const JsonNode& word : find_json(root, "argv")->children)
      line.args.push_back(json_value_text(text, word));
    line.argv0 = line.args.front();
    line.args.erase(line.args.begin());
    lines.push_back(std::move(line));
  }
  std::sort(lines.begin(), lines.end(), [](auto& a, auto& b) { return a.file < b.file; });
  return lines;
}

}  // namespace gs::qemu
