// Files that are part of the binary, mostly Lua (made by gs_embed in cmake/Guestscope.cmake).
#pragma once

#include <span>
#include <string_view>

namespace gs::embedded {

struct File {
  std::string_view name;  // path below the embedded folder, without extension
  std::string_view text;
};

}  // namespace gs::embedded
