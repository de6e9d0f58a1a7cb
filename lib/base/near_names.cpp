#include "base/near_names.hpp"

#include <algorithm>

namespace gs {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t up = row[j];
      row[j] = std::min({up + 1, row[j - 1] + 1, corner + (a[i - 1] != b[j - 1])});
      corner = up;
    }
  }
  return row[b.size()];
}

std::string near_names(std::string_view name, const std::vector<std::string_view>& names) {
  constexpr std::size_t kMaxName = 64;  // the work is bounded whatever was typed
  name = name.substr(0, kMaxName);
  std::vector<std::pair<std::size_t, std::string_view>> ranked;
  for (std::string_view n : names) {
    if (n.empty() || n.size() > 2 * kMaxName) continue;
    bool part = (name.size() > 2 && n.find(name) != n.npos) ||
                (n.size() > 2 && 2 * n.size() > name.size() && name.find(n) != name.npos);
    std::size_t d = edit_distance(name, n);
    if (part || (2 * d < name.size() && d <= 4)) ranked.emplace_back(d, n);
  }
  std::sort(ranked.begin(), ranked.end());
  std::string out;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, ranked.size()); ++i)
    out.append(out.empty() ? "" : ", ").append(ranked[i].second);
  return out;
}

}  // namespace gs
