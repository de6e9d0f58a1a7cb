// One line after another as the programs print them, and the stage that a log has reached with it.
// The lines stand alone: this is what a short excerpt in a bug report gives.
#include <gtest/gtest.h>

#include "trace/verdict.hpp"

namespace gs::trace {
namespace {

struct Excerpt {
  const char* text;
  Stage stage;
};

constexpr Excerpt kExcerpts[] = {
    {"libguestfs: trace: add_drive \"disk.img\"", Stage::kClient},
    {"[   0.0] Opening the source -i ova guest.ova", Stage::kClient},
    {"libguestfs: launch: program=virt-ls", Stage::kClient},
    {"libguestfs: begin building supermin appliance", Stage::kApplianceBuild},
    {"supermin: kernel: picked vmlinuz /boot/vmlinuz-6.1", Stage::kApplianceBuild},
    {"supermin: ext2: copying kernel modules", Stage::kApplianceBuild},
    {"libguestfs: finished building supermin appliance", Stage::kApplianceBuild},
    {"libguestfs: begin testing qemu features", Stage::kQemuProbe},
    {"libguestfs: qemu version: 7.2", Stage::kQemuProbe},
    {"libguestfs: opening libvirt handle: URI = qemu:///session", Stage::kQemuStart},
    {"    -device virtserialport,chardev=channel0,name=org.libguestfs.channel.0 \\",
     Stage::kQemuStart},
    {"+ qemu-system-aarch64 -machine virt -m 512", Stage::kQemuStart},
    {"qemu-system-x86_64: warning: host doesn't support requested feature", Stage::kQemuStart},
    {"==> qemu: Starting VM, booting from CD-ROM", Stage::kQemuStart},
    {"\x1b[2JSeaBIOS (version 1.16.2-debian-1.16.2-1)", Stage::kFirmware},
    {"Booting from ROM...", Stage::kFirmware},
    {"BdsDxe: starting Boot0001 \"UEFI Misc Device\"", Stage::kFirmware},
    {"Booting `Debian GNU/Linux'", Stage::kFirmware},
    {"Loading Linux 6.1.0-13-amd64 ...", Stage::kFirmware},
    {"[    0.000000] Linux version 6.1.0 (a@b)", Stage::kKernel},
    {"\\x1bc\\x1b[?7l[    0.000000] Linux version 6.1.0 (a@b)", Stage::kKernel},
    {"[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd034]", Stage::kKernel},
    {"[    1.234567] virtio_blk virtio0: [vda] 204800 512-byte logical blocks", Stage::kKernel},
    {"[    1.728246] Run /init as init process", Stage::kInitrd},
    {"supermin: ext2 mini initrd starting up: 5.2.2", Stage::kInitrd},
    {"supermin: internal insmod virtio_blk.ko", Stage::kInitrd},
    {"Loading, please wait...", Stage::kInitrd},
    {"Begin: Running /scripts/init-premount ... done.", Stage::kInitrd},
    {"Welcome to \x1b[0;34mFedora Linux 38 dracut-059 (Initramfs)\x1b[0m!", Stage::kInitrd},
    {"[    2.0] systemd[1]: Running in initial RAM disk.", Stage::kInitrd},
    {":: running early hook [udev]", Stage::kInitrd},
    {"supermin: picked 8:16 as root device", Stage::kRootDevice},
    {"supermin: mounting new root on /root", Stage::kRootDevice},
    {"         Mounting \x1b[0;1;39m/sysroot\x1b[0m...", Stage::kRootDevice},
    {"[    2.728246] Run /sbin/init as init process", Stage::kInit},
    {"Starting /init script ...", Stage::kInit},
    {"systemd[1]: Switching root.", Stage::kInit},
    {"Welcome to \x1b[1;34mDebian GNU/Linux 12 (bookworm)\x1b[0m!", Stage::kInit},
    {"Welcome to Ubuntu 22.04.1 LTS!", Stage::kInit},
    {"[  OK  ] Reached target ^[[0;1;39mLocal File Systems^[[0m.", Stage::kInit},
    {"   OpenRC 0.48 is starting up Linux 6.1.55 (x86_64)", Stage::kInit},
    {"INIT: version 3.06 booting", Stage::kInit},
    {"+ guestfsd --verbose", Stage::kDaemon},
    {"trying to open virtio-serial channel '/dev/virtio-ports/org.libguestfs.channel.0'",
     Stage::kDaemon},
    {"libguestfs: recv_from_daemon: received GUESTFS_LAUNCH_FLAG", Stage::kReady},
    {"guestfsd: <= mount (0x1) request length 64 bytes", Stage::kReady},
    {"[   4.4] Inspecting the source", Stage::kReady},
    {"[  18.0] Converting CentOS Linux 7 to run on KVM", Stage::kReady},
    {"[  OK  ] Reached target \x1b[0;1;39mMulti-User System\x1b[0m.", Stage::kReady},
    {"localhost login: ", Stage::kReady},
    {"systemd[1]: Startup finished in 1.2s (kernel) + 3.4s (userspace) = 4.6s.", Stage::kReady},
    {"libguestfs: sending SIGTERM to process 1348", Stage::kShutdown},
    {"[  264.084078] reboot: Power down", Stage::kShutdown},
    {"[  OK  ] Reached target Power-Off.", Stage::kShutdown},
    {"systemd-shutdown[1]: Sending SIGTERM to remaining processes...", Stage::kShutdown},
};

TEST(MarkerLines, EachIsKnownAlone) {
  auto d = Diagnoser::create();
  ASSERT_TRUE(d) << d.error().message;
  for (const Excerpt& e : kExcerpts) {
    auto t = Transcript::from_log(e.text);
    ASSERT_TRUE(t);
    Verdict v = d->diagnose(*t);
    EXPECT_EQ(to_string(v.outcome), "ok") << e.text << "\n" << v.cause;
    EXPECT_EQ(v.stage ? gs::to_string(*v.stage) : "none", gs::to_string(e.stage)) << e.text;
  }
}

TEST(MarkerLines, InOrderTheyAreOneBoot) {
  auto d = Diagnoser::create();
  ASSERT_TRUE(d) << d.error().message;
  std::string log;
  for (const Excerpt& e : kExcerpts) log += std::string(e.text) + "\n";
  auto t = Transcript::from_log(log);
  ASSERT_TRUE(t);
  Verdict v = d->diagnose(*t);
  EXPECT_EQ(v.outcome, Outcome::kOk) << v.cause;
  EXPECT_EQ(v.boots, 1);
  ASSERT_EQ(v.stages.size(), static_cast<std::size_t>(kStageCount));
  for (std::size_t i = 0; i < v.stages.size(); ++i)
    EXPECT_EQ(v.stages[i].stage, static_cast<Stage>(i));
}

TEST(MarkerLines, WhatLooksLikeAMarkerAndIsNone) {
  auto d = Diagnoser::create();
  ASSERT_TRUE(d) << d.error().message;
  for (const char* text :
       {"Last login: Mon Nov 20 from host", "please log in to the login: page first",
        "Welcome to emergency mode!", "see the manual of Linux version control",
        "[Makefile:12] done", "a kernel of truth"}) {
    auto t = Transcript::from_log(text);
    ASSERT_TRUE(t);
    Verdict v = d->diagnose(*t);
    EXPECT_NE(v.outcome, Outcome::kOk) << text << ": " << (v.stage ? gs::to_string(*v.stage) : "");
  }
}

}  // namespace
}  // namespace gs::trace
