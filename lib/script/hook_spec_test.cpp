#include "script/hook_spec.hpp"

#include <gtest/gtest.h>

namespace gs::script {
namespace {

using Args = std::vector<std::pair<std::string, std::string>>;

TEST(HookSpec, ReadsNamesPathsAndArguments) {
  struct Row {
    const char *text, *name;
    Args args;
    bool path;
  };
  const Row kRows[] = {
      {"force-tcg", "force-tcg", {}, false},
      {"  force-tcg \t", "force-tcg", {}, false},
      {"./a.lua", "./a.lua", {}, true},
      {"a.lua", "a.lua", {}, true},
      {"dir/hook", "dir/hook", {}, true},
      {"force-tcg()", "force-tcg", {}, false},
      {"x(a=1)", "x", {{"a", "1"}}, false},
      {"x( a = 1 , b-c=two words ,)", "x", {{"a", "1"}, {"b-c", "two words"}}, false},
      {"x(a=)", "x", {{"a", ""}}, false},
      {"x(a=k=v)", "x", {{"a", "k=v"}}, false},
      {"x(a=\"p,q\",b=\"say \\\"hi\\\" \\\\ \\n)\")",
       "x",
       {{"a", "p,q"}, {"b", "say \"hi\" \\ \n)"}},
       false},
      {"/tmp/a (1)/h.lua", "/tmp/a (1)/h.lua", {}, true},
      {"/tmp/a(1)/h.lua(x=y)", "/tmp/a(1)/h.lua", {{"x", "y"}}, true},
      {"prefix(cmd=\"./x.lua(y)\")", "prefix", {{"cmd", "./x.lua(y)"}}, false},
  };
  for (const Row& row : kRows) {
    auto spec = parse_hook_spec(row.text);
    ASSERT_TRUE(spec) << row.text << ": " << spec.error().message;
    EXPECT_EQ(spec->name, row.name);
    EXPECT_EQ(spec->args, row.args) << row.text;
    EXPECT_EQ(spec->is_path(), row.path) << row.text;
    auto again = parse_hook_spec(format_hook_spec(*spec));
    ASSERT_TRUE(again) << format_hook_spec(*spec);
    EXPECT_EQ(again->args, row.args) << format_hook_spec(*spec);
    EXPECT_EQ(again->name, row.name);
  }
}

TEST(HookSpec, ErrorsAreOneLineWithAHint) {
  const std::pair<const char*, const char*> kRows[] = {
      {"", "no name"},          {"(a=1)", "no name"},         {"x(a=1", "')' is missing"},
      {"x(a)", "key=value"},    {"x(=1)", "key=value"},       {"x(a=1,a=2)", "given twice"},
      {"x(a=\"1)", "closed"},   {"x(a=\"1\\", "missing"},     {"x(a=\"\\q\")", "escape"},
      {"x(a=\"1\"2)", "after"}, {"x(a=f(1))", "parenthesis"}, {"x(a=1\"2)", "quote"},
      {"x(a=1)y", "missing"},
  };
  for (const auto& [text, want] : kRows) {
    auto spec = parse_hook_spec(text);
    ASSERT_FALSE(spec) << text;
    EXPECT_EQ(spec.error().code, ErrorCode::kUsage);
    EXPECT_NE(spec.error().message.find(want), std::string::npos)
        << text << ": " << spec.error().message;
    EXPECT_FALSE(spec.error().hint.empty()) << text;
    EXPECT_EQ(spec.error().message.find('\n'), std::string::npos);
  }
  EXPECT_FALSE(parse_hook_spec(std::string(70'000, 'x')));
}

TEST(HookSpec, EveryCutOfASpecIsReadOrRefused) {
  const std::string text = "./d/h.lua(a=1,b=\"x\\\"\\\\\",c = d)";
  for (std::size_t i = 0; i <= text.size(); ++i)
    if (auto spec = parse_hook_spec(text.substr(0, i))) {
      auto again = parse_hook_spec(format_hook_spec(*spec));
      ASSERT_TRUE(again) << i;
      EXPECT_EQ(again->args, spec->args);
    }
}

TEST(HookSpec, AListHasOneHookALine) {
  auto list = parse_hook_list("force-tcg\n\n  ./a.lua(x=1)  \r\n");
  ASSERT_TRUE(list);
  ASSERT_EQ(list->size(), 2u);
  EXPECT_EQ((*list)[1].name, "./a.lua");
  EXPECT_TRUE(parse_hook_list("")->empty());
  EXPECT_FALSE(parse_hook_list("ok\nx(a=1"));
}

}  // namespace
}  // namespace gs::script
