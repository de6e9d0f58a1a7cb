#include "session/launch_line.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "qemu/kernel_words.hpp"
#include "qemu/machine.hpp"
#include "qemu/property.hpp"
#include "qemu/references.hpp"

namespace gs::session {
namespace {

LaunchInput input() {
  LaunchInput in;
  in.appliance = {"/a/kernel", "/a/initrd", "/a/root", "raw"};
  in.root_uuid = "0c185770-d5fc-4a67-acc9-3ea85178bda2";
  in.channel_socket = "/tmp/x/guestfsd.sock";
  in.arch = "x86_64";
  return in;
}

TEST(LaunchLine, TcgUnlessAMachineUnderKvmIsKnownToWork) {
  auto in = input();
  auto line = launch_line(in);
  ASSERT_TRUE(line) << line.error().message;
  EXPECT_EQ(qemu::accelerators(*line), (std::vector<std::string>{"tcg"}));
  in.kvm = true;
  line = launch_line(in);
  EXPECT_EQ(qemu::accelerators(*line), (std::vector<std::string>{"kvm", "tcg"}));
}

TEST(LaunchLine, OddPathsStayOneProperty) {
  auto in = input();
  in.config.drives = {{.path = "/tmp/a,b=c d", .format = "raw"}};
  in.channel_socket = "/tmp/x,y/guestfsd.sock";
  const auto line = launch_line(in);
  ASSERT_TRUE(line) << line.error().message;
  EXPECT_EQ(qemu::get_property(*line->first("drive"), "file"), "/tmp/a,b=c d");
  EXPECT_EQ(qemu::get_property(*line->first("chardev"), "path"), "/tmp/x,y/guestfsd.sock");
}

TEST(LaunchLine, DrivesComeInOrderAndTheApplianceLast) {
  auto in = input();
  in.config.drives = {{.path = "/1", .format = "qcow2"},
                      {.path = "/2", .format = "raw", .read_only = true, .label = "boot"}};
  const auto line = launch_line(in);
  ASSERT_TRUE(line);
  const auto drives = line->find("drive");
  ASSERT_EQ(drives.size(), 3u);
  EXPECT_EQ(qemu::get_property(*line->find(drives[0]), "file"), "/1");
  EXPECT_FALSE(qemu::get_property(*line->find(drives[0]), "snapshot"));
  EXPECT_EQ(qemu::get_property(*line->find(drives[1]), "snapshot"), "on");
  EXPECT_EQ(qemu::get_property(*line->find(drives[1]), "file.locking"), "off");
  EXPECT_EQ(qemu::get_property(*line->find(drives[2]), "id"), "appliance");
  std::vector<std::string> disks;
  for (const auto id : line->find("device"))
    if (qemu::get_property(*line->find(id), "driver") == "scsi-hd")
      disks.push_back(qemu::get_property(*line->find(id), "drive").value_or("") + " " +
                      qemu::get_property(*line->find(id), "serial").value_or(""));
  EXPECT_EQ(disks, (std::vector<std::string>{"hd0 ", "hd1 boot", "appliance "}));
}

TEST(LaunchLine, KernelWords) {
  auto in = input();
  in.config.append = "foo=1 console=tty0";
  std::string words = kernel_command_line(in);
  EXPECT_EQ(qemu::kernel_get(words, "root"), "UUID=0c185770-d5fc-4a67-acc9-3ea85178bda2");
  EXPECT_TRUE(qemu::kernel_get(words, "quiet"));
  EXPECT_FALSE(qemu::kernel_get(words, "guestfs_verbose"));
  EXPECT_EQ(qemu::kernel_get(words, "foo"), "1");
  in.config.verbose = true;
  in.arch = "aarch64";
  words = kernel_command_line(in);
  EXPECT_FALSE(qemu::kernel_get(words, "quiet"));
  EXPECT_EQ(qemu::kernel_get(words, "guestfs_verbose"), "1");
  EXPECT_EQ(words.find("panic=1 console=ttyAMA0 "), 0u);
}

TEST(LaunchLine, MemoryCpusNetwork) {
  auto in = input();
  in.config.memory_mib = 512;
  in.config.smp = 4;
  in.config.network = true;
  const auto line = launch_line(in);
  ASSERT_TRUE(line);
  EXPECT_EQ(qemu::memory_bytes(*line), 512u << 20);
  EXPECT_EQ(line->first("smp")->value, "4");
  EXPECT_TRUE(line->has("netdev"));
}

TEST(LaunchLine, AnUnknownArchitectureIsRefused) {
  auto in = input();
  in.arch = "m68k";
  const auto line = launch_line(in);
  ASSERT_FALSE(line);
  EXPECT_EQ(line.error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace gs::session
