// Which elements two sequences have in common, in order: the base of every diff here.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace gs {

// Pairs (index in a, index in b), both rising. equal(i, j) compares. The longest such list, but for
// middles so large that the table would pass kMaxCells cells: there only the common front and the
// common end are found.
template <class Equal>
std::vector<std::pair<std::size_t, std::size_t>> common_subsequence(std::size_t a_size,
                                                                    std::size_t b_size,
                                                                    const Equal& equal) {
  constexpr std::size_t kMaxCells = 4u << 20;
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  std::size_t front = 0, a_end = a_size, b_end = b_size;
  for (; front < a_end && front < b_end && equal(front, front); ++front)
    pairs.emplace_back(front, front);
  while (a_end > front && b_end > front && equal(a_end - 1, b_end - 1)) --a_end, --b_end;

  const std::size_t rows = a_end - front, columns = b_end - front;
  if (rows > 0 && columns > 0 && (rows + 1) <= kMaxCells / (columns + 1)) {
    // length[i][j]: of the best list for what is left of a from i and of b from j.
    std::vector<std::uint32_t> length((rows + 1) * (columns + 1));
    auto at = [&](std::size_t i, std::size_t j) -> std::uint32_t& {
      return length[i * (columns + 1) + j];
    };
    for (std::size_t i = rows; i-- > 0;)
      for (std::size_t j = columns; j-- > 0;)
        at(i, j) = equal(front + i, front + j) ? at(i + 1, j + 1) + 1
                                               : std::max(at(i + 1, j), at(i, j + 1));
    for (std::size_t i = 0, j = 0; i < rows && j < columns;) {
      if (equal(front + i, front + j))
        pairs.emplace_back(front + i++, front + j++);
      else if (at(i + 1, j) >= at(i, j + 1))
        ++i;
      else
        ++j;
    }
  }
  for (; a_end < a_size; ++a_end, ++b_end) pairs.emplace_back(a_end, b_end);
  return pairs;
}

}  // namespace gs
