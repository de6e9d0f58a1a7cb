// What people read about a call beside the one line in CallInfo: for the shell, its completion and
// its manual. Static storage, safe from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "protocol/call_table.hpp"

namespace gs::api {

struct CallGroup {
  std::string_view name;   // "lvm"
  std::string_view title;  // "LVM: physical volumes, volume groups, logical volumes"
};

struct CallText {
  std::uint32_t number;                       // of the call
  std::uint32_t group;                        // index into call_groups()
  std::span<const std::string_view> aliases;  // other names that the shell takes
  std::string_view note;                      // sentences, "" = the line of help says it all
};

// Ascending by number, one for each of calls().
std::span<const CallText> call_texts();
std::span<const CallGroup> call_groups();
// info has to be one of calls().
const CallText& text_of(const protocol::CallInfo& info);
// The call that has the name or, failing that, the alias; '-' and '_' are the same. nullptr: none.
const protocol::CallInfo* find_command(std::string_view name);
// "mkfs FSTYPE DEVICE [blocksize:N] [label:TEXT]", as the shell takes it.
std::string usage_line(const protocol::CallInfo& info);

}  // namespace gs::api
