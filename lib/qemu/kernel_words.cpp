#include "qemu/kernel_words.hpp"

namespace gs::qemu {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string unquoted(std::string_view s) {
  std::string out;
  for (char c : s)
    if (c != '"') out += c;
  return out;
}

std::string spelled(std::string_view key, const std::optional<std::string>& value) {
  std::string out(key);
  if (!value) return out;
  bool blanks = value->find_first_of(" \t\n\r") != value->npos;
  return out + "=" + (blanks ? "\"" + *value + "\"" : *value);
}

// text without [begin, end) and one run of blanks beside it.
std::string cut(std::string_view text, std::size_t begin, std::size_t end) {
  std::size_t after = end;
  while (after < text.size() && is_blank(text[after])) ++after;
  std::string out(text.substr(0, begin));
  if (after == text.size() && after == end)
    while (!out.empty() && is_blank(out.back())) out.pop_back();
  return out.append(text.substr(after));
}

bool matches(const KernelWord& w, std::string_view text, std::string_view word) {
  if (w.for_init) return false;
  return w.key == word || text.substr(w.begin, w.end - w.begin) == word;
}

}  // namespace

std::vector<KernelWord> split_kernel_words(std::string_view text) {
  std::vector<KernelWord> words;
  bool for_init = false;
  for (std::size_t at = 0; at < text.size();) {
    if (is_blank(text[at])) {
      ++at;
      continue;
    }
    KernelWord w;
    w.begin = at;
    std::size_t equals = text.npos;
    for (bool quoted = false; at < text.size() && (quoted || !is_blank(text[at])); ++at) {
      if (text[at] == '"') quoted = !quoted;
      if (text[at] == '=' && equals == text.npos) equals = at;
    }
    w.end = at;
    std::string_view word = text.substr(w.begin, w.end - w.begin);
    for_init |= word == "--";
    w.for_init = for_init;
    w.key = unquoted(word.substr(0, equals == text.npos ? equals : equals - w.begin));
    if (equals != text.npos) w.value = unquoted(text.substr(equals + 1, w.end - equals - 1));
    words.push_back(std::move(w));
  }
  return words;
}

std::optional<std::string> kernel_get(std::string_view text, std::string_view key) {
  std::optional<std::string> found;
  for (const KernelWord& w : split_kernel_words(text))
    if (!w.for_init && w.key == key) found = w.value.value_or("");
  return found;
}

std::string kernel_add(std::string_view text, std::string_view word) {
  for (const KernelWord& w : split_kernel_words(text)) {
    if (!w.for_init) continue;
    std::string out(text.substr(0, w.begin));
    return out.append(word).append(" ").append(text.substr(w.begin));
  }
  std::string out(text);
  if (!out.empty() && !is_blank(out.back())) out += ' ';
  return out.append(word);
}

std::string kernel_set(std::string_view text, std::string_view key,
                       const std::optional<std::string>& value) {
  std::string out(text);
  auto words = split_kernel_words(text);
  bool placed = false;
  std::size_t first = words.size();
  for (std::size_t i = 0; i < words.size() && !placed; ++i)
    if (!words[i].for_init && words[i].key == key) {
      placed = true;
      first = i;
    }
  if (!placed) return kernel_add(text, spelled(key, value));
  // From the back, so that positions in front stay right.
  for (std::size_t i = words.size(); i-- > first;) {
    const KernelWord& w = words[i];
    if (w.for_init || w.key != key) continue;
    if (i > first)
      out = cut(out, w.begin, w.end);
    else if (w.value != value)
      out.replace(w.begin, w.end - w.begin, spelled(key, value));
  }
  return out;
}

std::string kernel_remove(std::string_view text, std::string_view word) {
  std::string out(text);
  auto words = split_kernel_words(text);
  for (std::size_t i = words.size(); i-- > 0;)
    if (matches(words[i], text, word)) out = cut(out, words[i].begin, words[i].end);
  return out;
}

}  // namespace gs::qemu
