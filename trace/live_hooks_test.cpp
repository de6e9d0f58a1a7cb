#include "trace/live_hooks.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace gs::trace {
namespace {

using script::HookAction;

constexpr std::chrono::seconds kLong{100};  // only reached when something hangs

class LiveHooksTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(::mkdtemp(folder_.data())); }
  void TearDown() override {
    ::unlink((folder_ + "/h.lua").c_str());
    ::rmdir(folder_.c_str());
  }
  std::unique_ptr<LiveHooks> start(const std::string& text) {
    std::ofstream(folder_ + "/h.lua") << text;
    qemu::StartInfo info;
    info.hooks = folder_ + "/h.lua";
    info.caller = "packer";
    return LiveHooks::start(info);
  }
  static std::string printed(const std::vector<HookAction>& actions) {
    std::string out;
    for (const auto& a : actions)
      out += a.kind == HookAction::Kind::kPrint ? a.text + ";" : "(" + a.error.message + ")";
    return out;
  }
  static Event line(std::string text) {
    return {.t_ns = 1, .kind = EventKind::kConsole, .pid = 5, .text = std::move(text), .data = {}};
  }
  std::string folder_ = "/tmp/guestscope-live-XXXXXX";
};

TEST_F(LiveHooksTest, EventsComeInOrderAndAreWorkedOffAtTheEnd) {
  auto hooks =
      start("function on_line(t) print(t) end function on_exit(e) print(ctx.caller, e.status) end");
  ASSERT_TRUE(hooks);
  for (int i = 0; i < 3; ++i) hooks->feed(line(std::to_string(i) + "\n"));
  hooks->feed(
      {.t_ns = 2, .kind = EventKind::kExit, .pid = 5, .text = {}, .data = "{\"status\":3}"});
  EXPECT_EQ(printed(hooks->finish(kLong)), "0;1;2;packer\t3;");
}

TEST_F(LiveHooksTest, TheDescriptorTellsThatSomethingWasDone) {
  auto hooks = start("function on_line(t) print(t) end");
  hooks->feed(line("a\n"));
  pollfd p{hooks->wake_fd(), POLLIN, 0};
  ASSERT_EQ(::poll(&p, 1, 100'000), 1);
  EXPECT_EQ(printed(hooks->take()), "a;");
  EXPECT_EQ(::poll(&p, 1, 0), 0);
}

TEST_F(LiveHooksTest, StagesAreTold) {
  auto hooks = start("function on_stage(name, e) print(name, e.pid) end");
  hooks->feed(line("[    0.000000] Linux version 6.1.0 (x@y) #1 SMP\r\n"));
  EXPECT_EQ(printed(hooks->finish(kLong)), "kernel\t5;");
}

TEST_F(LiveHooksTest, NoThreadForHooksThatOnlyRewrite) {
  EXPECT_FALSE(start("function rewrite(cmd) end"));
  EXPECT_FALSE(LiveHooks::start({}));
}

TEST_F(LiveHooksTest, ABrokenHookIsReported) {
  auto hooks = start("function on_line(");
  ASSERT_TRUE(hooks);
  hooks->feed(line("a\n"));
  EXPECT_NE(printed(hooks->finish(kLong)).find("h.lua:1:"), std::string::npos);
}

TEST_F(LiveHooksTest, AHookThatHangsHoldsNobodyUp) {
  // One call may take seconds without a single Lua instruction: a pattern that backtracks.
  auto hooks = start(
      "function on_line(t) print('in') local s = ('a'):rep(60000)\n"
      "  while true do pcall(string.find, s, '.-.-.-b') end end");
  ASSERT_TRUE(hooks);
  hooks->feed(line("a\n"));
  pollfd p{hooks->wake_fd(), POLLIN, 0};
  ASSERT_EQ(::poll(&p, 1, 100'000), 1) << "it is in the function";
  for (int i = 0; i < 60'000; ++i) hooks->feed(line("b\n"));
  std::string said = printed(hooks->finish(std::chrono::milliseconds(1)));
  EXPECT_NE(said.find("too slow"), std::string::npos) << said;
  EXPECT_NE(said.find("60000 events"), std::string::npos) << said;
}

}  // namespace
}  // namespace gs::trace
