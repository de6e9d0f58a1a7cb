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

// What follows key in text: up to a comma (a doubled one is none), or to the end of the text.
void mask_after(std::string& text, std::string_view key, bool list) {
  for (std::size_t at = text.find(key); at != text.npos; at = text.find(key, at)) {
    at += key.size();
    std::size_t end = at;
    while (end < text.size() && !(list && text[end] == ',' && text.substr(end, 2) != ",,"))
      end += list && text[end] == ',' ? 2 : 1;
    end = std::min(end, text.size());
    std::string_view value = std::string_view(text).substr(at, end - at);
    if (value != "on" && value != "off" && !value.empty()) text.replace(at, end - at, kMask);
  }
}

// `"password": "..."` in a word that holds JSON somewhere (json:{...}, --object '{...}').
void mask_in_json(std::string& text, std::string_view quoted_key) {
  for (std::size_t at = text.find(quoted_key); at != text.npos; at = text.find(quoted_key, at)) {
    at += quoted_key.size();
    std::size_t open = text.find_first_not_of(" :", at);
    if (open == text.npos || text[open] != '"') continue;
    std::size_t end = open + 1;
    while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
    text.replace(open + 1, std::min(end, text.size()) - open - 1, kMask);
  }
}

}  // namespace

std::vector<std::string> masked_command_words(std::vector<std::string> words) {
  for (std::string& word : words) {
    word = mask_inside(std::move(word));
    // `--object secret,id=s,data=...`, `--image-opts driver=curl,password=...`, the same as JSON
    bool secret = word.find("secret,") != word.npos || word.find("\"secret\"") != word.npos;
    if (secret) mask_after(word, ",data=", true);
    if (secret) mask_in_json(word, "\"data\"");
    mask_after(word, "password=", true);
    mask_in_json(word, "\"password\"");
    // virt-customize --password root:password:..., guestfish --key /dev/sda2:key:...
    mask_after(word, "password:", false);
    mask_after(word, ":key:", false);
  }
  return words;
}

Option masked(const Option& option) {
  Option out = option;
  if (!out.value) return out;
  for (const Property& p : properties(option))
    if (is_secret(option, p.key) && !p.value.empty() && p.value != "on" && p.value != "off")
      if (auto text = set_property(option.name, *out.value, p.key,
                                   PropertyValue::of(std::string_view(kMask))))
        out.value = std::move(*text);
  if (out.value->find("json:") != std::string::npos) mask_in_json(*out.value, "\"password\"");
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
