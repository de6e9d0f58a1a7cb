#include "qemu/command_line.hpp"

#include <gtest/gtest.h>

#include "qemu/corpus_test.hpp"

namespace gs::qemu {
namespace {

using Words = std::vector<std::string>;

// "name=value" for each option, "name" where there is no value.
Words shape(const Words& args) {
  Words out;
  CommandLine line = CommandLine::parse(args);
  for (const Option& o : line.options()) out.push_back(o.name + (o.value ? "=" + *o.value : ""));
  EXPECT_EQ(line.args(), args);
  return out;
}

TEST(CommandLine, ParsesAsQemuDoes) {
  struct Row {
    Words args, want;
  };
  const Row kRows[] = {
      {{}, {}},
      {{"-m", "512", "disk.img"}, {"m=512", "=disk.img"}},
      {{"a.img", "-S", "b.img"}, {"=a.img", "S", "=b.img"}},
      {{"-M", "pc", "--machine", "q35", "-machine", "x"},
       {"machine=pc", "machine=q35", "machine=x"}},
      {{"-name", "-m", "-S"}, {"name=-m", "S"}},
      {{"-name", "--", "-S"}, {"name=--", "S"}},
      {{"-append", "-machine x", "-S"}, {"append=-machine x", "S"}},
      {{"-append", "-machine", "x"}, {"append=-machine", "=x"}},
      {{"", "-S"}, {"=", "S"}},
      {{"-m", ""}, {"m="}},
      {{"-version", "-m"}, {"version", "m"}},
      {{"-", "x"}, {"-", "=x"}},
      {{"--", "x"}, {"--", "=x"}},
      {{"-m=512", "x"}, {"m=512", "=x"}},
      {{"-unknown", "parameter", "-S"}, {"unknown=parameter", "S"}},
      {{"-unknown", "-S"}, {"unknown", "S"}},
      {{"-mach", "none"}, {"mach=none"}},
      {{"-no-hpet", "x.img"}, {"no-hpet", "=x.img"}},
      {{"-no-kvm", "x.img"}, {"no-kvm", "=x.img"}},
      {{"-redir", "tcp:1::2", "-S"}, {"redir=tcp:1::2", "S"}},
      {{"-s", "-S"}, {"s", "S"}},
      {{"-d", "int", "-D", "log"}, {"d=int", "D=log"}},
      {{"-h"}, {"help"}},
      {{"\xff\xfe", "-kernel", "\x80"}, {"=\xff\xfe", "kernel=\x80"}},
  };
  for (const Row& row : kRows) EXPECT_EQ(shape(row.args), row.want);
}

TEST(CommandLine, PrintsTheWholeCorpusBackByteForByte) {
  auto corpus = read_corpus();
  if (corpus.empty()) GTEST_SKIP() << "the shared data is not here";
  std::size_t same = 0, unknown = 0;
  for (const CorpusLine& c : corpus) {
    CommandLine line = CommandLine::parse(c.args);
    EXPECT_EQ(line.args(), c.args) << c.file;
    same += line.args() == c.args;
    for (const Option& o : line.options()) {
      // 016.json was cut off behind its -d.
      EXPECT_EQ(o.incomplete(), c.file == "016.json" && o.name == "d") << c.file << o.spelling;
      unknown += !o.is_image() && !find_option(o.name);
    }
  }
  EXPECT_EQ(unknown, 0u);
  EXPECT_GE(corpus.size(), 80u);
  std::printf("round trip: %zu of %zu command lines\n", same, corpus.size());
}

TEST(CommandLine, FindsByEveryName) {
  auto line = CommandLine::parse({"-M", "pc", "-device", "a", "disk", "--device", "b"});
  EXPECT_EQ(line.find("machine").size(), 1u);
  EXPECT_EQ(line.find("-M").size(), 1u);
  EXPECT_EQ(line.find("--device").size(), 2u);
  EXPECT_EQ(line.first("device")->value, "a");
  EXPECT_EQ(line.last("device")->value, "b");
  EXPECT_EQ(line.find("").size(), 1u);
  EXPECT_FALSE(line.has("cpu"));
  EXPECT_EQ(line.find(OptionId{99}), nullptr);
}

TEST(CommandLine, EditsKeepTheRest) {
  auto line = CommandLine::parse({"--machine", "pc", "-S", "-M", "usb=off", "x.img"});
  OptionId s = line.find("S")[0];
  ASSERT_TRUE(line.insert_before(s, "m", "1G"));
  ASSERT_TRUE(line.insert_after(s, "--smp", "2"));
  ASSERT_TRUE(line.replace("machine", "q35"));
  EXPECT_EQ(line.args(), (Words{"--machine", "q35", "-m", "1G", "-S", "--smp", "2", "x.img"}));
  EXPECT_TRUE(line.remove(s));
  EXPECT_FALSE(line.remove(s));
  EXPECT_EQ(line.remove_all("-smp"), 1u);
  ASSERT_TRUE(line.replace("kernel", "vmlinuz"));
  EXPECT_TRUE(line.set_value(line.find("m")[0], "2G"));
  EXPECT_FALSE(line.set_value(s, "x"));
  EXPECT_EQ(line.args(), (Words{"--machine", "q35", "-m", "2G", "x.img", "-kernel", "vmlinuz"}));
}

TEST(CommandLine, IdsAreNeverGivenTwice) {
  auto line = CommandLine::parse({"-S", "-s"});
  OptionId last = line.options()[1].id;
  line.remove(last);
  auto added = line.append("S");
  ASSERT_TRUE(added);
  EXPECT_NE(*added, last);
}

TEST(CommandLine, OtherWordsKeepTheIdsOfWhatStays) {
  auto line = CommandLine::parse({"-S", "-m", "1", "-device", "a", "-device", "b", "img"});
  OptionId s = line.options()[0].id, m = line.options()[1].id, a = line.options()[2].id,
           b = line.options()[3].id, img = line.options()[4].id;
  std::vector<std::string> words = {"-nographic", "-S", "-m", "2", "-device", "b", "-device", "c",
                                    "other"};
  line.assign(words);
  EXPECT_EQ(line.args(), words);
  std::vector<OptionId> ids;
  for (const Option& o : line.options()) ids.push_back(o.id);
  ASSERT_EQ(ids.size(), 6u);
  EXPECT_EQ(ids[1], s);
  EXPECT_EQ(ids[2], m);
  EXPECT_EQ(ids[3], b);
  EXPECT_EQ(ids[5], img);
  for (OptionId fresh : {ids[0], ids[4]}) EXPECT_GT(fresh, img);
  EXPECT_NE(ids[0], ids[4]);
  EXPECT_EQ(line.find(a), nullptr);
  line.assign({});
  EXPECT_TRUE(line.options().empty());
}

TEST(CommandLine, AddingChecksTheArity) {
  CommandLine line;
  for (auto bad : {line.append("m"), line.append("S", "x"), line.append("", "-x"), line.append(""),
                   line.append("future", "-x")}) {
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().code, ErrorCode::kUsage);
    EXPECT_FALSE(bad.error().hint.empty());
  }
  EXPECT_TRUE(line.append("future", "x"));
  EXPECT_TRUE(line.append("append", "-x"));
  EXPECT_TRUE(line.append("", "x.img"));
  EXPECT_EQ(line.args(), (Words{"-future", "x", "-append", "-x", "x.img"}));
}

TEST(CommandLine, AddedWordsNeverBecomeAnothersValue) {
  auto line = CommandLine::parse({"-S", "-m"});  // qemu: -m requires an argument
  ASSERT_TRUE(line.append("display", "none"));
  EXPECT_EQ(line.args(), (Words{"-S", "-display", "none", "-m"}));
  auto unknown = CommandLine::parse({"-future"});
  EXPECT_FALSE(unknown.append("", "x.img"));
  auto image = CommandLine::parse({"x.img"});
  EXPECT_FALSE(image.insert_before(image.options()[0].id, "future"));
}

TEST(CommandLine, ArchOfProgram) {
  EXPECT_EQ(arch_of_program("/usr/bin/qemu-system-x86_64"), "x86_64");
  EXPECT_EQ(arch_of_program("qemu-system-aarch64.exe"), "aarch64");
  EXPECT_EQ(arch_of_program("/opt/x/qemu-system-ppc64-7.2"), "ppc64");
  EXPECT_EQ(arch_of_program("/usr/libexec/qemu-kvm"), "");
}

}  // namespace
}  // namespace gs::qemu
