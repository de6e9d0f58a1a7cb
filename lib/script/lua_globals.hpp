// Small helpers that every hook has as global functions:
//   size("2G") -> bytes; size_text(bytes) -> "2G"
//   split_list("a,b=c,,d") -> {"a", "b=c,d"}   commas separate, `,,` is a comma, as qemu has it
//   split_words("strace -f -o 'a b'") -> words as a POSIX shell splits them, nothing expanded
//   takes_value("-m", next_word) -> does that option take the next word?
//   shell_quote(words) -> one line that a shell reads back
//   mask_secrets(words) -> the same list with passwords and keys replaced, for printing
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

struct lua_State;

namespace gs::script {

void register_hook_globals(lua_State* L);

std::vector<std::string> split_list(std::string_view text);
Result<std::vector<std::string>> split_words(std::string_view text);

}  // namespace gs::script
