// Every call of the protocol, as the description in lib/api says; the definitions are generated.
// Static storage, safe from any thread.
#pragma once

#include "protocol/call_table.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace gs::api {

// All calls, ascending by number. Numbers have holes.
std::span<const protocol::CallInfo> calls();
std::span<const protocol::StructInfo> structs();
// nullptr: there is no such call or struct.
const protocol::CallInfo* find_call(std::uint32_t number);
const protocol::CallInfo* find_call(std::string_view name);
const protocol::StructInfo* find_struct(std::string_view name);

}  // namespace gs::api
