#include "qemu/cpu_value.hpp"

#include <algorithm>

namespace gs::qemu {
namespace {

char folded(char c) { return c == '_' ? '-' : c; }

// The item that is in effect for a feature; items.size() when there is none.
std::size_t winner(const std::vector<CpuItem>& items, std::string_view key) {
  auto rank = [](const CpuItem& item) { return item.sign == '-' ? 2 : item.sign == '+' ? 1 : 0; };
  std::size_t best = items.size();
  for (std::size_t i = 1; i < items.size(); ++i) {
    if (items[i].name.empty() || !same_cpu_feature(items[i].name, key)) continue;
    if (best == items.size() || rank(items[i]) >= rank(items[best])) best = i;
  }
  return best;
}

// text without the items for which drop is true, each with the comma in front of it.
std::string without(std::string_view text, const std::vector<CpuItem>& items, auto drop) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0 && drop(i)) continue;
    if (i > 0) out += ',';
    out.append(text.substr(items[i].begin, items[i].end - items[i].begin));
  }
  return out;
}

std::string spelled(const CpuItem& old, std::string_view value) {
  std::string name(old.name);
  if (old.sign && value == "on") return "+" + name;
  if (old.sign && value == "off") return "-" + name;
  return name + "=" + std::string(value);
}

}  // namespace

bool same_cpu_feature(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return folded(x) == folded(y); });
}

std::vector<CpuItem> split_cpu(std::string_view text) {
  std::vector<CpuItem> items;
  for (std::size_t at = 0; at <= text.size();) {
    CpuItem item;
    item.begin = item.value_begin = at;
    item.end = item.value_end = std::min(text.find(',', at), text.size());
    std::string_view word = text.substr(at, item.end - at);
    std::size_t equals = word.find('=');
    if (items.empty()) {
      item.value = word;
    } else if (!word.empty() && (word[0] == '+' || word[0] == '-')) {
      item.sign = word[0];
      item.name = word.substr(1);
      item.value = item.sign == '+' ? "on" : "off";
    } else if (equals != word.npos) {
      item.name = word.substr(0, equals);
      item.value = word.substr(equals + 1);
      item.value_begin = at + equals + 1;
    } else {
      item.name = word;
      item.value = word.empty() ? "" : "on";
    }
    at = item.end + 1;
    items.push_back(item);
  }
  return items;
}

std::optional<std::string> cpu_get(std::string_view text, std::string_view key) {
  auto items = split_cpu(text);
  if (key == "model") return std::string(items[0].value);
  std::size_t i = winner(items, key);
  if (i == items.size()) return {};
  return std::string(items[i].value);
}

Result<std::string> cpu_set(std::string_view text, std::string_view key, std::string_view value) {
  if (value.find(',') != value.npos || key.find_first_of(",=") != key.npos ||
      (key != "model" && (key.empty() || key[0] == '+' || key[0] == '-')))
    return fail(ErrorCode::kUsage,
                "-cpu cannot carry " + std::string(key) + "=" + std::string(value),
                "a name stands without + and -, a comma cannot be escaped there");
  auto items = split_cpu(text);
  if (key == "model") {
    if (value.empty())
      return fail(ErrorCode::kUsage, "-cpu needs a model", "`-cpu help` lists them");
    return std::string(value).append(text.substr(items[0].end));
  }
  std::size_t i = winner(items, key);
  if (i == items.size())
    return std::string(text) + (text.ends_with(',') ? "" : ",") + std::string(key) + "=" +
           std::string(value);
  std::string out(text.substr(0, items[i].begin));
  out += items[i].value == value
             ? std::string(text.substr(items[i].begin, items[i].end - items[i].begin))
             : spelled(items[i], value);
  out.append(text.substr(items[i].end));
  // Another sign for the same feature could still beat the new value.
  auto edited = split_cpu(out);
  bool beaten = cpu_get(out, key) != value;
  return beaten
             ? without(out, edited,
                       [&](std::size_t k) {
                         return k != i && edited[k].sign && same_cpu_feature(edited[k].name, key);
                       })
             : out;
}

std::string cpu_remove(std::string_view text, std::string_view key) {
  auto items = split_cpu(text);
  if (key == "model" || winner(items, key) == items.size()) return std::string(text);
  return without(text, items, [&](std::size_t k) { return same_cpu_feature(items[k].name, key); });
}

}  // namespace gs::qemu
