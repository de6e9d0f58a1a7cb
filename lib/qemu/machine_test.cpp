#include "qemu/machine.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace gs::qemu {
namespace {

CommandLine line_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::string_view w : split(text, ' '))
    if (!w.empty()) words.emplace_back(w);
  return CommandLine::parse(words);
}

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& s : list) out += (out.empty() ? "" : ":") + s;
  return out;
}

TEST(Machine, TypeIsTheLastOneGiven) {
  EXPECT_EQ(machine_type(line_of("-M q35,accel=kvm -machine usb=on")), "q35");
  EXPECT_EQ(machine_type(line_of("-machine q35 --machine accel=kvm,type=pc")), "pc");
  EXPECT_EQ(machine_type(line_of("-machine accel=kvm")), "");
  EXPECT_EQ(machine_type(line_of("-name machine")), "");
}

TEST(Machine, AcceleratorsInEverySpelling) {
  EXPECT_EQ(joined(accelerators(line_of("-machine pc,accel=kvm:tcg"))), "kvm:tcg");
  EXPECT_EQ(joined(accelerators(line_of("-accel kvm,kernel-irqchip=split -accel tcg"))), "kvm:tcg");
  EXPECT_EQ(joined(accelerators(line_of("--enable-kvm"))), "kvm");
  EXPECT_EQ(joined(accelerators(line_of("-machine accel=kvm -M accel=tcg"))), "tcg");
  EXPECT_EQ(joined(accelerators(line_of("-machine pc"))), "");
}

TEST(Machine, SetAcceleratorsLeavesOneSpelling) {
  struct Row {
    const char *line, *names, *want;
  };
  const Row kRows[] = {
      {"-machine accel=kvm:tcg,graphics=off -S", "tcg", "-machine accel=tcg,graphics=off -S"},
      {"-machine pc,usb=off -accel kvm -S", "tcg", "-machine pc,usb=off -accel tcg -S"},
      {"-accel tcg,thread=multi", "tcg", "-accel tcg,thread=multi"},
      {"-accel kvm -accel tcg,thread=multi", "tcg", "-accel tcg,thread=multi"},
      {"-accel kvm", "kvm:tcg", "-accel kvm -accel tcg"},
      {"-enable-kvm -S", "tcg", "-accel tcg -S"},
      {"-enable-kvm -machine q35,accel=kvm", "tcg", "-machine q35,accel=tcg"},
      {"-machine accel=kvm -machine pc,accel=kvm", "tcg", "-machine pc,accel=tcg"},
      {"-machine accel=kvm -accel kvm", "tcg", "-accel tcg"},
      {"-S", "kvm:tcg", "-S -accel kvm -accel tcg"},
  };
  for (const Row& row : kRows) {
    CommandLine line = line_of(row.line);
    std::vector<std::string> names;
    for (std::string_view n : split(row.names, ':')) names.emplace_back(n);
    ASSERT_TRUE(set_accelerators(line, names));
    EXPECT_EQ(shell_join(line.args()), row.want);
    EXPECT_EQ(joined(accelerators(line)), row.names);
  }
  CommandLine line;
  EXPECT_FALSE(set_accelerators(line, {}));
}

TEST(Machine, EffectivePropertyFollowsMergeAndLastWins) {
  CommandLine line = line_of("-m 512 -m slots=2,maxmem=4G -smp 2 -smp maxcpus=8 -cpu a,x=1 -cpu b");
  EXPECT_EQ(effective_property(line, "m", "size"), "512");
  EXPECT_EQ(effective_property(line, "m", "maxmem"), "4G");
  EXPECT_EQ(effective_property(line, "smp", "cpus"), "2");
  EXPECT_EQ(effective_property(line, "cpu", "model"), "b");
  EXPECT_EQ(effective_property(line, "cpu", "x"), std::nullopt);
  ASSERT_TRUE(set_effective_property(line, "smp", "cpus", PropertyValue::of(std::int64_t{4})));
  ASSERT_TRUE(set_effective_property(line, "cpu", "x", PropertyValue::of(true)));
  ASSERT_TRUE(set_effective_property(line, "boot", "menu", PropertyValue::of(true)));
  EXPECT_EQ(
      shell_join(line.args()),
      "-m 512 -m slots=2,maxmem=4G -smp 4 -smp maxcpus=8 -cpu a,x=1 -cpu b,x=on -boot menu=on");
  EXPECT_FALSE(set_effective_property(line, "append", "x", PropertyValue::of(true)));
}

TEST(Machine, MemoryWithItsBackends) {
  struct Row {
    const char* line;
    std::uint64_t mib;
    const char* want;
  };
  const Row kRows[] = {
      {"-m 512", 1024, "-m 1024"},
      {"-m 1G", 2048, "-m 2G"},
      {"-m size=1048576k,slots=2,maxmem=1G", 2048, "-m size=2G,slots=2,maxmem=2G"},
      {"-S", 256, "-S -m 256M"},
      {"-machine pc,memory-backend=pc.ram -m 4096 -object "
       "{\"qom-type\":\"memory-backend-ram\",\"id\":\"pc.ram\",\"size\":4294967296}",
       8192,
       "-machine pc,memory-backend=pc.ram -m 8192 -object "
       "'{\"qom-type\":\"memory-backend-ram\",\"id\":\"pc.ram\",\"size\":8589934592}'"},
      {"-m 2048 -object memory-backend-file,id=ram-node0,size=2147483648 -numa "
       "node,nodeid=0,memdev=ram-node0",
       1024,
       "-m 1024 -object memory-backend-file,id=ram-node0,size=1073741824 -numa "
       "node,nodeid=0,memdev=ram-node0"},
      {"-m 1G -object memory-backend-memfd,id=mem,size=1G,share=on -machine memory-backend=mem",
       3072,
       "-m 3G -object memory-backend-memfd,id=mem,size=3G,share=on -machine memory-backend=mem"},
  };
  for (const Row& row : kRows) {
    CommandLine line = line_of(row.line);
    auto done = set_memory_bytes(line, row.mib << 20);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(shell_join(line.args()), row.want);
    EXPECT_EQ(memory_bytes(line), row.mib << 20);
  }
  CommandLine two = line_of("-m 2G -numa node,mem=1G -numa node,mem=1G");
  EXPECT_FALSE(set_memory_bytes(two, 4u << 20));
  EXPECT_FALSE(set_memory_bytes(two, 512));
  EXPECT_EQ(memory_bytes(line_of("-S")), std::nullopt);
}

}  // namespace
}  // namespace gs::qemu
