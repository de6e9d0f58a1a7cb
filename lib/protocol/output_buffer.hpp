// Bytes that wait to be sent: appended behind, taken from the front.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gs::protocol {

class OutputBuffer {
 public:
  // For the append_ functions; what it held before must stay.
  std::string* tail() { return &bytes_; }
  std::string_view view() const { return std::string_view(bytes_).substr(start_); }
  std::size_t size() const { return bytes_.size() - start_; }
  bool empty() const { return size() == 0; }
  // The first n bytes are sent; n <= size().
  void consume(std::size_t n) {
    start_ += n;
    if (start_ == bytes_.size()) {
      bytes_.clear();
      start_ = 0;
      if (bytes_.capacity() > kKeptBytes) std::string().swap(bytes_);
    } else if (start_ > kKeptBytes && start_ > bytes_.size() / 2) {
      bytes_.erase(0, start_);
      start_ = 0;
    }
  }

 private:
  static constexpr std::size_t kKeptBytes = 256u << 10;
  std::string bytes_;
  std::size_t start_ = 0;
};

}  // namespace gs::protocol
