// Sizes as qemu writes them: 512, 512M, 0.25G, 0x100; decimal point and hexadecimal included.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace gs::qemu {

// In bytes. A number without suffix counts units of default_unit (-m: MiB). Suffixes B K M G T P E,
// either case. kUsage for anything else, and for what does not fit 63 bits.
Result<std::uint64_t> parse_size(std::string_view text, std::uint64_t default_unit = 1);
// The shortest exact form with a suffix: 1G, 1536M, 4097 (bytes: with the suffix B).
std::string format_size(std::uint64_t bytes);

}  // namespace gs::qemu
