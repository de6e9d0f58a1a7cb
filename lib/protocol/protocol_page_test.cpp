// guestscope-protocol(7) says what the code does: its example is the bytes of the conversation, its
// numbers are the code's.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include "protocol/captures.hpp"
#include "protocol/client_conversation.hpp"
#include "protocol/daemon_conversation.hpp"
#include "protocol/sample_calls.hpp"

namespace gs::protocol {
namespace {

std::string page() {
  std::ifstream in(GUESTSCOPE_SOURCE_DIR "/man/guestscope-protocol.7.scd");
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string hex_words(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(bytes[i]) & 0xff);
    text += digits;
    if (i % 4 == 3) text += ' ';
  }
  return text;
}

TEST(ProtocolPage, ItsConversationIsTheOneThatIsHad) {
  // The words of each side in the page's only block of code.
  std::string text = page();
  std::size_t begin = text.find("```\n"), end = text.find("```", begin + 4);
  ASSERT_NE(end, std::string::npos);
  std::string client_says, daemon_says, word;
  std::string* side = nullptr;
  std::istringstream words(text.substr(begin + 4, end - begin - 4));
  while (words >> word) {
    if (word == "client" || word == "daemon")
      side = word == "client" ? &client_says : &daemon_says;
    else if (side)
      *side += word + " ";
  }

  ClientConversation client;
  DaemonConversation daemon(&sample::find);
  daemon.launch();
  std::string_view in = daemon.output();
  ASSERT_TRUE(client.next(&in));
  ASSERT_TRUE(client.start_call(*sample::find(282), 0, ""));
  std::string_view call = client.output();
  ASSERT_TRUE(daemon.next(&call, 0));
  ASSERT_TRUE(daemon.reply(""));
  EXPECT_EQ(client_says, hex_words(client.output()));
  EXPECT_EQ(daemon_says, hex_words(daemon.output()));
  Capture real = load_capture("launch-shutdown");
  if (!real.bytes[0].empty()) {
    EXPECT_EQ(client.output(), real.bytes[0]);
    EXPECT_EQ(daemon.output(), real.bytes[1]);
  }
}

TEST(ProtocolPage, ItsNumbersAreTheCodes) {
  std::string text = page();
  for (std::uint32_t word : {kLaunchWord, kCancelWord, kProgressWord,
                             static_cast<std::uint32_t>(kMaxBodyBytes), kProgram, kFirstSerial}) {
    char hex[9];
    std::snprintf(hex, sizeof hex, "%08x", word);
    EXPECT_NE(text.find(hex), std::string::npos) << hex;
  }
  for (std::size_t number : {kHeaderBytes, kMaxChunkData, kMaxErrnoName, kMaxErrorText})
    EXPECT_NE(text.find(" " + std::to_string(number) + " bytes"), std::string::npos) << number;
}

}  // namespace
}  // namespace gs::protocol
