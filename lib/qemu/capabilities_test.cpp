#include "qemu/capabilities.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "qemu/fake_qemu_test.hpp"
#include "qemu/option_table.hpp"
#include "qemu/run_program.hpp"

namespace gs::qemu {
namespace {

std::string installed(const char* name) {
  auto found = find_all_in_path(name);
  return found.empty() ? "" : found[0];
}

constexpr char kAnswers[] =
    "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 2, \"minor\": 1, \"major\": 8}}}}\r\n"
    "{\"return\": {}}\n"
    "{\"return\": [{\"name\": \"pc-1\", \"alias\": \"pc\"}, {\"name\": \"q35-1\"}], \"id\": "
    "\"machine\"}\n"
    "{\"timestamp\": {}, \"event\": \"X\"}\n"
    "not json\n"
    "{\"return\": [{\"name\": \"e1000\"}, {\"name\": \"tab\\there\"}], \"id\": \"device\"}\n"
    "{\"return\": [{\"name\": \"mac\", \"type\": \"str\"}], \"id\": \"device-property e1000\"}\n"
    "{\"error\": {\"class\": \"DeviceNotFound\"}, \"id\": \"device-property gone\"}\n"
    "{\"return\": {\"model\": {\"name\": \"max\", \"props\": {\"avx\": true, \"level\": 13}}}, "
    "\"id\": \"cpu-feature max\"}\n"
    "{\"return\": [{\"name\": \"usb\", \"type\": \"bool\"}], \"id\": \"machine-property pc-1\"}\n";

TEST(Capabilities, AsksOnceAndRemembersOnDisk) {
  TempFolder folder;
  std::string program = fake_qemu(folder.path(), kAnswers);
  std::string cache = folder.path() + "/cache";
  for (int round = 0; round < 2; ++round) {
    Capabilities caps(program, cache);
    EXPECT_EQ(caps.runs(), 0);
    EXPECT_EQ(caps.version(), "8.1.2");
    EXPECT_EQ(caps.has_device("e1000"), true);
    EXPECT_EQ(caps.has_device("nope"), false);
    EXPECT_EQ(caps.has_device(""), false);
    EXPECT_EQ(caps.machines(), (std::vector<std::string>{"pc", "pc-1", "q35-1"}));
    EXPECT_EQ(caps.has_option("good"), true);
    EXPECT_EQ(caps.has_option("--arg"), true);
    EXPECT_EQ(caps.has_option("bad"), false);
    EXPECT_EQ(caps.has_option("x; rm"), false);
    EXPECT_EQ(caps.device_properties("e1000")->at("mac"), "str");
    EXPECT_EQ(caps.machine_properties("pc")->at("usb"), "bool");
    EXPECT_EQ(caps.cpu_features("max")->at("avx"), "on");
    EXPECT_EQ(caps.cpu_features("max")->at("level"), "13");
    auto gone = caps.device_properties("gone");
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code, ErrorCode::kNotFound);
    // First: all that it can say (the fake says everything at once), three options, and the device
    // that is not there; that one is asked again, it may come with a module.
    EXPECT_EQ(caps.runs(), round == 0 ? 5 : 1);
  }
  struct stat st {};
  auto file = std::filesystem::directory_iterator(cache)->path();
  ASSERT_EQ(::stat(file.c_str(), &st), 0);
  EXPECT_EQ(st.st_mode & 0777, 0600u);
}

TEST(Capabilities, WhatTheSchemaAndTheHelpTextsSay) {
  TempFolder folder;
  std::string program = fake_qemu(
      folder.path(),
      "{\"QMP\": {}}\n"
      "{\"return\": [{\"name\": \"netdev_add\", \"meta-type\": \"command\", \"arg-type\": \"1\"}, "
      "{\"name\": \"1\", \"variants\": [{\"case\": \"user\", \"type\": \"0\"}, {\"case\": \"tap\"}]}, "
      "{\"name\": \"object-add\", \"arg-type\": \"2\"}, "
      "{\"name\": \"2\", \"members\": [{\"name\": \"id\"}], \"variants\": [{\"case\": \"rng\", "
      "\"type\": \"3\"}]}, {\"name\": \"3\", \"members\": [{\"name\": \"filename\"}]}, "
      "{\"name\": \"chardev-add\", \"arg-type\": \"4\"}, {\"name\": \"4\", \"members\": [{\"name\": "
      "\"backend\", \"type\": \"1\"}]}, {\"name\": \"blockdev-add\", \"arg-type\": \"nope\"}], "
      "\"id\": \"schema\"}\n",
      "name \"virtio-net-pci\", bus PCI, alias \"virtio-net\"\nname \"isa-serial\", bus ISA, desc "
      "\"x, alias y\"\nname \"loader\", desc \"Generic Loader\"\n\nNetwork devices:\n");
  for (int round = 0; round < 2; ++round) {
    Capabilities caps(program, folder.path() + "/cache");
    EXPECT_EQ(caps.netdev_types(), (std::vector<std::string>{"tap", "user"}));
    EXPECT_EQ(caps.chardev_types(), (std::vector<std::string>{"tap", "user", "tty", "parport"}));
    EXPECT_EQ(caps.blockdev_drivers(), std::vector<std::string>{});
    EXPECT_EQ(caps.object_types(), std::vector<std::string>{"rng"});
    EXPECT_EQ(caps.object_properties("rng")->count("filename"), 1u);
    EXPECT_EQ(caps.object_properties("rng")->size(), 2u);
    EXPECT_EQ(caps.object_properties("gone").error().code, ErrorCode::kNotFound);
    auto devices = caps.pluggable_devices();
    EXPECT_EQ(devices->size(), 4u);
    EXPECT_EQ(devices->at("virtio-net"), "PCI");
    EXPECT_EQ(devices->at("loader"), "");
    EXPECT_EQ(caps.device_type("virtio-net"), "virtio-net-pci");
    EXPECT_EQ(caps.device_type("isa-serial"), "isa-serial");
    EXPECT_EQ(caps.data_folders(), std::vector<std::string>{"/fw"});
    EXPECT_EQ(caps.runs(), round == 0 ? 4 : 0);
  }
}

TEST(Capabilities, AnotherBuildIsAskedAnew) {
  TempFolder folder;
  std::string cache = folder.path() + "/cache";
  std::string program = fake_qemu(folder.path(), kAnswers);
  EXPECT_EQ(Capabilities(program, cache).version(), "8.1.2");
  fake_qemu(folder.path(), std::string(kAnswers) + "\n");
  Capabilities caps(program, cache);
  EXPECT_EQ(caps.version(), "8.1.2");
  EXPECT_EQ(caps.runs(), 1);
}

TEST(Capabilities, ATornOrForeignCacheIsNotBelieved) {
  TempFolder folder;
  std::string cache = folder.path() + "/cache";
  std::string program = fake_qemu(folder.path(), kAnswers);
  ASSERT_TRUE(Capabilities(program, cache).version());
  auto file = std::filesystem::directory_iterator(cache)->path();
  std::string whole = read_file(file, 1 << 20).value();
  for (std::size_t n = 0; n <= whole.size(); n += 7) {
    std::ofstream(file, std::ios::trunc) << whole.substr(0, n);
    Capabilities caps(program, cache);
    EXPECT_EQ(caps.version(), "8.1.2") << n;
    EXPECT_EQ(caps.has_device("e1000"), true) << n;
  }
}

TEST(Capabilities, AProgramThatIsNoQemuIsNamed) {
  auto caps = Capabilities("/bin/true", "").version();
  ASSERT_FALSE(caps);
  EXPECT_EQ(caps.error().code, ErrorCode::kFormat);
  EXPECT_NE(caps.error().message.find("/bin/true does not answer QMP"), std::string::npos);
  EXPECT_EQ(Capabilities("/nonexistent", "").version().error().code, ErrorCode::kNotFound);
}

TEST(Capabilities, OfTheQemuThatIsInstalled) {
  std::string program = installed("qemu-system-x86_64");
  if (program.empty()) GTEST_SKIP() << "qemu-system-x86_64 is not installed";
  Capabilities caps(program, "");
  auto version = caps.version();
  ASSERT_TRUE(version) << version.error().message;
  EXPECT_NE(version->find('.'), std::string::npos);
  EXPECT_EQ(caps.has_device("virtio-net-pci"), true);
  EXPECT_EQ(caps.has_device("no-such-device"), false);
  EXPECT_EQ(caps.has_machine("q35"), true);
  EXPECT_EQ(caps.has_object("memory-backend-ram"), true);
  EXPECT_EQ(caps.has_option("nodefaults"), true);
  EXPECT_EQ(caps.has_option("device"), true);
  EXPECT_EQ(caps.has_option("no-such-option"), false);
  EXPECT_EQ(caps.device_properties("virtio-net-pci")->count("mac"), 1u);
  EXPECT_EQ(caps.machine_properties("q35")->count("memory-backend"), 1u);
  EXPECT_GT(caps.cpu_features("max")->size(), 50u);
  auto accels = caps.accelerators();
  ASSERT_TRUE(accels);
  EXPECT_NE(std::find(accels->begin(), accels->end(), "tcg"), accels->end());
}

// The names and the arity in our table against what the installed programs print for -help.
TEST(OptionTable, AgreesWithTheHelpOfTheInstalledQemus) {
  int programs = 0;
  for (const char* name : {"qemu-system-x86_64", "qemu-system-aarch64", "qemu-system-ppc64"}) {
    std::string program = installed(name);
    if (program.empty()) continue;
    auto version = run_program({program, "-version"}, "");
    ASSERT_TRUE(version);
    if (version->out.find("version 7.2") == std::string::npos) continue;
    ++programs;
    auto help = run_program({program, "-help"}, "");
    ASSERT_TRUE(help) << help.error().message;
    std::set<std::string_view> options;
    for (std::string_view line : split(help->out, '\n')) {
      if (!line.starts_with('-')) continue;
      // "-name string", "-h or -help ...", "-fda/-fdb file", "-enable-kvm     enable ..."
      std::string_view word = line.substr(0, line.find_first_of(" \t["));
      std::string_view rest = line.substr(word.size());
      // An argument follows after one blank (or in brackets); a description after more.
      bool has_argument =
          (rest.size() > 1 && rest[0] == ' ' && rest[1] != ' ') || rest.starts_with('[');
      bool alternatives = rest.starts_with(" or ");
      // Two lines are set otherwise.
      if (word == "-dtb") has_argument = true;
      if (word == "-async-teardown") has_argument = false;
      for (std::string_view one : split(word, '/')) {
        const OptionInfo* info = find_option(canonical_option_name(one));
        ASSERT_NE(info, nullptr) << name << ": " << line;
        if (alternatives) has_argument = info->takes_value();  // the text is "-h or -help"
        EXPECT_EQ(info->takes_value(), has_argument) << name << ": " << line;
        options.insert(info->name);
      }
    }
    EXPECT_GT(options.size(), 90u) << name;
    std::printf("%s: %zu options of -help agree\n", name, options.size());
  }
  if (programs == 0) GTEST_SKIP() << "no qemu 7.2 is installed";
}

}  // namespace
}  // namespace gs::qemu
