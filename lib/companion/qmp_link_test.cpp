#include "companion/qmp_link.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace gs::companion {
namespace {

const std::string kStream =
    "{\"QMP\": {\"version\": {}}}\r\n{\"return\": {}}\r\n{\"event\": \"RESUME\"}\r\n";

TEST(QmpLink, EveryCutGivesTheSameMessagesAndOneNegotiation) {
  for (std::size_t cut = 0; cut <= kStream.size(); ++cut) {
    std::vector<std::string> got;
    QmpLink link([&](std::string_view m) { got.emplace_back(m); });
    link.feed(std::string_view(kStream).substr(0, cut));
    link.feed(std::string_view(kStream).substr(cut));
    EXPECT_EQ(link.out(), "{\"execute\":\"qmp_capabilities\"}\n");
    ASSERT_EQ(got.size(), 3u);
    EXPECT_EQ(got[2], "{\"event\": \"RESUME\"}");
  }
}

TEST(QmpLink, CommandsWaitForTheGreeting) {
  QmpLink link([](std::string_view) {});
  link.send("{\"execute\":\"stop\"}");
  EXPECT_EQ(link.out(), "");
  EXPECT_GT(link.waiting_bytes(), 0u);
  link.feed(kStream);
  link.send("{}");
  EXPECT_EQ(link.out(), "{\"execute\":\"qmp_capabilities\"}\n{\"execute\":\"stop\"}\n{}\n");
}

TEST(QmpLink, AMessageWithoutEndBreaksTheLinkInsteadOfTakingMemory) {
  QmpLink link([](std::string_view) {});
  std::string block(1u << 20, 'x');
  for (int i = 0; i < 5; ++i) link.feed(block);
  EXPECT_TRUE(link.broken());
}

}  // namespace
}  // namespace gs::companion
