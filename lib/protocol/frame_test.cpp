#include "protocol/frame.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "protocol/message.hpp"
#include "protocol/xdr.hpp"

namespace gs::protocol {
namespace {

std::string words(std::initializer_list<std::uint32_t> list) {
  std::string bytes;
  for (std::uint32_t word : list) append_u32(&bytes, word);
  return bytes;
}

TEST(Frame, EveryKindIsReadAsItWasWritten) {
  std::string bytes;
  append_launch(&bytes);
  append_cancel(&bytes);
  append_progress(&bytes, {245, 0x123403, 0x16a13a, 0x300000});
  ASSERT_TRUE(append_message(&bytes, {}, "abcd"));
  append_chunk(&bytes, "xyz");
  FrameReader reader(Side::kDaemon);
  std::string_view in = bytes;
  auto launch = reader.next(&in), cancel = reader.next(&in), progress = reader.next(&in),
       message = reader.next(&in), chunk = reader.next(&in);
  EXPECT_EQ(launch->kind, FrameKind::kLaunch);
  EXPECT_EQ(cancel->kind, FrameKind::kCancel);
  EXPECT_EQ(cancel->offset, 4u);
  EXPECT_EQ(progress->kind, FrameKind::kProgress);
  EXPECT_EQ(progress->progress, (Progress{245, 0x123403, 0x16a13a, 0x300000}));
  EXPECT_EQ(message->kind, FrameKind::kBody);
  EXPECT_EQ(message->body.size(), 44u);
  EXPECT_EQ(chunk->body, words({0, 3}) + std::string("xyz\0", 4));
  EXPECT_EQ(chunk->wire.size(), 16u);
  EXPECT_FALSE(reader.next(&in));
  EXPECT_FALSE(reader.failed());
}

TEST(Frame, FourMebibytesAreLegalAndOneMoreIsNot) {
  FrameReader reader(Side::kClient);
  std::string bytes = words({0x00400000}) + std::string(kMaxBodyBytes, 'x');
  std::string_view in = bytes;
  auto frame = reader.next(&in);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->body.size(), kMaxBodyBytes);
  bytes = words({0x00400001, 5});
  in = bytes;
  frame = reader.next(&in);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->kind, FrameKind::kBad);
  EXPECT_EQ(frame->first, 0x00400001u);
  EXPECT_EQ(bad_frame_text(*frame),
            "a frame begins with 0x00400001 (byte 4194308), which is neither a flag nor a length");
  EXPECT_TRUE(reader.failed());
  EXPECT_FALSE(reader.next(&in));
  EXPECT_EQ(in.size(), 4u) << "nothing is taken after a bad frame";
}

TEST(Frame, TheClientMaySendNoLaunchFlagAndNoProgress) {
  for (std::uint32_t word : {kLaunchWord, kProgressWord, 0x78787878u, 0xffffffffu}) {
    FrameReader reader(Side::kClient);
    std::string bytes = words({word});
    std::string_view in = bytes;
    auto frame = reader.next(&in);
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->kind, FrameKind::kBad) << word;
  }
}

TEST(Frame, AFrameThatLiesWholeInTheInputIsNotCopied) {
  std::string bytes;
  append_chunk(&bytes, "0123456789");
  FrameReader reader(Side::kDaemon);
  std::string_view in = bytes;
  auto frame = reader.next(&in);
  EXPECT_EQ(frame->wire.data(), bytes.data());
}

TEST(Frame, WhatIsLackingIsKnownAndMemoryGrowsWithTheBytesOnly) {
  FrameReader reader(Side::kDaemon);
  EXPECT_EQ(reader.lacks(), 4u);
  std::string bytes = words({4u << 20}).substr(0, 3);
  std::string_view in = bytes;
  EXPECT_FALSE(reader.next(&in));
  EXPECT_EQ(reader.lacks(), 1u);
  EXPECT_EQ(reader.held(), 3u);
  bytes = std::string(1, '\0') + "abc";
  in = bytes;
  EXPECT_FALSE(reader.next(&in));
  EXPECT_EQ(reader.held(), 7u);
  EXPECT_EQ(reader.lacks(), (4u << 20) - 3);
}

TEST(Frame, AnEmptyBodyIsAFrame) {
  FrameReader reader(Side::kClient);
  std::string bytes = words({0, kCancelWord});
  std::string_view in = bytes;
  auto frame = reader.next(&in);
  EXPECT_EQ(frame->kind, FrameKind::kBody);
  EXPECT_TRUE(frame->body.empty());
  EXPECT_EQ(reader.next(&in)->kind, FrameKind::kCancel);
}

}  // namespace
}  // namespace gs::protocol
