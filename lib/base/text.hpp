// Text helpers without allocation surprises: UTF-8 check, JSON and shell quoting, visible bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gs {

bool is_valid_utf8(std::string_view s);
// s as the inside of a JSON string; s must be valid UTF-8 (see is_valid_utf8).
std::string json_escape(std::string_view s);
// s as one word of a POSIX shell; unchanged when it needs no quotes.
std::string shell_quote(std::string_view s);
std::string shell_join(const std::vector<std::string>& words);
// s with control characters and bytes that are not UTF-8 shown as \xNN, terminal escape sequences
// removed: safe to print on a terminal whatever a guest sent.
std::string printable(std::string_view s);
std::string base64_encode(std::string_view bytes);
// False when text is not base64.
bool base64_decode(std::string_view text, std::string* out);

std::vector<std::string_view> split(std::string_view s, char sep);
std::string_view trim(std::string_view s);

}  // namespace gs
