// The facts about the protocol in ../shared/protocol, for tests.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/text.hpp"

namespace gs::api {

// Path of a file in shared/protocol, which lies beside the project; "" where it is not there.
inline std::string protocol_fact(const std::string& name) {
  // One up from the project, two up from a worktree of it.
  for (const char* up : {"/../shared/protocol/", "/../../shared/protocol/"}) {
    std::string path = GUESTSCOPE_SOURCE_DIR + (up + name);
    if (std::filesystem::exists(path)) return path;
  }
  return {};
}

using FactRow = std::map<std::string, std::string>;

// The rows of a table with a line of headings; empty where the facts are not there.
inline std::vector<FactRow> read_facts(const std::string& name) {
  std::vector<FactRow> rows;
  std::string path = protocol_fact(name);
  if (path.empty()) return rows;
  std::string text = read_file(path, 4u << 20).value();
  std::vector<std::string_view> headings;
  for (std::string_view line : split(text, '\n')) {
    if (line.empty()) continue;
    auto cells = split(line, '\t');
    if (headings.empty()) {
      headings = cells;
      continue;
    }
    FactRow row;
    for (std::size_t i = 0; i < headings.size(); ++i)
      row[std::string(headings[i])] = i < cells.size() ? std::string(cells[i]) : "";
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace gs::api
