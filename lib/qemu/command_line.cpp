#include "qemu/command_line.hpp"

#include <algorithm>

#include "base/common_subsequence.hpp"

namespace gs::qemu {
namespace {

bool starts_option(std::string_view word) { return word.starts_with('-'); }

bool takes_next_word(std::string_view name, const std::vector<std::string>& args,
                     std::size_t next) {
  if (const OptionInfo* info = find_option(name)) return info->takes_value();
  // "-" and "--" are errors, and so is -opt=value: neither takes a word.
  if (starts_option(name) || name.find('=') != name.npos) return false;
  return next < args.size() && !starts_option(args[next]);
}

std::string spelled(std::string_view name) {
  return starts_option(name) ? std::string(name) : "-" + std::string(name);
}

}  // namespace

bool Option::incomplete() const {
  if (value || is_image()) return false;
  const OptionInfo* info = find_option(name);
  return info && info->takes_value();
}

CommandLine CommandLine::parse(std::vector<std::string> args) {
  CommandLine line;
  line.options_.reserve(args.size());
  for (std::size_t i = 0; i < args.size(); ++i) {
    Option option;
    option.id = line.next_id_++;
    if (!starts_option(args[i])) {
      option.value = std::move(args[i]);
    } else {
      option.name = canonical_option_name(args[i]);
      if (takes_next_word(option.name, args, i + 1) && i + 1 < args.size())
        option.value = std::move(args[i + 1]);
      option.spelling = std::move(args[i]);
      if (option.value) ++i;
    }
    line.options_.push_back(std::move(option));
  }
  return line;
}

void CommandLine::assign(std::vector<std::string> args) {
  std::vector<Option> fresh = std::move(parse(std::move(args)).options_);
  auto same = [&](std::size_t i, std::size_t j) {
    return options_[i].spelling == fresh[j].spelling && options_[i].value == fresh[j].value;
  };
  auto pairs = common_subsequence(options_.size(), fresh.size(), same);
  pairs.emplace_back(options_.size(), fresh.size());
  std::size_t i = 0, j = 0;
  for (auto [i_end, j_end] : pairs) {
    // Between two that are the same: one of the same name is the old one with another value.
    for (; j < j_end; ++j) {
      std::size_t k = i;
      while (k < i_end && options_[k].name != fresh[j].name) ++k;
      fresh[j].id = k < i_end ? options_[k].id : next_id_++;
      if (k < i_end) i = k + 1;
    }
    if (j < fresh.size()) fresh[j].id = options_[i_end].id;
    i = i_end + 1;
    j = j_end + 1;
  }
  options_ = std::move(fresh);
}

std::vector<std::string> CommandLine::words(const Option& option) {
  std::vector<std::string> words;
  if (!option.is_image()) words.push_back(option.spelling);
  if (option.value) words.push_back(*option.value);
  return words;
}

std::vector<std::string> CommandLine::args() const {
  std::vector<std::string> args;
  args.reserve(options_.size() * 2);
  for (const Option& option : options_) {
    if (!option.is_image()) args.push_back(option.spelling);
    if (option.value) args.push_back(*option.value);
  }
  return args;
}

std::size_t CommandLine::index_of(OptionId id) const {
  auto it =
      std::find_if(options_.begin(), options_.end(), [id](const Option& o) { return o.id == id; });
  return static_cast<std::size_t>(it - options_.begin());
}

const Option* CommandLine::find(OptionId id) const {
  std::size_t i = index_of(id);
  return i < options_.size() ? &options_[i] : nullptr;
}

std::vector<OptionId> CommandLine::find(std::string_view name) const {
  name = canonical_option_name(name);
  std::vector<OptionId> ids;
  for (const Option& option : options_)
    if (option.name == name) ids.push_back(option.id);
  return ids;
}

const Option* CommandLine::first(std::string_view name) const {
  name = canonical_option_name(name);
  for (const Option& option : options_)
    if (option.name == name) return &option;
  return nullptr;
}

const Option* CommandLine::last(std::string_view name) const {
  name = canonical_option_name(name);
  for (auto it = options_.rbegin(); it != options_.rend(); ++it)
    if (it->name == name) return &*it;
  return nullptr;
}

Result<OptionId> CommandLine::insert_at(std::size_t index, std::string_view name,
                                        std::optional<std::string> value) {
  // Behind an option that lacks its value, the new words would become that value.
  if (index > 0 && options_[index - 1].incomplete()) --index;
  Option option;
  if (name.empty()) {
    if (!value || starts_option(*value))
      return fail(ErrorCode::kUsage, "a disk image needs a name that does not start with '-'",
                  "write ./-name for a file whose name starts with a dash");
    // An unknown option in front would swallow a word without a dash.
    if (index > 0 && !options_[index - 1].value && !find_option(options_[index - 1].name))
      return fail(ErrorCode::kUsage,
                  "a disk image right after the unknown option " + options_[index - 1].spelling +
                      " would be taken for its value",
                  "add it as -hda, or at another place");
  } else {
    option.name = canonical_option_name(name);
    option.spelling = spelled(name);
    const OptionInfo* info = find_option(option.name);
    if (info && info->takes_value() && !value)
      return fail(ErrorCode::kUsage, "option -" + option.name + " needs a value",
                  "give the value as the second argument");
    if (info && !info->takes_value() && value)
      return fail(ErrorCode::kUsage, "option -" + option.name + " takes no value",
                  "add it without one");
    if (!info && value && starts_option(*value))
      return fail(ErrorCode::kUsage,
                  "a value that starts with '-' for the unknown option -" + option.name +
                      " would be read as another option",
                  "check the spelling of the option");
    if (!info && !value && index < options_.size() && options_[index].is_image())
      return fail(ErrorCode::kUsage,
                  "the unknown option -" + option.name + " would take the disk image behind it",
                  "add it at another place");
  }
  option.id = next_id_++;
  option.value = std::move(value);
  OptionId id = option.id;
  options_.insert(options_.begin() + static_cast<std::ptrdiff_t>(index), std::move(option));
  return id;
}

Result<OptionId> CommandLine::append(std::string_view name, std::optional<std::string> value) {
  return insert_at(options_.size(), name, std::move(value));
}

Result<OptionId> CommandLine::insert_before(OptionId id, std::string_view name,
                                            std::optional<std::string> value) {
  return insert_at(index_of(id), name, std::move(value));
}

Result<OptionId> CommandLine::insert_after(OptionId id, std::string_view name,
                                           std::optional<std::string> value) {
  return insert_at(std::min(index_of(id) + 1, options_.size()), name, std::move(value));
}

bool CommandLine::remove(OptionId id) {
  std::size_t i = index_of(id);
  if (i >= options_.size()) return false;
  options_.erase(options_.begin() + static_cast<std::ptrdiff_t>(i));
  return true;
}

std::size_t CommandLine::remove_all(std::string_view name) {
  name = canonical_option_name(name);
  return std::erase_if(options_, [name](const Option& o) { return o.name == name; });
}

bool CommandLine::set_value(OptionId id, std::optional<std::string> value) {
  std::size_t i = index_of(id);
  if (i >= options_.size()) return false;
  options_[i].value = std::move(value);
  return true;
}

Result<OptionId> CommandLine::replace(std::string_view name, std::optional<std::string> value) {
  std::vector<OptionId> ids = find(name);
  if (ids.empty()) return append(name, std::move(value));
  std::size_t at = index_of(ids.front());
  std::string spelling = options_[at].spelling;
  auto added = insert_at(at, spelling, std::move(value));
  if (!added) return added;
  for (OptionId id : ids) remove(id);
  return added;
}

std::string_view arch_of_program(std::string_view argv0) {
  argv0.remove_prefix(argv0.rfind('/') + 1);  // npos + 1 is 0
  constexpr std::string_view kPrefix = "qemu-system-";
  if (!argv0.starts_with(kPrefix)) return {};
  argv0.remove_prefix(kPrefix.size());
  return argv0.substr(0, argv0.find_first_of(".-"));
}

}  // namespace gs::qemu
