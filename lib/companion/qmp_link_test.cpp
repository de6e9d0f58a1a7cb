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
    std::string sent = link.feed(std::string_view(kStream).substr(0, cut));
    sent += link.feed(std::string_view(kStream).substr(cut));
    EXPECT_EQ(sent, "{\"execute\":\"qmp_capabilities\"}\n");
    ASSERT_EQ(got.size(), 3u);
    EXPECT_EQ(got[2], "{\"event\": \"RESUME\"}");
  }
}

TEST(QmpLink, AMessageWithoutEndBreaksTheLinkInsteadOfTakingMemory) {
  QmpLink link([](std::string_view) {});
  std::string block(1u << 20, 'x');
  for (int i = 0; i < 5; ++i) (void)link.feed(block);
  EXPECT_TRUE(link.broken());
}

}  // namespace
}  // namespace gs::companion
