// The hooks that ship with guestscope (wrapper/hooks/*.lua), embedded in the binary.
#pragma once

#include <span>

#include "base/embedded.hpp"

namespace gs::embedded {
std::span<const File> hooks();
}

namespace gs::wrapper {
inline std::span<const embedded::File> stock_hooks() { return embedded::hooks(); }
}  // namespace gs::wrapper
