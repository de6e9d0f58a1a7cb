// Any words: printed back as they were, and edits of a property keep the others (libFuzzer).
#include <cstdlib>

#include "qemu/command_line.hpp"
#include "qemu/kernel_words.hpp"
#include "qemu/machine.hpp"
#include "qemu/probe_kind.hpp"
#include "qemu/property.hpp"
#include "qemu/references.hpp"
#include "qemu/size_text.hpp"

namespace {

using namespace gs::qemu;

void require(bool ok) {
  if (!ok) std::abort();
}

void edit_properties(const Option& option) {
  const std::string& value = *option.value;
  for (const Property& p : properties(option)) {
    require(p.begin <= p.end && p.end <= value.size());
    auto fresh = PropertyValue::of(std::string_view("zz,9"));
    if (auto text = set_property(option.name, value, p.key, fresh)) {
      auto again = find_property(option.name, *text, p.key);
      require(again && again->value == "zz,9");
    }
    (void)remove_property(option.name, value, p.key);
  }
  if (auto text = set_property(option.name, value, "zz-new", PropertyValue::of(true))) {
    auto again = find_property(option.name, *text, "zz-new");
    require(again && is_on(again->value));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> words;  // separated by line ends
  while (!text.empty() && words.size() < 64) {
    std::size_t end = std::min(text.find('\n'), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  CommandLine line = CommandLine::parse(words);
  require(line.args() == words);
  (void)probe_kind(line);
  (void)memory_bytes(line);
  (void)parse_size(text);
  for (const Option& option : line.options()) {
    if (!option.value) continue;
    edit_properties(option);
    std::string cut = kernel_remove(kernel_set(*option.value, "zz", "1"), "zz");
    require(!kernel_get(cut, "zz"));
  }
  for (const Reference& r : references(line)) {
    require(line.find(r.from) != nullptr);
    (void)removal_set(line, r.from, {.backends = true, .children = true});
  }
  CommandLine machine = line;
  if (set_accelerators(machine, {"tcg"})) {
    auto names = accelerators(machine);
    require(names.size() == 1 && names[0] == "tcg");
  }
  (void)set_memory_bytes(machine, 1u << 30);
  require(line.args() == words);
  return 0;
}
