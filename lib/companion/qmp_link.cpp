#include "companion/qmp_link.hpp"

#include <utility>

namespace gs::companion {

void QmpLink::feed(std::string_view bytes) {
  while (!bytes.empty() && !broken_) {
    auto end = bytes.find('\n');
    pending_.append(bytes.substr(0, end));
    if (pending_.size() > kMaxMessage) {
      broken_ = true;
      break;
    }
    if (end == std::string_view::npos) break;
    bytes.remove_prefix(end + 1);
    while (!pending_.empty() && pending_.back() == '\r') pending_.pop_back();
    if (!pending_.empty()) {
      // qmp-spec.txt, 2.2: the greeting comes first and nothing works before qmp_capabilities.
      if (!greeted_ && pending_.find("\"QMP\"") != std::string::npos) {
        greeted_ = true;
        out_ += "{\"execute\":\"qmp_capabilities\"}\n" + std::exchange(commands_, {});
      }
      sink_(pending_);
    }
    pending_.clear();
  }
}

}  // namespace gs::companion
