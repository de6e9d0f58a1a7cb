#include "qemu/references.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "qemu/corpus_test.hpp"
#include "qemu/property.hpp"

namespace gs::qemu {
namespace {

// One string for each option: "-device e1000,netdev=n" is two words.
CommandLine line_of(const std::vector<std::string>& options) {
  std::vector<std::string> words;
  for (const std::string& o : options) {
    std::size_t blank = o.find(' ');
    words.push_back(o.substr(0, blank));
    if (blank != o.npos) words.push_back(o.substr(blank + 1));
  }
  return CommandLine::parse(words);
}

const std::vector<std::string> kGuest = {
    "-machine pc,memory-backend=ram",
    "-object memory-backend-ram,id=ram,size=1G",
    "-object iothread,id=io0",
    R"(-blockdev {"driver":"file","filename":"/x","node-name":"storage0"})",
    R"(-blockdev {"driver":"qcow2","file":"storage0","backing":null,"node-name":"format0"})",
    "-device virtio-scsi-pci,id=scsi0,iothread=io0",
    "-device scsi-hd,bus=scsi0.0,drive=format0,id=disk0",
    "-chardev socket,id=chr0,path=/s",
    "-netdev vhost-user,id=host0,chardev=chr0",
    "-device virtio-net-pci,netdev=host0,id=net0",
    "-drive file=/d,if=none,id=drive1",
    "-device virtio-blk-pci,drive=drive1,id=disk1,iothread=io0",
    "-chardev socket,id=mon0,path=/m",
    "-mon chardev=mon0,mode=control",
    "-serial chardev:chr1",
    "-set device.net0.mac=52:54:00:00:00:01",
};

TEST(References, AreFollowed) {
  CommandLine line = line_of(kGuest);
  auto found = references(line);
  auto text = [&](const Reference& r) {
    const Option* to = line.find(r.to);
    return line.find(r.from)->name + "." + r.key + ">" + (to ? to->name : "none") + ":" + r.id;
  };
  std::vector<std::string> got;
  for (const Reference& r : found) got.push_back(text(r));
  EXPECT_EQ(got, (std::vector<std::string>{
                     "machine.memory-backend>object:ram", "blockdev.file>blockdev:storage0",
                     "device.iothread>object:io0", "device.bus>device:scsi0",
                     "device.drive>blockdev:format0", "netdev.chardev>chardev:chr0",
                     "device.netdev>netdev:host0", "device.drive>drive:drive1",
                     "device.iothread>object:io0", "mon.chardev>chardev:mon0", "serial.>none:chr1",
                     "set.>device:net0"}));
  EXPECT_EQ(find_by_id(line, IdGroup::kBlock, "format0")->name, "blockdev");
  EXPECT_EQ(find_by_id(line, IdGroup::kDevice, "format0"), nullptr);
}

std::vector<std::string> without(std::string_view id, RemovalScope scope) {
  CommandLine line = line_of(kGuest);
  auto gone = removal_set(line, find_by_id(line, IdGroup::kDevice, id)->id, scope);
  EXPECT_TRUE(gone);
  std::vector<std::string> removed;
  for (OptionId o : *gone) {
    std::string own;
    (void)defines(*line.find(o), &own);
    removed.push_back(own.empty() ? line.find(o)->name : own);
  }
  return removed;
}

using Names = std::vector<std::string>;

TEST(References, RemovalTakesAlongWhatOnlyTheDeviceUsed) {
  EXPECT_EQ(without("net0", {}), (Names{"net0", "set"}));
  EXPECT_EQ(without("net0", {.backends = true}), (Names{"chr0", "host0", "net0", "set"}));
  EXPECT_EQ(without("disk0", {.backends = true}), (Names{"storage0", "format0", "disk0"}));
  // The iothread has another user.
  EXPECT_EQ(without("disk1", {.backends = true}), (Names{"drive1", "disk1"}));
  EXPECT_EQ(without("scsi0", {.backends = true, .children = true}),
            (Names{"storage0", "format0", "scsi0", "disk0"}));
}

TEST(References, AControllerInUseIsNotRemovedSilently) {
  CommandLine line = line_of(kGuest);
  auto gone = removal_set(line, find_by_id(line, IdGroup::kDevice, "scsi0")->id, {});
  ASSERT_FALSE(gone);
  EXPECT_NE(gone.error().message.find("disk0"), std::string::npos);
  EXPECT_NE(gone.error().hint.find("children"), std::string::npos);
}

TEST(References, AddedOptionsTakeTheStyleOfTheLine) {
  CommandLine json = line_of({R"(-device {"driver":"x"})"});
  EXPECT_TRUE(prefers_json(json, "device"));
  EXPECT_TRUE(prefers_json(json, "netdev"));
  EXPECT_FALSE(prefers_json(json, "chardev"));
  EXPECT_FALSE(prefers_json(json, "display"));
  CommandLine mixed = line_of({"-device x", R"(-object {"qom-type":"y","id":"z"})"});
  EXPECT_FALSE(prefers_json(mixed, "device"));
  EXPECT_TRUE(prefers_json(mixed, "object"));
  EXPECT_FALSE(prefers_json(CommandLine(), "device"));
}

std::vector<std::string> found_in(const std::vector<std::string>& options) {
  CommandLine line = line_of(options);
  std::vector<std::string> found;
  for (const Reference& r : references(line))
    found.push_back(r.key + "=" + r.id + (r.to ? "" : " is nowhere"));
  return found;
}

// Each seen in lines of libvirt's or qemu's own tests and manuals.
TEST(References, AreFoundInEveryPlaceWhereProducersWriteThem) {
  EXPECT_EQ(found_in({"-object thread-context,id=tc0",
                      R"(-object {"qom-type":"memory-backend-ram","id":"m","prealloc-context":"tc0"})"}),
            Names{"prealloc-context=tc0"});
  EXPECT_EQ(found_in({"-object memory-backend-epc,id=e0", "-M q35,sgx-epc.0.memdev=e0"}),
            Names{"sgx-epc.0.memdev=e0"});
  EXPECT_EQ(found_in({"-device pxb-cxl,id=cxl.1", "-M q35,cxl=on,cxl-fmw.0.targets.0=cxl.1"}),
            Names{"cxl-fmw.0.targets.0=cxl.1"});
  EXPECT_EQ(found_in({"-chardev pipe,id=c0,path=/p",
                      R"(-netdev {"type":"user","guestfwd":[{"str":"tcp:10.0.2.1:4600-chardev:c0"}],"id":"n"})"}),
            Names{"guestfwd.0.str=c0"});
  EXPECT_EQ(found_in({"-object iothread,id=io1",
                      R"(-device {"driver":"virtio-blk-pci","iothread-vq-mapping":[{"iothread":"io1"}]})"}),
            Names{"iothread-vq-mapping.0.iothread=io1"});
  EXPECT_EQ(found_in({"-object can-bus,id=b0", "-device kvaser_pci,canbus=b0",
                      "-object can-host-socketcan,id=h,if=can0,canbus=b0"}),
            (Names{"canbus=b0", "canbus=b0"}));
  EXPECT_EQ(found_in({"-audiodev none,id=a1", "-display dbus,audiodev=a1", "-vnc :0,audiodev=a1"}),
            (Names{"audiodev=a1", "audiodev=a1"}));
  EXPECT_EQ(found_in({"-drive if=none,id=childs0,file=/x", "-nic user,id=n0",
                      "-drive if=ide,driver=quorum,children.0=childs0,children.1.file.filename=/y",
                      "-object filter-dump,id=f,netdev=n0,file=/f"}),
            (Names{"children.0=childs0", "netdev=n0"}));
}

TEST(References, ThatOnlyLookLikeOnesAreNone) {
  // The name of an iSCSI target, a file that is called like a drive, groups that qemu makes.
  EXPECT_EQ(found_in({R"(-blockdev {"driver":"iscsi","target":"iqn.1992-01.com.example:s","node-name":"s"})",
                      "-drive file=d0,if=none,id=d0,throttling.group=g",
                      "-device vfio-pci,host=01:00.0,display=on"}),
            Names{});
}

// What watches a card's netdev goes with the card, and then the chardev of the watcher.
TEST(References, FiltersGoWithTheirNetdev) {
  CommandLine line = line_of({"-netdev tap,id=hn0", "-device rtl8139,id=e0,netdev=hn0",
                              "-chardev socket,id=mirror0,port=9003,host=::",
                              "-object filter-mirror,id=m0,netdev=hn0,queue=tx,outdev=mirror0"});
  auto gone = removal_set(line, line.options()[1].id, {.backends = true});
  ASSERT_TRUE(gone);
  EXPECT_EQ(gone->size(), 4u);
}

// On s390 a zpci device goes with the device that it gives its place to.
TEST(References, WhatOnlyServesARemovedDeviceGoesToo) {
  CommandLine line = line_of({"-device zpci,uid=1,fid=0,target=net0,id=zpci1",
                              "-device virtio-net-pci,id=net0", "-device zpci,target=x,id=zpci2"});
  auto gone = removal_set(line, find_by_id(line, IdGroup::kDevice, "net0")->id, {});
  ASSERT_TRUE(gone);
  EXPECT_EQ(*gone, (std::vector<OptionId>{line.options()[0].id, line.options()[1].id}));
}

// In the real lines that are whole, what is referred to is there.
TEST(References, ResolveInTheCorpus) {
  auto corpus = read_corpus();
  if (corpus.empty()) GTEST_SKIP() << "the shared data is not here";
  std::size_t all = 0, resolved = 0;
  for (const CorpusLine& c : corpus) {
    CommandLine line = CommandLine::parse(c.args);
    if (line.has("readconfig")) continue;
    for (const Reference& r : references(line)) {
      ++all;
      resolved += r.to != 0;
    }
  }
  std::printf("references: %zu of %zu resolved\n", resolved, all);
  EXPECT_GT(all, 350u);
  // The rest are mistakes of the people who posted them (a doubled comma, quotes inside a word).
  EXPECT_EQ(all - resolved, 7u);
}

}  // namespace
}  // namespace gs::qemu
