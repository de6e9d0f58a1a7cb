// The hooks in wrapper/hooks: their headers, the cases in their .expect files, every real command
// line of the corpus, and the qemu that is installed.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.hpp"
#include "qemu/corpus_test.hpp"
#include "qemu/property.hpp"
#include "qemu/run_program.hpp"
#include "script/hook_cases.hpp"
#include "script/hook_header.hpp"
#include "script/lua_globals.hpp"
#include "script/stock_hooks_test.hpp"

namespace gs::script {
namespace {

using qemu::CommandLine;

std::string installed_qemu() {
  auto found = find_all_in_path("qemu-system-x86_64");
  return found.empty() ? "" : found[0];
}

TEST(StockHooks, HeadersAreComplete) {
  EXPECT_GE(stock().size(), 28u);
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

// The global `arguments` and the header name the same arguments.
TEST(StockHooks, HeadersNameTheArgumentsThatAreTaken) {
  for (const embedded::File& file : stock()) {
    CommandLine line;
    HookSpec spec{.name = std::string(file.name), .args = {{"no-such-argument", "x"}}};
    auto run = HookRunner(stock()).apply({spec}, line, {});
    ASSERT_FALSE(run) << file.name;
    std::vector<std::string> names;
    for (const auto& [name, text] : read_hook_header(file.text).arguments) names.push_back(name);
    std::sort(names.begin(), names.end());
    std::string list;
    for (const std::string& n : names) list += (list.empty() ? "" : ", ") + n;
    std::string want = "(it takes " + (list.empty() ? "none" : list) + ")";
    EXPECT_NE(run.error().message.find(want), std::string::npos) << run.error().message;
  }
}

TEST(StockHooks, DoWhatTheirExpectFilesSay) {
  HookRunner runner(stock());
  std::size_t count = 0;
  for (const embedded::File& file : stock()) {
    std::string path = std::string(kHooksFolder) + "/" + std::string(file.name) + ".expect";
    auto text = read_file(path, 1u << 20);
    ASSERT_TRUE(text) << "every stock hook has cases beside it: " << path;
    auto cases = parse_hook_cases(*text, {.name = std::string(file.name), .args = {}});
    ASSERT_TRUE(cases) << path << ": " << cases.error().message;
    EXPECT_GE(cases->size(), 3u) << path << ": at least three producers";
    for (const HookCase& c : *cases) {
      EXPECT_EQ(check_hook_case(runner, c, ""), "") << path << ":" << c.line << ": " << c.title;
      ++count;
    }
  }
  std::printf("%zu cases of %zu hooks\n", count, stock().size());
}

// On any real line a hook does its work or says why not; what it leaves is a sound command line.
TEST(StockHooks, HandleEveryLineOfTheCorpus) {
  auto corpus = qemu::read_corpus();
  if (corpus.empty()) GTEST_SKIP() << "the shared data is not here";
  HookRunner runner(stock());
  std::size_t done = 0, refused = 0;
  for (const HookSpec& spec : all_samples())
    for (const qemu::CorpusLine& c : corpus) {
      CommandLine line = CommandLine::parse(c.args);
      ExecPlan plan;
      auto changes = runner.apply({spec}, line, {.argv0 = c.argv0}, &plan);
      if (!changes) {
        // A hook that has to ask the qemu cannot here, for there is none.
        const Error& e = changes.error();
        EXPECT_TRUE(e.code == ErrorCode::kUsage || e.code == ErrorCode::kScript) << e.message;
        EXPECT_EQ(e.message.find("attempt to"), std::string::npos) << e.message;  // a Lua bug
        EXPECT_EQ(line.args(), c.args);
        ++refused;
        continue;
      }
      ++done;
      EXPECT_EQ(line.args() != c.args || !plan.empty(), !changes->empty())
          << format_hook_spec(spec) << " " << c.file;
      // Read anew, the options are the same.
      CommandLine again = CommandLine::parse(line.args());
      ASSERT_EQ(again.options().size(), line.options().size())
          << format_hook_spec(spec) << " " << c.file;
      for (std::size_t i = 0; i < again.options().size(); ++i) {
        EXPECT_EQ(again.options()[i].name, line.options()[i].name);
        EXPECT_EQ(again.options()[i].value, line.options()[i].value);
      }
      for (const HookChange& change : *changes) EXPECT_GT(change.line, 0);
    }
  std::printf("samples on the corpus: %zu done, %zu refused with a reason\n", done, refused);
  EXPECT_GT(done, refused * 4);
}

// What the hooks write is accepted by the real program, in both styles.
TEST(StockHooks, AreUnderstoodByTheInstalledQemu) {
  std::string program = installed_qemu();
  if (program.empty()) GTEST_SKIP() << "qemu-system-x86_64 is not installed";
  std::string folder = testing::TempDir() + "gs_stock_hooks_test";
  std::filesystem::create_directories(folder);
  for (const char* name : {"disk", "seed"}) {
    std::string image = folder + "/" + name;
    EXPECT_TRUE(qemu::run_program({"/bin/sh", "-c", "truncate -s 1M " + image}, ""));
  }
  const std::string kText =
      "-nodefaults -display none -machine pc,accel=kvm -cpu host -m 128 -uuid "
      "8d6a9c5e-0000-4000-8000-000000000000 -drive file=" +
      folder +
      "/disk,format=raw,if=none,id=d -device virtio-blk-pci,drive=d,id=disk0 -netdev user,id=n "
      "-device virtio-net-pci,netdev=n,id=net0 -serial null";
  const std::string kJson =
      "-nodefaults -display none -machine pc,memory-backend=ram -accel kvm -cpu host,migratable=on "
      "-m 128 -object '{\"qom-type\":\"memory-backend-ram\",\"id\":\"ram\",\"size\":134217728}' "
      "-device '{\"driver\":\"pci-bridge\",\"id\":\"pci.1\",\"chassis_nr\":1}' "
      "-blockdev '{\"driver\":\"file\",\"filename\":\"" +
      folder +
      "/disk\",\"node-name\":\"s\"}' -blockdev "
      "'{\"driver\":\"raw\",\"file\":\"s\",\"node-name\":\"f\",\"read-only\":true}' -device "
      "'{\"driver\":\"virtio-blk-pci\",\"drive\":\"f\",\"id\":\"disk0\",\"bus\":\"pci.1\",\"addr\":"
      "\"0x1\"}' -netdev '{\"type\":\"user\",\"id\":\"n\"}' -device "
      "'{\"driver\":\"virtio-net-pci\",\"netdev\":\"n\",\"id\":\"net0\"}' -chardev null,id=c0 "
      "-device '{\"driver\":\"isa-serial\",\"chardev\":\"c0\",\"id\":\"serial0\"}'";
  const std::string kHooks[] = {
      "add-option(options=\"-device virtio-rng-pci,id=r9 -no-reboot\")",
      "add-option(options=\"-device virtio-rng-pci,id=r9\",place=before:device)",
      "add-qmp(path=" + folder + "/qmp.sock)",
      "force-accel(accel=tcg)",
      "fw-cfg(string=\"a,b\")",
      "gdb(address=none)",
      "hugepages(path=" + folder + ",prealloc=on)",
      "identity(name=x,uuid=8d6a9c5e-0000-4000-8000-000000000001,mac=52:54:00:00:00:01,serial=s)",
      "incoming",
      "no-network",
      "old-qemu(missing=\"uuid,no-hpet\")",
      "replace-device(from=virtio-net-pci,to=e1000)",
      "seed-drive(path=" + folder + "/seed)",
      "serial-log(path=" + folder + "/serial.log)",
      "set-cpu(model=max,features=\"-avx,+aes\")",
      "set-machine(set=\"usb=on,vmport=off\")",
      "set-memory(size=192M)",
      "set-property(driver=virtio-net-pci,set=\"rx_queue_size=512,mq=on\")",
      "set-property(driver=virtio-net-pci,set=\"disable-legacy=on,vectors=4\")",
      "share-dir(path=" + folder + ")",
      "show-argv",
      "strip-option(name=uuid)",
      "throw-away",
      "fault(what=disk)",
      "fault(what=serial)",
  };
  HookRunner runner(stock());
  for (const std::string& hook : kHooks)
    for (const std::string& base : {kText, kJson}) {
      CommandLine line = CommandLine::parse(split_words(base).value());
      // force-tcg also shows that the two go together.
      auto specs = parse_hook_list(hook + "\nforce-tcg").value();
      ExecPlan plan;
      auto changes =
          runner.apply(specs, line, {.argv0 = "qemu-system-x86_64", .qemu = program}, &plan);
      ASSERT_TRUE(changes) << hook << ": " << changes.error().message;
      std::vector<std::string> argv = {program};
      for (std::string& w : line.args()) argv.push_back(std::move(w));
      for (const char* w : {"-S", "-qmp", "stdio"}) argv.emplace_back(w);
      auto run =
          qemu::run_program(argv, "{\"execute\":\"qmp_capabilities\"}{\"execute\":\"quit\"}");
      ASSERT_TRUE(run) << hook << ": " << run.error().message;
      EXPECT_EQ(run->status, 0) << hook << "\n" << shell_join(argv) << "\n" << run->err;
    }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace gs::script
