// What is found on a line, with a qemu that is a script. check_corpus_test.cpp has the real one.
#include "qemu/check.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "qemu/fake_qemu_test.hpp"
#include "qemu/json_value.hpp"

namespace gs::qemu {
namespace {

std::string names(const std::vector<const char*>& list) {
  std::string json;
  for (const char* n : list)
    json += (json.empty() ? "{\"name\":" : ",{\"name\":") + json_quote(n) + "}";
  return "[" + json + "]";
}

std::string answer(const std::string& id, const std::string& json) {
  return "{\"return\":" + json + ",\"id\":" + json_quote(id) + "}\n";
}

// A union of the schema: its name, and name=type for each of what it may be.
std::string variants(const char* name, std::initializer_list<std::pair<const char*, const char*>> list,
                     const std::string& members = "[]") {
  std::string json;
  for (auto [value, type] : list)
    json += std::string(json.empty() ? "" : ",") + "{\"case\":\"" + value + "\",\"type\":\"" + type +
            "\"}";
  return ",{\"name\":\"" + std::string(name) + "\",\"members\":" + members + ",\"variants\":[" +
         json + "]}";
}

std::string command(const char* name, const char* type) {
  return std::string("{\"name\":\"") + name + "\",\"arg-type\":\"" + type + "\"}";
}

std::string answers() {
  std::string text = "{\"QMP\":{\"version\":{\"qemu\":{\"micro\":0,\"minor\":2,\"major\":7}}}}\n";
  text += answer("machine",
                 "[{\"name\":\"pc-i440fx-7.2\",\"alias\":\"pc\"},{\"name\":\"pc-i440fx-2.0\"},"
                 "{\"name\":\"pc-q35-7.2\",\"alias\":\"q35\"},{\"name\":\"pc-q35-6.0\"}]");
  text += answer("cpu", names({"max", "host", "qemu64", "Penryn"}));
  text += answer("device", names({"e1000", "virtio-net-pci", "PIIX3"}));
  text += answer("accel", names({"kvm-accel", "tcg-accel", "accel"}));
  using Row = std::pair<const char*, std::vector<const char*>>;
  for (const Row& row : {Row{"e1000", {"mac", "netdev", "addr", "multifunction", "romfile"}},
                         Row{"virtio-net-pci", {"mac", "netdev", "addr", "mq", "host_mtu"}},
                         Row{"virtio-blk-pci", {"drive", "addr", "bootindex"}},
                         Row{"pcie-root-port", {"addr", "chassis", "multifunction"}},
                         Row{"virtio-scsi-pci", {"addr"}},
                         Row{"scsi-hd", {"drive", "scsi-id", "lun", "channel"}},
                         Row{"ide-hd", {"drive", "unit"}},
                         Row{"usb-tablet", {"port"}},
                         Row{"isa-serial", {"chardev"}},
                         Row{"pxb-cxl", {"bus_nr", "ports[0]"}},
                         Row{"loader", {"file", "addr"}},
                         Row{"max-x86_64-cpu", {"avx", "hv-time", "sse4-1"}}})
    text += answer(std::string("device-property ") + row.first, names(row.second));
  for (const char* m : {"pc-i440fx-7.2", "pc-q35-7.2"})
    text += answer(std::string("machine-property ") + m,
                   names({"usb", "dump-guest-core", "memory-backend", "kernel", "smp"}));
  std::string schema =
      command("netdev_add", "1") + "," + command("object-add", "2") + "," +
      command("chardev-add", "3") + "," + command("blockdev-add", "4") +
      variants("1", {{"user", "0"}, {"tap", "0"}}) +
      variants("2", {{"rng-random", "5"}, {"secret", "6"}, {"memory-backend-file", "7"}},
               names({"id", "qom-type"})) +
      ",{\"name\":\"3\",\"members\":[{\"name\":\"backend\",\"type\":\"8\"}]}" +
      variants("4", {{"file", "0"}, {"qcow2", "0"}, {"raw", "0"}, {"nbd", "0"}}) +
      ",{\"name\":\"5\",\"members\":" + names({"filename"}) + "}" +
      ",{\"name\":\"6\",\"members\":" + names({"file", "data"}) + "}" +
      ",{\"name\":\"7\",\"members\":" + names({"size", "mem-path"}) + "}" +
      variants("8", {{"socket", "0"}, {"file", "0"}, {"null", "0"}, {"serial", "0"}});
  return text + answer("schema", "[" + schema + "]");
}

constexpr char kDeviceHelp[] =
    "name \"e1000\", bus PCI, alias \"e1000-82540em\"\n"
    "name \"virtio-net-pci\", bus PCI, alias \"virtio-net\"\n"
    "name \"virtio-blk-pci\", bus PCI\nname \"pcie-root-port\", bus PCI\n"
    "name \"virtio-scsi-pci\", bus PCI\nname \"pci-bridge\", bus PCI\nname \"pxb-cxl\", bus PCI\n"
    "name \"scsi-hd\", bus SCSI\nname \"ide-hd\", bus IDE\nname \"usb-tablet\", bus usb-bus\n"
    "name \"isa-serial\", bus ISA\nname \"virtconsole\", bus virtio-serial-bus\n"
    "name \"loader\", desc \"Generic Loader\"\n";

class Check : public testing::Test {
 protected:
  Check() : program_(fake_qemu(folder_.path(), answers(), kDeviceHelp, folder_.path() + "/fw")) {}

