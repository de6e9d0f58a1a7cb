#include "event/line_splitter.hpp"

namespace gs {

void LineSplitter::feed(std::string_view bytes, std::int64_t now_ns) {
  while (!bytes.empty()) {
    auto end = bytes.find('\n');
    std::size_t n = end == std::string_view::npos ? bytes.size() : end + 1;
    if (pending_.empty()) pending_t_ns_ = now_ns;
    if (pending_.empty() && end != std::string_view::npos && n <= kMaxLine) {
      sink_(now_ns, bytes.substr(0, n));  // the common case: a whole line, no copy
    } else {
      n = std::min(n, kMaxLine - pending_.size());
      pending_.append(bytes.substr(0, n));
      if (pending_.back() == '\n' || pending_.size() == kMaxLine) finish();
    }
    bytes.remove_prefix(n);
  }
}

void LineSplitter::flush(std::int64_t older_than_ns) {
  if (pending_.empty() || pending_t_ns_ > older_than_ns) return;
  sink_(pending_t_ns_, pending_);
  pending_.clear();
}

}  // namespace gs
