#include "qemu/option_table.hpp"

#include <gtest/gtest.h>

#include "base/files.hpp"
#include "base/text.hpp"
#include "qemu/corpus_test.hpp"

namespace gs::qemu {
namespace {

TEST(OptionTable, HasTheArityOfAllOptionsOfTheBinary) {
  auto table = read_file(shared_data("cmdlines/qemu-7.2-options.tsv"), 1 << 20);
  if (!table) GTEST_SKIP() << "the shared data is not here";
  int checked = 0;
  for (std::string_view line : split(*table, '\n')) {
    auto columns = split(line, '\t');
    if (columns.size() < 2) continue;
    const OptionInfo* info = find_option(columns[0]);
    ASSERT_NE(info, nullptr) << columns[0];
    EXPECT_EQ(info->takes_value(), columns[1] == "ARG") << columns[0];
    EXPECT_EQ(info->age, OptionAge::kCurrent) << columns[0];
    ++checked;
  }
  EXPECT_EQ(checked, 122);
  int current = 0;
  for (const OptionInfo& info : option_table()) current += info.age == OptionAge::kCurrent;
  EXPECT_EQ(current, 122);
}

TEST(OptionTable, KnowsNamesOfOtherVersions) {
  for (const char* name : {"no-kvm", "enable-fips", "localtime", "nodefconfig", "show-cursor"}) {
    ASSERT_NE(find_option(name), nullptr) << name;
    EXPECT_FALSE(find_option(name)->takes_value()) << name;
    EXPECT_EQ(find_option(name)->age, OptionAge::kRemoved) << name;
  }
  for (const char* name : {"redir", "balloon", "soundhw", "hdachs", "writeconfig"}) {
    ASSERT_NE(find_option(name), nullptr) << name;
    EXPECT_TRUE(find_option(name)->takes_value()) << name;
  }
  EXPECT_TRUE(find_option("run-with")->takes_value());
  EXPECT_TRUE(find_option("id")->takes_value());
  EXPECT_EQ(find_option("unknown"), nullptr);
  EXPECT_EQ(find_option(""), nullptr);
}

TEST(OptionTable, CanonicalNames) {
  EXPECT_EQ(canonical_option_name("-M"), "machine");
  EXPECT_EQ(canonical_option_name("--machine"), "machine");
  EXPECT_EQ(canonical_option_name("m"), "m");
  EXPECT_EQ(canonical_option_name("-h"), "help");
  EXPECT_EQ(canonical_option_name("-"), "-");
  EXPECT_EQ(canonical_option_name("--"), "--");
  EXPECT_EQ(canonical_option_name("---x"), "-x");
}

}  // namespace
}  // namespace gs::qemu
