#include "script/lua_globals.hpp"

#include <gtest/gtest.h>

#include "script/hook_harness_test.hpp"

namespace gs::script {
namespace {

using Words = std::vector<std::string>;

TEST(LuaGlobals, SplitListAsQemuDoes) {
  EXPECT_EQ(split_list(""), Words{});
  EXPECT_EQ(split_list("a"), Words{"a"});
  EXPECT_EQ(split_list("a, b=c,,d ,"), (Words{"a", "b=c,d", ""}));
}

TEST(LuaGlobals, SplitWordsAsAShellDoes) {
  EXPECT_EQ(split_words("  strace -f\t-o 'a b' \"c \\\"d\\\\\" e\\ f '' x'y'z "),
            (Words{"strace", "-f", "-o", "a b", "c \"d\\", "e f", "", "xyz"}));
  EXPECT_EQ(split_words(""), Words{});
  EXPECT_EQ(split_words("$HOME *"), (Words{"$HOME", "*"}));
  EXPECT_FALSE(split_words("a 'b"));
  EXPECT_FALSE(split_words("\""));
}

TEST(LuaGlobals, AreThereForHooks) {
  HookRun r = rewrite(
      "assert(size('1K') == 1024 and size_text(1 << 30) == '1G')\n"
      "assert(#split_list('a,b') == 2 and split_words(\"a 'b c'\")[2] == 'b c')\n"
      "assert(takes_value('-m') and takes_value('--m', '-x') and not takes_value('-S', 'x'))\n"
      "assert(takes_value('-future', 'x') and not takes_value('-future', '-x'))\n"
      "assert(shell_quote{'a b', 'c'} == \"'a b' c\")\n"
      "assert(mask_secrets{'-object', 'secret,id=s,data=x'}[2] == 'secret,id=s,data=***')",
      {});
  EXPECT_TRUE(r.ok) << r.error.message;
}

}  // namespace
}  // namespace gs::script
