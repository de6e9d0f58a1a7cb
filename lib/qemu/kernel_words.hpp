// The kernel command line (-append) as words: `console=ttyS0 root=/dev/vda quiet`. Blanks separate,
// double quotes hold blanks together (init/main.c, next_arg); what stands behind `--` is for init.
// Edits keep every other byte, odd spacing included.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gs::qemu {

struct KernelWord {
  std::size_t begin = 0, end = 0;  // bytes of the word
  std::string key;                 // before the first '=', quotes taken off; the word where none is
  std::optional<std::string> value;
  bool for_init = false;  // it is `--`, or stands behind it
};

std::vector<KernelWord> split_kernel_words(std::string_view text);

// The last value; "" for a word without '='. nullopt where the word is not there.
std::optional<std::string> kernel_get(std::string_view text, std::string_view key);
// All words key=... become one, in the first one's place; a new one goes to the end, before `--`.
// Without value the word stands alone (quiet).
std::string kernel_set(std::string_view text, std::string_view key,
                       const std::optional<std::string>& value);
// One more word, whatever is there (console= may be given many times).
std::string kernel_add(std::string_view text, std::string_view word);
// Takes out every word with that key; `key=value` takes out just that one.
std::string kernel_remove(std::string_view text, std::string_view word);

}  // namespace gs::qemu
