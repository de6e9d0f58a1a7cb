#include "qemu/taps.hpp"

#include <gtest/gtest.h>

#include <array>

#include "base/text.hpp"

namespace gs::qemu {
namespace {

std::string tapped(std::vector<std::string> args, std::string_view arch = "x86_64") {
  const std::array<int, 2> fds{10, 11};
  return shell_join(add_taps(CommandLine::parse(std::move(args)), arch, fds, 12).cmd.args());
}

const std::string kQmp = " -chardev socket,id=guestscope-qmp,fd=12 -mon chardev=guestscope-qmp,mode=control";
const std::string kFd0 = " -add-fd fd=10,set=917300,opaque=guestscope";
const std::string kLog0 = ",logfile=/dev/fdset/917300,logappend=on";

struct Row {
  const char* what;
  std::vector<std::string> given;
  std::string then;
};

TEST(Taps, GivenThisCommandLineThenThese) {
  const Row rows[] = {
      {"libguestfs: -serial stdio, -nodefaults",
       {"-nodefaults", "-serial", "stdio"},
       "-nodefaults -chardev stdio,id=guestscope-console0" + kLog0 +
           " -serial chardev:guestscope-console0" + kFd0 + kQmp},
      {"libvirt: a chardev of its own",
       {"-nodefaults", "-chardev", "pty,id=charserial0", "-device", "isa-serial,chardev=charserial0"},
       "-nodefaults -chardev pty,id=charserial0" + kLog0 + " -device isa-serial,chardev=charserial0" +
           kFd0 + kQmp},
      {"libvirt: the device as JSON",
       {"-nodefaults", "-chardev", "pty,id=charserial0", "-device",
        R"({"driver":"isa-serial","chardev":"charserial0"})"},
       "-nodefaults -chardev pty,id=charserial0" + kLog0 +
           R"( -device '{"driver":"isa-serial","chardev":"charserial0"}')" + kFd0 + kQmp},
      {"a log file of its own is not taken over",
       {"-nodefaults", "-chardev", "pty,id=c,logfile=/x", "-serial", "chardev:c"},
       "-nodefaults -chardev pty,id=c,logfile=/x -serial chardev:c" + kQmp},
      {"a file with a comma in its name",
       {"-nodefaults", "-serial", "file:a,b"},
       "-nodefaults -chardev file,path=a,,b,id=guestscope-console0" + kLog0 +
           " -serial chardev:guestscope-console0" + kFd0 + kQmp},
      {"-nographic: serial port and monitor share stdio, as qemu does by default",
       {"-nographic"},
       "-nographic" + kFd0 + " -chardev stdio,mux=on,signal=off,id=guestscope-console0" + kLog0 +
           " -serial chardev:guestscope-console0 -mon chardev=guestscope-console0,mode=readline" + kQmp},
      {"a window: serial port and monitor stay virtual consoles",
       {"-m", "64"},
       "-m 64" + kFd0 + " -chardev vc,cols=80,rows=24,id=guestscope-console0" + kLog0 +
           " -serial chardev:guestscope-console0 -monitor vc:80Cx24C" + kQmp},
      {"a serial form with its own language becomes a chardev of the same kind",
       {"-nodefaults", "-serial", "telnet::4444,server"},
       "-nodefaults -chardev socket,host=,port=4444,server,telnet=on,id=guestscope-console0" + kLog0 +
           " -serial chardev:guestscope-console0" + kFd0 + kQmp},
      {"a socket with a monitor on it",
       {"-nodefaults", "-serial", "mon:unix:/tmp/s,server=on"},
       "-nodefaults -chardev socket,path=/tmp/s,server=on,mux=on,id=guestscope-console0" + kLog0 +
           " -serial chardev:guestscope-console0" + kFd0 +
           " -mon chardev=guestscope-console0,mode=readline" + kQmp},
      {"a form that has a log file", {"-nodefaults", "-serial", "unix:/tmp/s,logfile=/x"},
       "-nodefaults -serial unix:/tmp/s,logfile=/x" + kQmp},
      {"no serial port wanted", {"-nodefaults", "-serial", "none"}, "-nodefaults -serial none" + kQmp},
      {"a virtio port without an id gets one, so that QMP tells when the guest opens it",
       {"-nodefaults", "-device", "virtserialport,chardev=channel0,name=org.libguestfs.channel.0",
        "-device", "virtserialport,id=mine"},
       "-nodefaults -device virtserialport,chardev=channel0,name=org.libguestfs.channel.0,"
       "id=guestscope-port0 -device virtserialport,id=mine" + kQmp},
      {"the same as JSON",
       {"-nodefaults", "-device", R"({"driver":"virtserialport","chardev":"c"})"},
       R"(-nodefaults -device '{"driver":"virtserialport","chardev":"c","id":"guestscope-port0"}')" + kQmp},
      {"a monitor of the client's own stays", {"-nodefaults", "-monitor", "stdio"},
       "-nodefaults -monitor stdio" + kQmp},
  };
  for (const Row& row : rows) EXPECT_EQ(tapped(row.given), row.then) << row.what;
}

TEST(Taps, MachinesWithoutADefaultSerialPortGetNone) {
  EXPECT_EQ(tapped({"-machine", "microvm", "-monitor", "none"}), "-machine microvm -monitor none" + kQmp);
  EXPECT_EQ(tapped({"-monitor", "none"}, "s390x"), "-monitor none" + kQmp);
}

TEST(Taps, MoreConsolesThanPipesAreLeftAlone) {
  const std::array<int, 1> fds{10};
  auto r = add_taps(CommandLine::parse({"-nodefaults", "-serial", "stdio", "-serial", "pty"}), "x86_64",
                    fds, -1);
  EXPECT_EQ(r.consoles, 1u);
  EXPECT_EQ(r.cmd.last("serial")->value, "pty");
}

}  // namespace
}  // namespace gs::qemu