  std::vector<Finding> find(const std::vector<std::string>& words, CheckOptions options) {
    Capabilities caps(program_, folder_.path() + "/cache");
    auto found = check(CommandLine::parse(words), caps, options);
    EXPECT_TRUE(found) << found.error().message;
    return found ? *found : std::vector<Finding>();
  }

  static std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> words;
    for (std::string_view w : gs::split(text, ' '))
      if (!w.empty()) words.emplace_back(w);
    return words;
  }

  // "1 unknown-device frob; ..." with "warning" where it is one; "" = nothing.
  static std::string summary(const std::vector<Finding>& findings) {
    std::string text;
    for (const Finding& f : findings) {
      EXPECT_FALSE(f.message.empty() || f.hint.empty()) << f.kind;
      text += (text.empty() ? "" : "; ") + std::to_string(f.argument) + " " +
              (f.is_error ? "" : "warning ") + f.kind + " " + f.subject;
    }
    return text;
  }

  std::string names_on(std::string_view words) {
    return summary(find(split(words), {.files = false, .kvm_usable = true}));
  }

  TempFolder folder_;
  std::string program_;
};

struct Row {
  const char* words;
  const char* want;
};

TEST_F(Check, Names) {
  const Row kRows[] = {
      {"-S -machine pc,usb=on -cpu max,+avx -device e1000,id=x,mac=a disk", ""},
      {"-nosuch", "1 unknown-option nosuch"},
      {"-S -nosuch x -nosuch y", "2 unknown-option nosuch"},
      {"-good -device e1000", ""},  // in no table, but this qemu has it
      {"-no-kvm", "1 unknown-option no-kvm"},
      {"-S -m", "2 missing-value m"},
      {"-device frob", "1 unknown-device frob"},
      {"-device PIIX3", "1 unknown-device PIIX3"},
      {"-device virtio-net,mq=on", ""},
      {"-device e1000-82540em,mq=on", "1 unknown-property e1000-82540em.mq"},
      {"-device e1000,frob=1,frob=2,id=i,bus=pci.0", "1 unknown-property e1000.frob"},
      {R"(-device {"driver":"e1000","frob":{"a":1,"b":2}})", "1 unknown-property e1000.frob"},
      {"-device pxb-cxl,ports[0]=x,ports[1]=y,bus_nr=1", "1 unknown-property pxb-cxl.ports"},
      {"-device virtconsole,frob=1", ""},  // it does not tell its properties
      {"-object rng-random,id=r,filename=/x", ""},
      {"-object rng-frob,id=r", "1 unknown-type rng-frob"},
      {"-object rng-random,id=r,frob=1", "1 unknown-property rng-random.frob"},
      {"-netdev user,id=n", ""},
      {"-netdev vde,id=n", "1 unknown-type vde"},
      {"-net dump -nic user", "1 unknown-type dump"},
      {"-chardev tty,id=c,path=/x -chardev pipe,id=d", "3 unknown-type pipe"},
      {"-blockdev driver=sheepdog,node-name=n", "1 unknown-type sheepdog"},
      {"-drive file.driver=vxhs,format=qcow2,if=none", "1 unknown-type vxhs"},
      {"-drive file=x,format=qcow9,if=none", "1 unknown-type qcow9"},
      {R"(-device {"driver":)", "1 bad-json device"},
      {R"(-device '{"driver":"e1000"}')", "1 bad-json device"},
      {R"(-device {'driver':'e1000'})", ""},
      {"-device frob,help", ""},  // only a question
  };
  for (const Row& row : kRows) EXPECT_EQ(names_on(row.words), row.want) << row.words;
}

TEST_F(Check, TheMachine) {
  const Row kRows[] = {
      {"-machine q35", ""},
      {"-M pc-q35-rhel8.2.0", "1 unknown-machine pc-q35-rhel8.2.0"},
      {"-machine pc -machine frob", "3 unknown-machine frob"},
      {"-machine pc,dump_guest_core=off,smp.cpus=2,kernel_irqchip=on", ""},
      {"-machine pc,frob=on", "1 unknown-property pc.frob"},
      {"-cpu frob,+avx", "1 unknown-cpu frob"},
      {"-cpu qemu64,+sse4_1,hv_time,-avx", ""},
      {"-cpu max,+frob", "1 unknown-property cpu.frob"},
      {"-accel kvm -machine pc,accel=tcg", "1 accelerator accel"},
      {"-enable-kvm -accel tcg", "2 accelerator accel"},
      {"-enable-kvm -machine accel=kvm", ""},
      {"-accel hvf", "1 accelerator hvf"},
      {"-accel hvf -accel tcg", ""},
      {"-cpu host -accel kvm", ""},
      {"-cpu host -accel tcg", "1 accelerator host"},
      {"-cpu host", "1 accelerator host"},
      {"-append x", "1 needs-kernel append"},
      {"-initrd i -append x -S", "1 needs-kernel initrd; 3 needs-kernel append"},
      {"-kernel k -append x", ""},
      {"-machine kernel=k -append x", ""},
      {"-readconfig f -append x", ""},
  };
  for (const Row& row : kRows) EXPECT_EQ(names_on(row.words), row.want) << row.words;
}

TEST_F(Check, Kvm) {
  auto kvm = [&](const char* words, CheckOptions options) {
    options.files = false;
    return summary(find(split(words), options));
  };
  EXPECT_EQ(kvm("-accel kvm", {.kvm_usable = true}), "");
  EXPECT_EQ(kvm("-accel kvm", {}), "1 kvm kvm");
  EXPECT_EQ(kvm("-machine accel=kvm:tcg -cpu max", {}), "1 warning kvm kvm");
  EXPECT_EQ(kvm("-machine accel=kvm:tcg -cpu host", {}), "1 warning kvm kvm; 3 accelerator host");
  EXPECT_EQ(kvm("-enable-kvm", {.program = "/usr/bin/qemu-system-aarch64", .kvm_usable = true}),
            "1 kvm kvm");
  EXPECT_EQ(kvm("-enable-kvm", {.program = "/usr/bin/qemu-system-i386", .kvm_usable = true}), "");
  // A program whose name ends in kvm takes KVM by itself.
  EXPECT_EQ(kvm("-cpu host", {.program = "/usr/bin/qemu-kvm", .kvm_usable = true}), "");
  EXPECT_EQ(kvm("-cpu host", {.program = "/usr/bin/qemu-kvm"}), "1 accelerator host");
}

TEST_F(Check, IdsAndReferences) {
  const Row kRows[] = {
      {"-netdev user,id=a -device e1000,netdev=a,id=a -chardev null,id=a", ""},
      {"-netdev user,id=a -netdev user,id=a", "3 duplicate-id a"},
      {"-device e1000,id=a -device e1000,id=a", "3 duplicate-id a"},
      {"-drive if=none,id=d -blockdev driver=raw,node-name=d", "3 duplicate-id d"},
      {"-device e1000,netdev=n", "1 dangling n"},
      {"-device virtio-blk-pci,drive=d", "1 dangling d"},
      {"-device virtio-blk-pci,drive=n -blockdev driver=qcow2,node-name=n,file.driver=file", ""},
      {"-device virtio-blk-pci,drive=p -blockdev qcow2,node-name=n,file.driver=file,file.node-name=p",
       ""},
      {"-device virtio-blk-pci,drive=virtio0 -drive if=virtio", ""},
      {"-device isa-serial,chardev=c", "1 dangling c"},
      {"-device isa-serial,chardev=serial0", ""},
      {"-mon chardev=c", "1 dangling c"},
      {"-serial chardev:c", "1 dangling c"},
      {"-nic user,id=n -device e1000,netdev=n", ""},
      {"-machine memory-backend=m", "1 dangling m"},
      {"-machine memory-backend=m -object memory-backend-file,id=m", ""},
      {"-readconfig f -device e1000,netdev=n", ""},
      {"-drive if=none,id=d,throttling.group=g", ""},
      {"-set device.a.mac=x -device e1000,id=a", "1 order a"},
      {"-device e1000,id=a -set device.a.mac=x", ""},
      {"-set device.b.mac=x", "1 dangling b"},
      {R"(-device {"driver":"e1000","id":"a"} -set device.a.mac=x)", "3 dangling a"},
      {"-blockdev raw,node-name=a,file=b -blockdev file,node-name=b", "1 order b"},
      {"-blockdev file,node-name=b -blockdev raw,node-name=a,file=b", ""},
      // Buses.
      {"-device e1000,bus=pci.0", ""},
      {"-machine q35 -device e1000,bus=pci.0", "3 dangling pci.0"},
      {"-machine q35 -device e1000,bus=pcie.0", ""},
      {"-device e1000,bus=frob.0", "1 dangling frob.0"},
      {"-device e1000,bus=pci.1", "1 dangling pci.1"},
      {"-device pci-bridge,chassis_nr=1 -device e1000,bus=pci.1", ""},
      {"-device pci-bridge,id=pci.1 -device e1000,bus=pci.1", ""},
      {"-device e1000,bus=pci.1 -device pci-bridge,id=pci.1", "1 order pci.1"},
      {R"(-device {"driver":"pci-bridge","id":"pci.1"} -device e1000,bus=pci.1)", "3 order pci.1"},
      {R"(-device {"driver":"e1000","bus":"pci.1"} -device pci-bridge,id=pci.1)", ""},
      {"-device virtio-scsi-pci,id=s -device scsi-hd,bus=s.0", ""},
      {"-device virtio-scsi-pci -device scsi-hd,bus=scsi.0", ""},
      {"-M isapc -device e1000,bus=frob.0", "1 unknown-machine isapc"},
  };
  for (const Row& row : kRows) EXPECT_EQ(names_on(row.words), row.want) << row.words;
}

TEST_F(Check, TwoInOnePlace) {
  const Row kRows[] = {
      {"-device e1000,addr=3 -device e1000,addr=4 -device e1000", ""},
      {"-device e1000,addr=10 -device virtio-net,addr=0x10", "3 slot the first PCI bus 0x10.0"},
      {"-device e1000,addr=3,bus=pci.0 -device e1000,addr=03.0", "3 slot the first PCI bus 0x3.0"},
      {"-device pci-bridge,id=b -device e1000,addr=3,bus=b -device e1000,addr=3", ""},
      {R"(-device {"driver":"e1000","addr":24} -device {"driver":"e1000","addr":"0x3"})",
       "3 slot the first PCI bus 0x3.0"},
      {"-device e1000,addr=5,multifunction=on -device e1000,addr=5.1 -device e1000,addr=5.2", ""},
      {"-device e1000,addr=5 -device e1000,addr=5.1", "3 slot the first PCI bus 0x5.1"},
      {"-device e1000,addr=5.1 -device e1000,addr=5", "3 slot the first PCI bus 0x5.0"},
      {"-device e1000,addr=5.1 -device e1000,addr=5.2", ""},
      {"-device loader,addr=3 -device loader,addr=3", ""},  // an address in memory
      {"-device virtio-scsi-pci,id=s -device scsi-hd,bus=s.0,scsi-id=1,lun=0 "
       "-device scsi-hd,bus=s.0,scsi-id=1,lun=0",
       "5 slot bus=s.0 scsi-id=1 lun=0 channel=0"},
      {"-device virtio-scsi-pci,id=s -device scsi-hd,bus=s.0,scsi-id=1,lun=0 "
       "-device scsi-hd,bus=s.0,scsi-id=1,lun=1 -device scsi-hd,bus=s.0 -device scsi-hd,bus=s.0",
       ""},
      {"-device ide-hd,bus=ide.0,unit=0 -device ide-hd,bus=ide.0,unit=0",
       "3 slot bus=ide.0 unit=0"},
      {"disk -hda disk", "2 slot ide 0"},
      {"disk -hdb b -drive file=c -cdrom d", "6 slot ide 2"},
      {"-drive file=b -hda a", "3 slot ide 0"},
      {"-hda a -drive file=b -drive if=virtio,index=0 -drive if=none,index=0", ""},
      {"-drive if=virtio,index=1 -drive if=virtio,index=1", "3 slot virtio 1"},
      {"-drive if=ide,bus=1,unit=0 -cdrom d", "3 slot ide 2"},
  };
  for (const Row& row : kRows) EXPECT_EQ(names_on(row.words), row.want) << row.words;
}

TEST_F(Check, Files) {
  const std::string dir = folder_.path();
  for (const char* name : {"disk", "k", "c,d", "fw/bios"}) {
    std::filesystem::create_directories(dir + "/fw");
    std::ofstream(dir + "/" + name) << "x";
  }
  // @ is the folder.
  const Row kRows[] = {
      {"@/disk -hdb @/c,d -drive file=@/c,,d,if=none -kernel @/k -cdrom @/disk", ""},
      {"@/nope", "1 missing-file @/nope"},
      {"file:@/nope", "1 missing-file @/nope"},
      {"nbd:unix:@/nope -hdb http://h/nope -hdc json:{}", ""},
      {"@", "1 unreadable-file @"},
      {"-hda @/c,,d", "1 missing-file @/c,,d"},
      {"-drive if=none,file=@/nope -drive if=none,file=", "1 missing-file @/nope"},
      {"-drive if=none,file.filename=@/nope,file.driver=file", "1 missing-file @/nope"},
      {"-drive if=none,file.driver=nbd,file.path=@/nope", ""},
      {"-drive if=none,file=/dev/fdset/1", ""},
      {"-blockdev driver=file,filename=@/nope,node-name=n", "1 missing-file @/nope"},
      {"-blockdev qcow2,file.driver=file,file.filename=@/nope,node-name=n", "1 missing-file @/nope"},
      {"-blockdev nbd,node-name=n,server.path=@/nope", ""},
      {R"(-blockdev {"driver":"file","filename":"@/nope","node-name":"n"})",
       "1 missing-file @/nope"},
      {"-kernel @/nope -initrd @/none -append x", "1 missing-file @/nope; 3 missing-file @/none"},
      {"-bios bios", ""},
      {"-bios nope", "1 missing-file nope"},
      {"-L @/fw/.. -bios k", ""},
      {"-device e1000,romfile=nope", "1 missing-file nope"},
      {"-device e1000,romfile=", ""},
      {"-device loader,file=@/nope", "1 missing-file @/nope"},
      {"-object secret,id=s,file=@/nope", "1 missing-file @/nope"},
      {"-object memory-backend-file,id=m,mem-path=@/new", ""},
      {"-object memory-backend-file,id=m,mem-path=@/no/new", "1 missing-file @/no"},
      {"-chardev file,id=c,path=@/log", ""},
      {"-chardev file,id=c,path=@/no/log", "1 missing-file @/no"},
      {"-chardev socket,id=c,path=@/sock", "1 missing-file @/sock"},
      {"-chardev socket,id=c,path=@/sock,server=on", ""},
      {"-chardev socket,id=c,path=@/no/sock,server", "1 missing-file @/no"},
      {"-readconfig @/nope", "1 missing-file @/nope"},
      {"-netdev tap,id=n,script=no,downscript=@/nope", "1 missing-file @/nope"},
      {"-netdev tap,id=n,script=@/disk", "1 unreadable-file @/disk"},
      {"-fsdev local,id=f,path=@/disk", "1 unreadable-file @/disk"},
      {"-pidfile @/no/pid", "1 missing-file @/no"},
  };
  auto filled = [&](std::string text) {
    for (std::size_t at = 0; (at = text.find('@', at)) != text.npos; at += dir.size())
      text.replace(at, 1, dir);
    return text;
  };
  for (const Row& row : kRows)
    EXPECT_EQ(summary(find(split(filled(row.words)), {.kvm_usable = true})), filled(row.want))
        << row.words;
}

TEST_F(Check, FilesThatMayNotBeUsed) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const std::string disk = folder_.path() + "/disk";
  std::ofstream(disk) << "x";
  ::chmod(disk.c_str(), 0400);
  EXPECT_EQ(summary(find({disk}, {})), "1 warning unreadable-file " + disk);
  EXPECT_EQ(summary(find({"-cdrom", disk}, {})), "");
  EXPECT_EQ(summary(find({"-drive", "if=none,readonly=on,file=" + disk}, {})), "");
  ::chmod(disk.c_str(), 0);
  EXPECT_EQ(summary(find({disk}, {})), "1 unreadable-file " + disk);
}

