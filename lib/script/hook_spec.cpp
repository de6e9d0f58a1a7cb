#include "script/hook_spec.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace gs::script {
namespace {

constexpr std::size_t kMaxSpecBytes = 64 * 1024;  // longer than any command line a person types

bool is_key_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

// Where the '(' of the arguments stands; npos when there are none. Paths may hold parentheses, so
// behind ".lua" comes first.
std::size_t arguments_begin(std::string_view text) {
  std::size_t lua = text.find(".lua(");
  if (lua != text.npos && lua < text.find('"')) return lua + 4;
  if (text.ends_with(".lua")) return text.npos;
  return text.find('(');
}

class ArgumentParser {
 public:
  // text is the inside of the parentheses.
  ArgumentParser(std::string_view hook, std::string_view text) : hook_(hook), text_(text) {}

  Status parse(HookSpec* spec) {
    skip_blanks();
    while (at_ < text_.size()) {
      std::size_t from = at_;
      while (at_ < text_.size() && is_key_char(text_[at_])) ++at_;
      std::string key(text_.substr(from, at_ - from));
      skip_blanks();
      if (key.empty() || at_ == text_.size() || text_[at_] != '=')
        return bad("an argument is not of the form key=value", "write NAME(key=value,key2=value2)");
      for (const auto& [other, value] : spec->args)
        if (other == key) return bad("argument '" + key + "' is given twice", "give it once");
      ++at_;
      skip_blanks();
      std::string value;
      if (auto status = parse_value(key, &value); !status) return status;
      spec->args.emplace_back(std::move(key), std::move(value));
      skip_blanks();
      if (at_ == text_.size()) break;
      if (text_[at_] != ',')
        return bad("text after the closing quote of '" + spec->args.back().first + "'",
                   "separate arguments by ','");
      ++at_;
      skip_blanks();
    }
    return {};
  }

 private:
  Status parse_value(const std::string& key, std::string* value) {
    if (at_ < text_.size() && text_[at_] == '"') return parse_quoted(key, value);
    std::size_t from = at_;
    while (at_ < text_.size() && text_[at_] != ',') {
      if (text_[at_] == '"' || text_[at_] == '(' || text_[at_] == ')')
        return bad("the value of '" + key + "' holds a quote or a parenthesis",
                   "put the value in double quotes, with \\\" for a quote");
      ++at_;
    }
    *value = trim(text_.substr(from, at_ - from));
    return {};
  }

  Status parse_quoted(const std::string& key, std::string* value) {
    for (++at_; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c == '"') {
        ++at_;
        return {};
      }
      if (c == '\\') {
        if (++at_ == text_.size()) break;
        c = text_[at_];
        if (c == 'n')
          c = '\n';
        else if (c != '"' && c != '\\')
          return bad(std::string("unknown escape \\") + c + " in '" + key + "'",
                     "inside quotes only \\\" \\\\ and \\n are escapes");
      }
      *value += c;
    }
    return bad("the quote of '" + key + "' is not closed", "end the value with \"");
  }

  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }

  tl::unexpected<Error> bad(const std::string& what, std::string hint) const {
    return fail(ErrorCode::kUsage, "hook " + printable(hook_) + ": " + printable(what),
                std::move(hint));
  }

  std::string_view hook_, text_;
  std::size_t at_ = 0;
};

}  // namespace

bool HookSpec::is_path() const { return name.find('/') != name.npos || name.ends_with(".lua"); }

Result<HookSpec> parse_hook_spec(std::string_view text) {
  text = trim(text);
  if (text.size() > kMaxSpecBytes || text.find('\0') != text.npos)
    return fail(ErrorCode::kUsage, "a hook is named by more than 64 KiB, or by a NUL byte",
                "name a stock hook or a .lua file");
  HookSpec spec;
  std::size_t open = arguments_begin(text);
  spec.name = trim(text.substr(0, open));
  if (spec.name.empty())
    return fail(ErrorCode::kUsage, "a hook has no name",
                "name a stock hook (see `guestscope hooks list`) or a .lua file");
  if (open == text.npos) return spec;
  if (!text.ends_with(')'))
    return fail(ErrorCode::kUsage, "hook " + printable(spec.name) + ": ')' is missing at the end",
                "write " + printable(spec.name) + "(key=value,...)");
  ArgumentParser parser(spec.name, text.substr(open + 1, text.size() - open - 2));
  if (auto status = parser.parse(&spec); !status) return tl::unexpected<Error>(status.error());
  return spec;
}

Result<std::vector<HookSpec>> parse_hook_list(std::string_view lines) {
  std::vector<HookSpec> specs;
  for (std::string_view line : split(lines, '\n')) {
    if (trim(line).empty()) continue;
    auto spec = parse_hook_spec(line);
    if (!spec) return tl::unexpected<Error>(spec.error());
    specs.push_back(std::move(*spec));
  }
  return specs;
}

std::string format_hook_spec(const HookSpec& spec) {
  if (spec.args.empty()) return spec.name;
  std::string out = spec.name + "(";
  for (const auto& [key, value] : spec.args) {
    if (&key != &spec.args.front().first) out += ',';
    out += key + "=";
    bool bare = !value.empty() && value.find_first_of("\"\\,()\n \t\r") == value.npos;
    if (bare) {
      out += value;
      continue;
    }
    out += '"';
    for (char c : value) {
      if (c == '"' || c == '\\') out += '\\';
      if (c == '\n')
        out += "\\n";
      else
        out += c;
    }
    out += '"';
  }
  return out + ")";
}

}  // namespace gs::script
