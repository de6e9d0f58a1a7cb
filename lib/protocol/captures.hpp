// The recorded conversations of the real library and daemon in ../shared/protocol/capture; for
// tests and the seeds of fuzzers.
#pragma once

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/frame.hpp"

namespace gs::protocol {

// Path in shared/protocol, which lies beside the project; "" where it is not there.
inline std::string shared_protocol(const std::string& name) {
  // One up from the project, two up from a worktree of it.
  for (const char* up : {"/../shared/protocol/", "/../../shared/protocol/"}) {
    std::string path = GUESTSCOPE_SOURCE_DIR + (up + name);
    if (std::filesystem::exists(path)) return path;
  }
  return {};
}

// The content of NAME, or what xz(1) makes of NAME.xz.
inline std::string read_capture(const std::string& name) {
  std::string path = shared_protocol("capture/" + name);
  if (!path.empty()) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  path = shared_protocol("capture/" + name + ".xz");
  if (path.empty()) return {};
  std::string text;
  if (std::FILE* pipe = popen(("xz -dc '" + path + "'").c_str(), "r")) {
    char block[65536];
    while (std::size_t n = std::fread(block, 1, sizeof block, pipe)) text.append(block, n);
    if (pclose(pipe) != 0) text.clear();
  }
  return text;
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0, end; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
    lines.push_back(text.substr(at, end - at));
  return lines;
}

// Of one line of JSON, as the capture tools write it: for fuzzers, which have no JSON library.
inline std::string json_word(std::string_view line, std::string_view key) {
  std::size_t at = line.find("\"" + std::string(key) + "\": ");
  if (at == std::string_view::npos) return {};
  at += key.size() + 4;
  std::size_t end = line.find_first_of(",}", at);
  std::string_view word = line.substr(at, end - at);
  if (word.size() >= 2 && word.front() == '"') word = word.substr(1, word.size() - 2);
  return std::string(word);
}

// What one side sent in one piece, as the relay that made the capture read it.
struct CapturedRead {
  Side from;
  std::size_t offset, size;
};

struct Capture {
  std::string name;
  std::string bytes[2];  // index: Side
  std::vector<CapturedRead> reads;
  std::size_t size() const { return bytes[0].size() + bytes[1].size(); }
  std::string_view piece(const CapturedRead& read) const {
    return std::string_view(bytes[static_cast<int>(read.from)]).substr(read.offset, read.size);
  }
};

inline std::vector<std::string> capture_names() {
  std::vector<std::string> names;
  std::string folder = shared_protocol("capture");
  if (folder.empty()) return names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::string file = entry.path().filename();
    std::size_t dot = file.find(".c2d.bin");
    if (dot != std::string::npos) names.push_back(file.substr(0, dot));
  }
  std::sort(names.begin(), names.end());
  return names;
}

inline Capture load_capture(const std::string& name) {
  Capture capture;
  capture.name = name;
  capture.bytes[0] = read_capture(name + ".c2d.bin");
  capture.bytes[1] = read_capture(name + ".d2c.bin");
  for (const std::string& line : lines_of(read_capture(name + ".raw.jsonl"))) {
    if (json_word(line, "off").empty()) continue;
    capture.reads.push_back({json_word(line, "dir") == "c2d" ? Side::kClient : Side::kDaemon,
                             std::stoull(json_word(line, "off")),
                             std::stoull(json_word(line, "len"))});
  }
  return capture;
}

}  // namespace gs::protocol
