#include "companion/start_message.hpp"

#include <gtest/gtest.h>

namespace gs::companion {
namespace {

qemu::StartInfo sample() {
  qemu::StartInfo i;
  i.pid = 4242;
  i.ppid = 7;
  i.client = "guestfish";
  i.argv0 = "qemu-system-x86_64";
  i.qemu = "/usr/bin/qemu-system-x86_64";
  i.before = {"-m", "1", "not \xff utf-8", ""};
  i.after = i.before;
  i.run = {"-append", "a \"b\"\n"};
  i.changes = R"([{"hook":"force-tcg","line":3}])";
  i.notes = {"n"};
  i.trace = "/tmp/t.gst";
  i.hooks = "force-tcg\n./x.lua";
  i.caller = "libguestfs";
  i.helper = "qemu-img";
  i.fds = {3, 4, 5, -1, {6, 7}};
  return i;
}

TEST(StartMessage, RoundTripKeepsEveryByte) {
  auto r = parse_start_message(to_json(sample(), true));
  ASSERT_TRUE(r) << r.error().message;
  EXPECT_EQ(to_json(*r, true), to_json(sample(), true));
  EXPECT_EQ(r->before[2], "not \xff utf-8");
  EXPECT_EQ(r->fds.consoles, (std::vector<int>{6, 7}));
}

TEST(StartMessage, EveryCutIsAnError) {
  std::string text = to_json(sample(), true);
  for (std::size_t n = 0; n < text.size(); ++n)
    EXPECT_FALSE(parse_start_message(std::string_view(text).substr(0, n)));
}

}  // namespace
}  // namespace gs::companion
