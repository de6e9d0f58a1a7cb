// The hooks in wrapper/hooks, each run over command lines of real producers.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <filesystem>

#include "base/files.hpp"
#include "base/text.hpp"
#include "script/hook_header.hpp"
#include "script/hook_runner.hpp"

namespace gs::script {
namespace {

using qemu::CommandLine;
using Words = std::vector<std::string>;

// The stock hooks as they lie in the source tree (in the product they are embedded).
const std::vector<embedded::File>& stock() {
  static std::deque<std::string> texts;
  static const std::vector<embedded::File> files = [] {
    std::vector<embedded::File> found;
    for (const auto& e :
         std::filesystem::directory_iterator(GUESTSCOPE_SOURCE_DIR "/wrapper/hooks")) {
      if (e.path().extension() != ".lua") continue;
      texts.push_back(e.path().stem());
      const std::string& name = texts.back();
      texts.push_back(read_file(e.path(), 1u << 20).value());
      found.push_back({name, texts.back()});
    }
    return found;
  }();
  return files;
}

Words words_of(std::string_view text) {
  Words words;
  for (std::string_view w : split(text, ' '))
    if (!w.empty()) words.emplace_back(w);
  return words;
}

Words hooked(const char* spec, const Words& words, const char* argv0 = "qemu-system-x86_64") {
  CommandLine line = CommandLine::parse(words);
  auto changes = HookRunner(stock()).apply(*parse_hook_list(spec), line, {.argv0 = argv0});
  EXPECT_TRUE(changes) << changes.error().message;
  return line.args();
}

TEST(StockHooks, HeadersAreComplete) {
  EXPECT_FALSE(stock().empty());
  for (const embedded::File& file : stock()) {
    HookHeader header = read_hook_header(file.text);
    EXPECT_FALSE(header.description.empty()) << file.name;
    ASSERT_FALSE(header.samples.empty()) << file.name;
    for (const std::string& sample : header.samples) {
      auto spec = parse_hook_spec(sample);
      ASSERT_TRUE(spec) << sample;
      EXPECT_EQ(spec->name, file.name);
      // A sample uses arguments that exist.
      for (const auto& [key, value] : spec->args)
        EXPECT_TRUE(std::any_of(header.arguments.begin(), header.arguments.end(),
                                [&k = key](auto& a) { return a.first == k; }))
            << file.name << ": " << key;
    }
  }
}

TEST(ForceTcg, GivenThisCommandLineThenTheseWords) {
  const std::pair<const char*, const char*> kRows[] = {
      // libguestfs 1.48: no type, as the script of guestfs(3) does it
      {"-global virtio-blk-pci.scsi=off -no-user-config -machine accel=kvm:tcg,graphics=off -cpu "
       "max -m 1280",
       "-global virtio-blk-pci.scsi=off -no-user-config -machine pc,accel=tcg,graphics=off -cpu "
       "max -m 1280"},
      // libvirt: a type, -accel, the host's CPU
      {"-machine pc-q35-7.2,usb=off,memory-backend=pc.ram -accel kvm -cpu "
       "host,migratable=on,hv-time=on -global kvm-pit.lost_tick_policy=delay",
       "-machine pc-q35-7.2,usb=off,memory-backend=pc.ram,accel=tcg -cpu "
       "max,migratable=on,hv-time=on -global kvm-pit.lost_tick_policy=delay"},
      {"-machine pc-i440fx-7.2,usb=off -accel tcg -cpu qemu64",
       "-machine pc-i440fx-7.2,usb=off -accel tcg -cpu qemu64"},
      // packer, libvirt before 5.x
      {"-machine type=pc,accel=kvm -name x", "-machine type=pc,accel=tcg -name x"},
      // by hand
      {"-enable-kvm -cpu host disk.img", "-cpu max disk.img -machine pc,accel=tcg"},
      {"--enable-kvm -M microvm,rtc=off -machine acpi=off",
       "-M microvm,rtc=off,accel=tcg -machine acpi=off"},
      {"-M q35 -accel kvm -accel tcg,thread=multi", "-M q35 -accel tcg,thread=multi"},
      {"-accel tcg", "-accel tcg"},
      {"-machine accel=kvm -machine accel=tcg -S", "-machine pc,accel=tcg -S"},
      {"-readconfig x.cfg -machine accel=kvm", "-readconfig x.cfg -machine accel=tcg"},
      // values are left alone, whatever they look like
      {"-append -machine -name -enable-kvm -M pc",
       "-append -machine -name -enable-kvm -M "
       "pc,accel=tcg"},
  };
  for (const auto& [before, after] : kRows)
    EXPECT_EQ(shell_join(hooked("force-tcg", words_of(before))), after) << before;
  EXPECT_EQ(shell_join(hooked("force-tcg(machine=q35)", words_of("-machine accel=kvm"))),
            "-machine q35,accel=tcg");
}

TEST(ForceTcg, OtherArchitectures) {
  EXPECT_EQ(shell_join(hooked("force-tcg", words_of("-M virt,gic-version=host,accel=kvm -cpu host"),
                              "/usr/bin/qemu-system-aarch64")),
            "-M virt,gic-version=max,accel=tcg -cpu max");
  EXPECT_EQ(shell_join(hooked("force-tcg", words_of("-machine pseries,accel=kvm:tcg -cpu host -S"),
                              "qemu-system-ppc64")),
            "-machine pseries,accel=tcg -S");
  EXPECT_EQ(shell_join(hooked("force-tcg", words_of("-machine accel=kvm"), "qemu-system-sh4")),
            "-machine accel=tcg");
}

TEST(ForceTcg, IsDoneWhenDoneOnce) {
  Words once = hooked("force-tcg", words_of("-machine accel=kvm:tcg -accel kvm -cpu host x.img"));
  EXPECT_EQ(hooked("force-tcg", once), once);
}

}  // namespace
}  // namespace gs::script
