// Writing JSON without a library, for programs that must stay small (the wrapper). Reading is
// Boost.JSON's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gs {

// bytes as a JSON string; bytes that are not UTF-8 become {"b64":"..."} so that nothing is lost.
std::string json_bytes(std::string_view bytes);
std::string json_bytes_array(const std::vector<std::string>& words);

}  // namespace gs
