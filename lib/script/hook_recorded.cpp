#include "script/hook_recorded.hpp"

#include "base/common_subsequence.hpp"
#include "base/text.hpp"
#include "qemu/probe_kind.hpp"
#include "script/change_report.hpp"

namespace gs::script {

Result<RecordedExpectations> RecordedExpectations::parse(std::string_view text) {
  RecordedExpectations out;
  std::map<std::string, Lines>* section = nullptr;
  Lines* lines = nullptr;
  int number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    if (trim(line).empty() || line.starts_with('#')) continue;
    if (line.starts_with("hook ")) {
      section = &out.expected_[std::string(trim(line.substr(5)))];
      lines = nullptr;
    } else if (section && line.starts_with("= ")) {
      lines = &(*section)[std::string(line.substr(2))];
      lines->clear();
    } else if (lines) {
      lines->emplace_back(line);
    } else {
      return fail(ErrorCode::kFormat,
                  "line " + std::to_string(number) + ": cannot read '" +
                      printable(line.substr(0, 80)) + "'",
                  "first comes `hook NAME`, then `= FILE` for each command line; --update writes it");
    }
  }
  return out;
}

std::string RecordedExpectations::format() const {
  std::string text;
  for (const auto& [hook, names] : expected_) {
    text += "\nhook " + hook + "\n";
    for (const auto& [name, lines] : names) {
      text += "= " + name + "\n";
      for (const std::string& line : lines) text += line + "\n";
    }
  }
  return text;
}

const RecordedExpectations::Lines* RecordedExpectations::find(const std::string& hook,
                                                              const std::string& name) const {
  auto section = expected_.find(hook);
  if (section == expected_.end()) return nullptr;
  auto it = section->second.find(name);
  return it == section->second.end() ? nullptr : &it->second;
}

bool RecordedExpectations::set(const std::string& hook, const std::string& name, Lines lines) {
  const Lines* old = find(hook, name);
  if (old && *old == lines) return false;
  expected_[hook][name] = std::move(lines);
  return true;
}

RecordedExpectations::Lines hook_effect(const HookRunner& runner, const HookSpec& hook,
                                        const RecordedLine& line, const std::string& caller) {
  auto before = qemu::CommandLine::parse(line.args), after = before;
  HookContext context{
      .probe = qemu::is_probe(before), .caller = caller, .argv0 = line.argv0, .qemu = ""};
  ExecPlan plan;
  auto log = runner.apply({hook}, after, context, &plan);
  if (!log) return {"error " + printable(log.error().message)};
  RecordedExpectations::Lines lines;
  for (const ChangeItem& item : change_report(before, after, *log))
    lines.push_back(std::string(1, mark_of(item.kind)) + " " + item.text);
  return lines;
}

std::string difference_text(const RecordedExpectations::Lines& expected,
                            const RecordedExpectations::Lines& got) {
  auto same = common_subsequence(expected.size(), got.size(), [&](std::size_t i, std::size_t j) {
    return expected[i] == got[j];
  });
  same.emplace_back(expected.size(), got.size());
  std::string text;
  std::size_t i = 0, j = 0;
  for (auto [i_end, j_end] : same) {
    for (; i < i_end; ++i) text += "- " + expected[i] + "\n";
    for (; j < j_end; ++j) text += "+ " + got[j] + "\n";
    if (i < expected.size()) text += "  " + expected[i] + "\n";
    ++i, ++j;
  }
  return text;
}

}  // namespace gs::script
