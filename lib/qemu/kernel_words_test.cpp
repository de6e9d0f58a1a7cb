#include "qemu/kernel_words.hpp"

#include <gtest/gtest.h>

namespace gs::qemu {
namespace {

constexpr std::string_view kText =
    "panic=1 console=hvc0  console=ttyS0 acpi=off \"dyndbg=file a.c +p\" quiet TERM=x -- quiet s";

TEST(KernelWords, ReadsWordsAsTheKernelDoes) {
  EXPECT_EQ(kernel_get(kText, "panic"), "1");
  EXPECT_EQ(kernel_get(kText, "console"), "ttyS0");
  EXPECT_EQ(kernel_get(kText, "dyndbg"), "file a.c +p");
  EXPECT_EQ(kernel_get("dyndbg=\"file a.c +p\" x", "dyndbg"), "file a.c +p");
  EXPECT_EQ(kernel_get(kText, "quiet"), "");
  EXPECT_EQ(kernel_get(kText, "s"), std::nullopt);  // init's
  EXPECT_EQ(kernel_get("", "x"), std::nullopt);
  EXPECT_EQ(split_kernel_words("  a\tb=\n\"c d").size(), 3u);
}

struct Edit {
  const char *text, *key;
  std::optional<std::string> value;
  const char* want;
};

TEST(KernelWords, SetKeepsTheRest) {
  const Edit kEdits[] = {
      {"a=1  b=2", "a", "3", "a=3  b=2"},           {"a=1  b=2", "c", "x y", "a=1  b=2 c=\"x y\""},
      {"a=1  b=2 ", "quiet", {}, "a=1  b=2 quiet"}, {"", "quiet", {}, "quiet"},
      {"c=1 x c=2 y c=3", "c", "9", "c=9 x y"},     {"a -- b", "b", "1", "a b=1 -- b"},
      {"a=\"x y\" b", "a", "x y", "a=\"x y\" b"},   {"quiet", "quiet", {}, "quiet"},
  };
  for (const Edit& e : kEdits) EXPECT_EQ(kernel_set(e.text, e.key, e.value), e.want) << e.text;
}

TEST(KernelWords, AddAndRemove) {
  EXPECT_EQ(kernel_add("console=a", "console=b"), "console=a console=b");
  EXPECT_EQ(kernel_add("x -- s", "y"), "x y -- s");
  EXPECT_EQ(kernel_remove("a quiet  b", "quiet"), "a b");
  EXPECT_EQ(kernel_remove("quiet b", "quiet"), "b");
  EXPECT_EQ(kernel_remove("a quiet", "quiet"), "a");
  EXPECT_EQ(kernel_remove("console=a console=b", "console=a"), "console=b");
  EXPECT_EQ(kernel_remove("console=a x console=b", "console"), "x");
  EXPECT_EQ(kernel_remove("a -- quiet", "quiet"), "a -- quiet");
  EXPECT_EQ(kernel_remove("a", "zz"), "a");
}

}  // namespace
}  // namespace gs::qemu
