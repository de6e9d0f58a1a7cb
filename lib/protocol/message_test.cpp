#include "protocol/message.hpp"

#include <gtest/gtest.h>

#include "protocol/xdr.hpp"

namespace gs::protocol {
namespace {

std::string bytes_of(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += hex[i] == ' ' ? 1 : 2)
    if (hex[i] != ' ')
      bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return bytes;
}

TEST(Message, TheHeadersOfTheFacts) {
  // protocol.md, section 16: internal_autosync and its answer, an upload with its hint.
  std::string call = bytes_of(
      "00000028 2000f5f5 00000004 0000011a 00000000 00123400 0000000000000000 0000000000000000"
      "00000000");
  Header header;
  header.proc = 282;
  header.serial = kFirstSerial;
  std::string out;
  ASSERT_TRUE(append_message(&out, header, ""));
  EXPECT_EQ(out, call);
  auto message = decode_message(std::string_view(call).substr(4));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->header, header);
  EXPECT_EQ(message->body, "");
  EXPECT_EQ(call_header_problem(message->header), "");
  EXPECT_EQ(reply_header_problem(message->header, 282, kFirstSerial),
            "message direction is 0, not 1");
  std::string upload = bytes_of(
      "00000030 2000f5f5 00000004 00000042 00000000 00123403 0000000000300000 0000000000000000"
      "00000000 00000002 2f660000");
  message = decode_message(std::string_view(upload).substr(4));
  EXPECT_EQ(message->header.progress_hint, 3u << 20);
  EXPECT_EQ(message->body.size(), 8u);
}

TEST(Message, HeaderProblemsInTheOrderOfTheDaemon) {
  Header h;
  h.prog = 1, h.vers = 5, h.direction = 1, h.status = 1;
  EXPECT_EQ(call_header_problem(h), "program number is 1, not 536933877");
  h.prog = kProgram;
  EXPECT_EQ(call_header_problem(h), "protocol version is 5, not 4");
  h.vers = 4;
  EXPECT_EQ(call_header_problem(h), "message direction is 1, not 0");
  h.direction = 0;
  EXPECT_EQ(call_header_problem(h), "message status is 1, not 0");
  h.direction = 1, h.proc = 3, h.serial = 4;
  EXPECT_EQ(reply_header_problem(h, 3, 5), "serial is 4, not 5");
  EXPECT_EQ(reply_header_problem(h, 4, 4), "procedure number is 3, not 4");
  EXPECT_EQ(reply_header_problem(h, 3, 4), "");
}

TEST(Message, TooShortOrTooLong) {
  EXPECT_FALSE(decode_message(std::string(39, '\0')));
  std::string out = "before";
  auto status = append_message(&out, {}, std::string(kMaxBodyBytes - kHeaderBytes + 1, 'x'));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kLimit);
  EXPECT_EQ(out, "before");
  EXPECT_TRUE(append_message(&out, {}, std::string(kMaxBodyBytes - kHeaderBytes, 'x')));
}

TEST(Message, ErrorRepliesAreCutToWhatClientsAccept) {
  std::string out;
  append_error_reply(&out, 76, 60, "EROFS", std::string(70000, 'a'));
  EXPECT_EQ(out.size() - 4, 65592u);  // the real daemon's, raw-daemon-probe.jsonl
  auto message = decode_message(std::string_view(out).substr(4));
  EXPECT_EQ(message->header.status, kStatusError);
  auto error = decode_error(message->body);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->errno_name, "EROFS");
  EXPECT_EQ(error->text.size(), kMaxErrorText);
  out.clear();
  append_error_reply(&out, 1, 1, std::string(33, 'E'), "x");
  EXPECT_EQ(decode_error(std::string_view(out).substr(44))->errno_name, "EINVAL");
}

TEST(Message, ErrorBodiesBeyondTheLimitsAreRefused) {
  std::string body;
  append_opaque(&body, std::string(40, 'E'));
  append_opaque(&body, "x");
  EXPECT_FALSE(decode_error(body));
  body.clear();
  append_opaque(&body, "EIO");
  append_opaque(&body, std::string(65537, 'x'));
  EXPECT_FALSE(decode_error(body));
  body.clear();
  append_opaque(&body, "");
  append_opaque(&body, "text");
  body += "tail";
  auto error = decode_error(body);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->trailing, 4u);
  EXPECT_FALSE(decode_error(bytes_of("ffffffff")));
}

TEST(Message, ChunksAsTheyAreAndAsTheyMayNotBe) {
  std::string out;
  append_chunk(&out, std::string(8192, 'x'));
  EXPECT_EQ(out.size(), 4u + 8 + 8192);
  auto chunk = decode_chunk(std::string_view(out).substr(4));
  ASSERT_TRUE(chunk);
  EXPECT_FALSE(chunk->is_last());
  EXPECT_EQ(chunk->data.size(), 8192u);
  out.clear();
  append_end_chunk(&out);
  append_cancel_chunk(&out);
  EXPECT_EQ(out, bytes_of("00000008 00000000 00000000 00000008 00000001 00000000"));
  EXPECT_TRUE(decode_chunk(out.substr(4, 8))->is_end());
  EXPECT_TRUE(decode_chunk(out.substr(16, 8))->is_cancel());
  out.clear();
  append_chunk(&out, std::string(8193, 'x'));
  EXPECT_EQ(decode_chunk(std::string_view(out).substr(4)).error().code, ErrorCode::kLimit);
  EXPECT_FALSE(decode_chunk(bytes_of("00000002 00000000")));
  EXPECT_FALSE(decode_chunk(bytes_of("00000000")));
  EXPECT_FALSE(decode_chunk(bytes_of("00000000 00000005 61626364")));
  EXPECT_EQ(decode_chunk(bytes_of("2000f5f5 00000000")).error().message,
            "a message came where a file chunk should be");
}

TEST(Message, LargeDataIsCutIntoFullChunks) {
  std::string data(20000, 'd'), out;
  append_chunks(&out, data);
  FrameReader reader(Side::kClient);
  std::string_view in = out;
  std::string again;
  int chunks = 0;
  while (auto frame = reader.next(&in)) {
    ++chunks;
    again += decode_chunk(frame->body)->data;
  }
  EXPECT_EQ(chunks, 3);
  EXPECT_EQ(again, data);
}

TEST(Message, AHeaderCanBeRewrittenInPlace) {
  std::string out;
  Header header;
  header.proc = 5, header.serial = 9;
  ASSERT_TRUE(append_message(&out, header, "tail"));
  header.serial = 0x12345678;
  overwrite_header(out.data() + 4, header);
  auto message = decode_message(std::string_view(out).substr(4));
  EXPECT_EQ(message->header, header);
  EXPECT_EQ(message->body, "tail");
}

}  // namespace
}  // namespace gs::protocol
