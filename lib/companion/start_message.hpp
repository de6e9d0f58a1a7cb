// Reads the object that the wrapper wrote with qemu::to_json(info, true).
#pragma once

#include <string_view>

#include "base/error.hpp"
#include "qemu/start_info.hpp"

namespace gs::companion {

Result<qemu::StartInfo> parse_start_message(std::string_view json);

}  // namespace gs::companion
