// The option table against the programs themselves: what -help of three architectures lists, and
// what each program says to every name that the table has.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "base/files.hpp"
#include "base/text.hpp"
#include "qemu/option_table.hpp"
#include "qemu/run_program.hpp"

namespace gs::qemu {
namespace {

// Descriptions in -help begin here, so that what stands before is the name and its value.
constexpr std::size_t kDescriptionColumn = 16;

// One line of -help, like "-hda/-hdb file  use 'file' ..." or "-h or -help     display ...":
// the names without dashes, each with whether a value follows.
std::map<std::string, bool> names_of_help_line(std::string_view line) {
  std::map<std::string, bool> names;
  std::string_view rest = line;
  std::vector<std::string_view> found;
  while (rest.starts_with('-')) {
    std::size_t end = std::min(rest.find_first_of(" /"), rest.size());
    found.push_back(canonical_option_name(rest.substr(0, end)));
    rest.remove_prefix(end);
    if (rest.starts_with("/-"))
      rest.remove_prefix(1);
    else if (rest.starts_with(" or -"))
      rest.remove_prefix(4);
  }
  std::size_t at = line.size() - rest.size();
  bool two_blanks = rest.starts_with("  ");
  std::size_t text = rest.find_first_not_of(' ');
  bool described = text != rest.npos && (at + text == kDescriptionColumn ||
                                         (two_blanks && at >= kDescriptionColumn));
  for (std::string_view name : found) names.emplace(name, text != rest.npos && !described);
  return names;
}

// Path of the program, "" where it is not installed. scripts/test installs all three and says so.
std::string program(const std::string& name) {
  auto found = find_all_in_path(name);
  if (!found.empty()) return found[0];
  EXPECT_EQ(std::getenv("GUESTSCOPE_TEST_NEEDS_QEMU"), nullptr) << name << " is not installed";
  return {};
}

RunOutput run(const std::vector<std::string>& argv) {
  auto out = run_program(argv, "");
  EXPECT_TRUE(out) << shell_join(argv);
  return out ? *out : RunOutput{};
}

bool is_known_and_complete(const std::string& qemu, std::vector<std::string> words) {
  // All words are looked at before the first is obeyed.
  words.insert(words.begin(), {qemu, "-version"});
  return run(words).status == 0;
}

TEST(OptionTable, ReadsALineOfHelp) {
  using Names = std::map<std::string, bool>;
  EXPECT_EQ(names_of_help_line("-h or -help     display this help and exit"),
            (Names{{"help", false}}));
  EXPECT_EQ(names_of_help_line("-hda/-hdb file  use 'file' as hard disk 0/1 image"),
            (Names{{"hda", true}, {"hdb", true}}));
  EXPECT_EQ(names_of_help_line("-async-teardown enable asynchronous teardown"),
            (Names{{"async-teardown", false}}));
  EXPECT_EQ(names_of_help_line("-only-migratable     allow only migratable devices"),
            (Names{{"only-migratable", false}}));
  EXPECT_EQ(names_of_help_line("-dtb    file    use 'file' as device tree image"),
            (Names{{"dtb", true}}));
  EXPECT_EQ(names_of_help_line("--preconfig     pause QEMU"), (Names{{"preconfig", false}}));
  EXPECT_EQ(names_of_help_line("-no-user-config"), (Names{{"no-user-config", false}}));
  EXPECT_EQ(names_of_help_line("-chardev help"), (Names{{"chardev", true}}));
}

class OptionTableOf : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    qemu_ = program(GetParam());
    if (qemu_.empty()) GTEST_SKIP() << GetParam() << " is not installed";
    if (run({qemu_, "-version"}).out.find("version 7.2.") == std::string::npos)
      GTEST_SKIP() << "the table is that of qemu 7.2";
  }
  std::string qemu_;
};

TEST_P(OptionTableOf, AgreesWithItsHelp) {
  std::size_t checked = 0;
  const std::string help = run({qemu_, "-help"}).out;
  for (std::string_view line : split(help, '\n'))
    for (const auto& [name, takes_value] : names_of_help_line(line)) {
      const OptionInfo* info = find_option(name);
      ASSERT_NE(info, nullptr) << line;
      EXPECT_EQ(info->takes_value(), takes_value) << line;
      EXPECT_EQ(info->age, OptionAge::kCurrent) << line;
      ++checked;
    }
  std::printf("%s -help: %zu lines agree\n", GetParam(), checked);
  EXPECT_GT(checked, 170u);
}

TEST_P(OptionTableOf, AgreesWithWhatItTakes) {
  // An option without value would leave "--" alone, which is no option; one with a value that
  // stands last lacks it.
  std::vector<std::string> with_values;
  for (const OptionInfo& info : option_table()) {
    std::string word = "-" + std::string(info.name);
    if (info.age != OptionAge::kCurrent) {
      auto out = run({qemu_, "-version", word, "x"});
      EXPECT_NE(out.err.find("invalid option"), std::string::npos) << word << ": " << out.err;
    } else if (info.takes_value()) {
      with_values.push_back(word);
      with_values.emplace_back("--");
    } else {
      EXPECT_TRUE(is_known_and_complete(qemu_, {word})) << word;
    }
  }
  EXPECT_TRUE(is_known_and_complete(qemu_, with_values));
  EXPECT_FALSE(is_known_and_complete(qemu_, {"--"}));
}

INSTANTIATE_TEST_SUITE_P(Binaries, OptionTableOf,
                         testing::Values("qemu-system-x86_64", "qemu-system-aarch64",
                                         "qemu-system-ppc64"));

}  // namespace
}  // namespace gs::qemu
