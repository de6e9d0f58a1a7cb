// The recorded conversations in ../shared/protocol/capture as messages, for tests.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "api/calls.hpp"
#include "facts_test.hpp"

namespace gs::api {

struct Message {
  std::uint32_t number = 0, serial = 0, status = 0;
  std::uint64_t optargs_mask = 0;
  std::string body;
};

inline std::uint32_t word_at(std::string_view bytes, std::size_t at) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < 4; ++i) word = word << 8 | static_cast<unsigned char>(bytes[at + i]);
  return word;
}

// The messages of one direction; flags, progress and chunks are left out. A chunk begins with 0 or
// 1 where a message has the program's number.
inline std::vector<Message> messages_of(std::string_view bytes) {
  std::vector<Message> messages;
  for (std::size_t at = 0; at + 4 <= bytes.size();) {
    const std::uint32_t word = word_at(bytes, at);
    at += 4;
    if (word == 0xffff5555u) at += 24;
    if (word > 4u << 20) continue;
    std::string_view frame = bytes.substr(at, word);
    at += word;
    if (frame.size() < 40 || word_at(frame, 0) != 0x2000f5f5u) continue;
    messages.push_back({word_at(frame, 8), word_at(frame, 16), word_at(frame, 36),
                        std::uint64_t{word_at(frame, 28)} << 32 | word_at(frame, 32),
                        std::string(frame.substr(40))});
  }
  return messages;
}

// Every capture that lies there uncompressed: name -> messages. Empty without the shared facts.
inline std::map<std::string, std::vector<Message>> captured(const std::string& direction) {
  std::map<std::string, std::vector<Message>> all;
  std::string folder = protocol_fact("capture");
  if (folder.empty()) return all;
  const std::string ending = "." + direction + ".bin";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::string name = entry.path().filename();
    if (!name.ends_with(ending)) continue;
    all[name.substr(0, name.size() - ending.size())] =
        messages_of(read_file(entry.path(), 64u << 20).value());
  }
  return all;
}

}  // namespace gs::api
