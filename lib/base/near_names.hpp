// "Did you mean": names that are near to a mistyped one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gs {

// Levenshtein's: how many characters to add, remove or change.
std::size_t edit_distance(std::string_view a, std::string_view b);
// Up to three of names, the nearest first, separated by ", "; "" where none is near. One that holds
// name, or is held by it, counts as near.
std::string near_names(std::string_view name, const std::vector<std::string_view>& names);

}  // namespace gs