TEST_F(Check, HintsSayWhatToDo) {
  const Row kRows[] = {
      {"-M pc-q35-rhel8.2.0", "the nearest that it has: pc-q35-7.2"},
      {"-M pc-q35-5.1+pve0", "the nearest that it has: pc-q35-6.0"},
      {"-M pc-q35-9.1", "the nearest that it has: pc-q35-7.2"},
      {"-M pc-i440fx-1.5", "the nearest that it has: pc-i440fx-2.0"},
      {"-M pc-0.12", "the nearest that it has: pc"},
      {"-M frob", "`-machine help` lists them"},
      {"-device e100", "did you mean e1000, e1000-82540em?"},
      {"-device ide-drive", "write ide-hd or ide-cd"},
      {"-device e1000,vlan=1", "write netdev=ID, with -netdev ...,id=ID"},
      {"-device virtio-net,host_mtus=1", "did you mean host_mtu?"},
      {"-cpu penryn", "did you mean Penryn?"},
      {"-localtime", "write -rtc base=localtime"},
      {"-devic x", "did you mean device, usbdevice?"},
      {"-machine q35 -device e1000,bus=pci.0", "the first PCI bus of this machine type is called pcie.0"},
  };
  for (const Row& row : kRows) {
    auto found = find(split(row.words), {.files = false});
    ASSERT_EQ(found.size(), 1u) << row.words;
    EXPECT_EQ(found[0].hint, row.want) << row.words;
  }
}

TEST_F(Check, NothingSecretAndNothingForTheTerminalIsSaid) {
  auto found = find({"-object", "secret,id=s,data=hunter2,frob=\x1b[2J", "-device", "\x1b[31mx"},
                    {.files = false});
  ASSERT_EQ(found.size(), 2u);
  for (const Finding& f : found)
    for (const std::string& s : {f.text, f.message, f.hint}) {
      EXPECT_EQ(s.find("hunter2"), s.npos) << s;
      EXPECT_EQ(s.find('\x1b'), s.npos) << s;
    }
  EXPECT_EQ(found[0].argument, 1u);
  EXPECT_EQ(found[1].argument, 3u);
}

TEST_F(Check, AProgramThatIsNoQemuIsAnError) {
  Capabilities caps("/bin/true", "");
  auto found = check(CommandLine::parse({"-S"}), caps, {});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kFormat);
}

}  // namespace
}  // namespace gs::qemu
