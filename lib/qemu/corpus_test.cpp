#include "qemu/corpus_test.hpp"

#include <algorithm>
#include <boost/json/src.hpp>
#include <filesystem>

#include "base/files.hpp"

namespace gs::qemu {

namespace fs = std::filesystem;

std::string shared_data(const std::string& name) {
  // One up from the project, two up from a worktree of it.
  for (const char* up : {"/../shared/data/", "/../../shared/data/"})
    if (fs::exists(GUESTSCOPE_SOURCE_DIR + (up + name))) return GUESTSCOPE_SOURCE_DIR + (up + name);
  return {};
}

std::vector<CorpusLine> read_corpus() {
  std::vector<CorpusLine> lines;
  std::string folder = shared_data("cmdlines");
  if (folder.empty()) return lines;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    auto root = boost::json::parse(read_file(entry.path(), 4u << 20).value());
    CorpusLine line;
    line.file = entry.path().filename();
    line.producer = root.at("producer").as_string();
    for (const auto& word : root.at("argv").as_array()) line.args.emplace_back(word.as_string());
    line.argv0 = line.args.front();
    line.args.erase(line.args.begin());
    lines.push_back(std::move(line));
  }
  std::sort(lines.begin(), lines.end(), [](auto& a, auto& b) { return a.file < b.file; });
  return lines;
}

}  // namespace gs::qemu
