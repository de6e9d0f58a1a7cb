#include "qemu/legacy_chardev.hpp"

#include <gtest/gtest.h>

namespace gs::qemu {
namespace {

TEST(LegacyChardev, GivenThisFormThenThatValue) {
  const struct {
    const char *given, *then;
  } rows[] = {
      {"stdio", "stdio"},
      {"mon:stdio", "stdio,mux=on,signal=off"},
      {"vc", "vc"},
      {"vc:80Cx24C", "vc,cols=80,rows=24"},
      {"vc:800x600", "vc,width=800,height=600"},
      {"file:a,b", "file,path=a,,b"},
      {"pipe:/tmp/p", "pipe,path=/tmp/p"},
      {"tcp:localhost:4444", "socket,host=localhost,port=4444"},
      {"tcp::4444,server,nowait", "socket,host=,port=4444,server,nowait"},
      {"telnet:127.0.0.1:23,server=on,wait=off",
       "socket,host=127.0.0.1,port=23,server=on,wait=off,telnet=on"},
      {"mon:telnet::4444,server=on", "socket,host=,port=4444,server=on,telnet=on,mux=on"},
      {"websocket::80,server=on", "socket,host=,port=80,server=on,websocket=on"},
      {"udp::4555", "udp,host=,port=4555"},
      {"udp:remote:4555@:4556", "udp,host=remote,port=4555,localaddr=,localport=4556"},
      {"unix:/tmp/s.sock,server=on,wait=off", "socket,path=/tmp/s.sock,server=on,wait=off"},
      {"unix:path=/tmp/s.sock", "socket,path=/tmp/s.sock"},
      {"unix:/tmp/a,,b.sock", "socket,path=/tmp/a,,b.sock"},
      {"/dev/ttyS0", "serial,path=/dev/ttyS0"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(chardev_of_legacy(row.given).value_or("none"), row.then) << row.given;
}

TEST(LegacyChardev, WhatHasNoSuchValueIsLeftToQemu) {
  for (const char* text : {"", "none", "chardev:x", "/dev/parport0", "tcp:nocolon",
                           "tcp:host:", "tcp:a,b:1", "udp:x", "udp::1@nocolon", "unix:", "vc:80C",
                           "vc:x", "vc:80Cx24", "telnetx:a:1", "mon:", "mon:mon:stdio", "msmouse2"})
    EXPECT_FALSE(chardev_of_legacy(text)) << text;
}

}  // namespace
}  // namespace gs::qemu
