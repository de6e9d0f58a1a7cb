// The hooks that ship with guestscope (wrapper/hooks/*.lua), embedded in the binary.
#pragma once

#include <span>

#include "base/embedded.hpp"

namespace gs::embedded {

std::span<const File> stock_hooks();

}  // namespace gs::embedded
