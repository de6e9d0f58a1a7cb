#include "qemu/secrets.hpp"

#include <algorithm>
#include <iterator>

#include "qemu/property.hpp"

namespace gs::qemu {
namespace {

constexpr char kMask[] = "***";

bool is_secret(const Option& option, std::string_view key) {
  std::string_view last = key.substr(key.rfind('.') + 1);
  if (last == "password" || last == "osk" || last == "header-secret") return true;
  return option.name == "object" && last == "data" && get_property(option, "qom-type") == "secret";
}

// `scheme://user:PASSWORD@host` and `rbd:pool/image:id=x:key=KEY:...`
std::string mask_inside(std::string text) {
  std::size_t scheme = text.find("://");
  if (scheme != text.npos) {
    std::size_t start = scheme + 3, end = std::min(text.find('/', start), text.size());
    std::size_t at = text.rfind('@', end), colon = text.find(':', start);
    if (at != text.npos && colon != text.npos && start < at && colon < at)
      text.replace(colon + 1, at - colon - 1, kMask);
  }
  constexpr std::string_view kKey = ":key=";
  std::size_t rbd = text.find("rbd:"), key = text.find(kKey, rbd == text.npos ? text.size() : rbd);
  if (key != text.npos) {
    std::size_t from = key + kKey.size(), end = from;
    // Colons and commas inside are written \: and ,,
    while (end < text.size() && text[end] != ':' && text[end] != ',')
      end += text[end] == '\\' ? 2 : 1;
    text.replace(from, std::min(end, text.size()) - from, kMask);
  }
  return text;
}

}  // namespace

Option masked(const Option& option) {
  Option out = option;
  if (!out.value) return out;
  for (const Property& p : properties(option))
    if (is_secret(option, p.key) && !p.value.empty() && p.value != "on" && p.value != "off")
      if (auto text = set_property(option.name, *out.value, p.key,
                                   PropertyValue::of(std::string_view(kMask))))
        out.value = std::move(*text);
  out.value = mask_inside(std::move(*out.value));
  return out;
}

std::vector<std::string> masked_words(const CommandLine& line) {
  std::vector<std::string> words;
  for (const Option& option : line.options())
    for (std::string& word : CommandLine::words(masked(option))) words.push_back(std::move(word));
  return words;
}

}  // namespace gs::qemu
