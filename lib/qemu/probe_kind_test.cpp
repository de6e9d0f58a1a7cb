#include "qemu/probe_kind.hpp"

#include <gtest/gtest.h>

#include "qemu/corpus_test.hpp"

namespace gs::qemu {
namespace {

using Words = std::vector<std::string>;

ProbeKind kind_of(const Words& args) { return probe_kind(CommandLine::parse(args)); }

TEST(ProbeKind, KnowsTheProbesOfRealCallers) {
  struct Row {
    Words args;
    ProbeKind want;
  };
  const Row kRows[] = {
      // libguestfs 1.48, older libguestfs, libvirt now and before, packer, lima, users
      {{"-display", "none", "-machine", "accel=kvm:tcg", "-qmp", "stdio"}, ProbeKind::kMonitor},
      {{"-display", "none", "-machine", "none,accel=kvm:hvf:tcg", "-qmp", "stdio", "-S"},
       ProbeKind::kMachineNone},
      {{"-S", "-no-user-config", "-nodefaults", "-nographic", "-machine", "none,accel=kvm:tcg",
        "-qmp", "unix:/x/qmp.monitor,server=on,wait=off", "-pidfile", "/x/qmp.pid", "-daemonize"},
       ProbeKind::kMachineNone},
      {{"-S", "-nodefaults", "-nographic", "-M", "none", "-qmp", "unix:/x,server,nowait"},
       ProbeKind::kMachineNone},
      {{"-machine", "pc", "-machine", "type=none"}, ProbeKind::kMachineNone},
      {{"-S", "-nodefaults", "-chardev", "stdio,id=c", "-mon", "chardev=c,mode=control"},
       ProbeKind::kMonitor},
      {{"-version"}, ProbeKind::kHelp},
      {{"--version"}, ProbeKind::kHelp},
      {{"-help"}, ProbeKind::kHelp},
      {{"-h"}, ProbeKind::kHelp},
      {{"-device", "?"}, ProbeKind::kList},
      {{"-device", "help"}, ProbeKind::kList},
      {{"-device", "virtio-blk-pci,?"}, ProbeKind::kList},
      {{"-device", "vhost-user-scsi-pci,help"}, ProbeKind::kList},
      {{"-device", "driver=help"}, ProbeKind::kList},
      {{"-M", "none", "-accel", "help"}, ProbeKind::kList},
      {{"-machine", "help"}, ProbeKind::kList},
      {{"-M", "?"}, ProbeKind::kList},
      {{"-cpu", "help", "-machine", "q35"}, ProbeKind::kList},
      {{"-cpu", "?"}, ProbeKind::kList},
      {{"-netdev", "help"}, ProbeKind::kList},
      {{"-chardev", "help"}, ProbeKind::kList},
      {{"-object", "help"}, ProbeKind::kList},
      {{"-object", "memory-backend-file,help"}, ProbeKind::kList},
      {{"-drive", "format=help"}, ProbeKind::kList},
      {{"-nic", "model=help"}, ProbeKind::kList},
      {{"-nic", "user,model=?"}, ProbeKind::kList},
      {{"-d", "help"}, ProbeKind::kList},
      {{"-L", "help"}, ProbeKind::kList},
      {{"-vga", "help"}, ProbeKind::kList},
      {{"-trace", "help"}, ProbeKind::kList},
      {{"-soundhw", "help"}, ProbeKind::kList},
  };
  for (const Row& row : kRows)
    EXPECT_EQ(to_string(kind_of(row.args)), to_string(row.want))
        << testing::PrintToString(row.args);
}

TEST(ProbeKind, GuestsAreNoProbes) {
  const Words kRows[] = {
      {},
      {"disk.img"},
      {"-name", "help"},
      {"-append", "help"},
      {"-append", "-version", "-kernel", "k"},
      {"-kernel", "help"},
      {"-fw_cfg", "name=opt/x,string=help"},
      {"-drive", "file=help,format=raw"},
      {"-drive", "file=x,,help"},
      {"-hda", "?"},
      {"-machine", "pc,memory-backend=none"},
      {"-machine", "none", "-machine", "pc"},
      {"-display", "none", "-machine", "accel=kvm:tcg", "-qmp", "stdio", "-kernel", "k"},
      {"-qmp", "stdio", "disk.img"},
      {"-qmp", "stdio", "-drive", "file=x"},
      {"-qmp", "stdio", "-cdrom", "x"},
      {"-qmp", "stdio", "-bios", "x"},
      {"-qmp", "stdio", "-incoming", "defer"},
      {"-qmp", "stdio", "-loadvm", "x"},
      {"-qmp", "stdio", "-blockdev", "{\"driver\":\"file\"}"},
      {"-qmp", "stdio", "-device", "virtio-net-pci"},
      {"-qmp", "stdio", "-readconfig", "x"},
      {"-qmp", "stdio", "-future", "x"},
      // May boot from its default NIC: it runs and nobody sits on stdio.
      {"-m", "1G", "-qmp", "unix:/x,server=on,wait=off"},
      {"-S", "-m", "1G"},
      {"-device", "{\"driver\":\"help\"}"},
  };
  for (const Words& row : kRows)
    EXPECT_EQ(to_string(kind_of(row)), "none") << testing::PrintToString(row);
}

TEST(ProbeKind, AgreesWithTheCorpus) {
  auto corpus = read_corpus();
  if (corpus.empty()) GTEST_SKIP() << "the shared data is not here";
  int probes = 0;
  for (const CorpusLine& c : corpus) {
    bool want = c.producer == "libvirt-probe" || c.producer == "help";
    EXPECT_EQ(is_probe(CommandLine::parse(c.args)), want) << c.file;
    probes += want;
  }
  EXPECT_EQ(probes, 5);
}

}  // namespace
}  // namespace gs::qemu
