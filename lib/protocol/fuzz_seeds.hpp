// Seeds for fuzzers, made from the captures: where the corpus folder that libFuzzer is given is
// empty, it is filled once. No fuzzer needs them; they only make it start where real conversations
// are.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace gs::protocol {

// The arguments of LLVMFuzzerInitialize. make() gives the seeds.
template <class Make>
void write_seeds(int argc, char** argv, Make make) {
  std::string folder;
  for (int i = 1; i < argc && folder.empty(); ++i)
    if (argv[i][0] != '-') folder = argv[i];
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored)) return;
  if (!std::filesystem::is_empty(folder, ignored)) return;
  int n = 0;
  for (const std::string& seed : make())
    std::ofstream(folder + "/seed-" + std::to_string(n++), std::ios::binary) << seed;
}

// Small numbers and pieces from the front of the fuzzer's bytes; zeros when they are used up.
class FuzzInput {
 public:
  FuzzInput(const unsigned char* data, std::size_t size)
      : rest_(reinterpret_cast<const char*>(data), size) {}
  bool empty() const { return rest_.empty(); }
  unsigned byte() {
    if (rest_.empty()) return 0;
    unsigned value = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  unsigned below(unsigned n) {
    unsigned value = byte();
    if (n > 256) value = value << 8 | byte();
    return value % n;
  }
  std::string_view piece(std::size_t n) {
    std::string_view bytes = rest_.substr(0, n);
    rest_.remove_prefix(bytes.size());
    return bytes;
  }
  std::string_view rest() { return piece(rest_.size()); }

 private:
  std::string_view rest_;
};

}  // namespace gs::protocol
