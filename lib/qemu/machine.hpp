// The machine as it is, however it is spelled: type, accelerator, memory. Options that merge
// (-machine, -m, -smp, ...) are read and written as the one that is in effect.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "qemu/command_line.hpp"
#include "qemu/property.hpp"

namespace gs::qemu {

enum class Repeat : unsigned char { kList, kMerge, kLastWins };
// What a repeated option means to qemu 7.2. Flags are kLastWins.
Repeat repeat_of(std::string_view option);

// The property in effect: over all occurrences where they merge, else of the last one.
std::optional<std::string> effective_property(const CommandLine& line, std::string_view option,
                                              std::string_view key);
// Sets it where it is in effect; else on the last occurrence; else on a new option at the end.
Status set_effective_property(CommandLine& line, std::string_view option, std::string_view key,
                              const PropertyValue& value);
// Takes it out of every occurrence; one that is empty then goes as a whole.
Status remove_everywhere(CommandLine& line, std::string_view option, std::string_view key);

// "" where the line names none (qemu's default, or a -readconfig file's).
std::string machine_type(const CommandLine& line);

// In order of preference; empty where the line names none (then qemu decides by its own name).
std::vector<std::string> accelerators(const CommandLine& line);
// Leaves exactly these, in one of the spellings: qemu refuses `-accel` beside `-machine accel=` or
// -enable-kvm. Where an -accel that stays has properties, they stay.
Status set_accelerators(CommandLine& line, const std::vector<std::string>& names);

// Of -m; nullopt where there is none (then it is the machine's default).
std::optional<std::uint64_t> memory_bytes(const CommandLine& line);
// Sets -m, and the size of the memory backend that the machine or its only NUMA node uses. kUsage
// where several NUMA nodes share the memory.
Status set_memory_bytes(CommandLine& line, std::uint64_t bytes);

}  // namespace gs::qemu
