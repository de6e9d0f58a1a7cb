#include "protocol/body_codec.hpp"

#include <gtest/gtest.h>

#include "protocol/fact_calls_test.hpp"
#include "protocol/sample_calls.hpp"
#include "protocol/xdr.hpp"

namespace gs::protocol {
namespace {

StructValue every_row() {
  return {&sample::kEveryStruct,
          {Value(std::int64_t{-5}), Value(std::int64_t{1} << 40), Value(std::uint64_t{0xffffffff}),
           Value(UINT64_MAX), Value(std::int64_t{-1}), Value("text"), Value(std::string("a\0b", 3)),
           Value(std::int64_t{'r'}), Value(std::string(32, 'u')), Value(-1.0f)}};
}

Arguments every_argument() {
  Arguments args;
  args.required = {Value(-7),
                   Value(std::int64_t{1} << 60),
                   Value(true),
                   Value("/path"),
                   Value(std::optional<std::string>("x")),
                   Value(StringList{"a", "", "ccccc"}),
                   Value(Hashtable{{"k", "v"}, {"k2", ""}}),
                   Value(std::string("\0\xff", 2))};
  args.optional = {Value(1), Value(), Value(true), Value("label"), Value(StringList{"z"})};
  args.optional_mask = 0b11101;
  return args;
}

TEST(BodyCodec, EveryKindThereAndBack) {
  const CallInfo& call = *sample::find(9001);
  auto bytes = encode_arguments(call, every_argument());
  ASSERT_TRUE(bytes) << bytes.error().message;
  auto decoded = decode_arguments(call, 0b11101, *bytes);
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_TRUE(decoded->canonical);
  EXPECT_EQ(decoded->trailing, 0u);
  EXPECT_EQ(decoded->arguments.required, every_argument().required);
  // What was not given is on the wire as a zero.
  EXPECT_EQ(decoded->arguments.optional[1], Value(std::int64_t{0}));
  EXPECT_EQ(decoded->arguments.optional[3], Value("label"));
  StructList rows{&sample::kEveryStruct, {every_row(), every_row()}};
  auto result = encode_result(call, rows);
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(decode_result(call, *result)->value, Value(rows));
  auto one = encode_result(*sample::find(9002), every_row());
  ASSERT_TRUE(one);
  EXPECT_EQ(one->size() * 2 + 4, result->size());
  EXPECT_EQ(decode_result(*sample::find(9002), *one)->value, Value(every_row()));
}

TEST(BodyCodec, TheMkfsOfTheFacts) {
  const CallInfo& mkfs = *sample::find(278);
  Arguments args;
  args.required = {Value("ext4"), Value("/dev/sda1")};
  args.optional = {Value(1024), Value(), Value(), Value(), Value("lab")};
  auto bytes = encode_arguments(mkfs, args);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->size(), 0x58u - 40);
  std::string_view b = *bytes;
  EXPECT_EQ(b.substr(0, 8), std::string("\0\0\0\4ext4", 8));
  EXPECT_EQ(b.substr(24, 4), std::string("\0\0\4\0", 4));
  EXPECT_EQ(b.substr(40), std::string("\0\0\0\3lab\0", 8));
}

TEST(BodyCodec, ShortBodiesFailAtEveryByte) {
  auto bytes = encode_arguments(*sample::find(9001), every_argument());
  for (std::size_t n = 0; n < bytes->size(); ++n) {
    auto decoded = decode_arguments(*sample::find(9001), 0, std::string_view(*bytes).substr(0, n));
    EXPECT_FALSE(decoded) << n;
  }
  auto result = encode_result(*sample::find(9002), every_row());
  for (std::size_t n = 0; n < result->size(); ++n)
    EXPECT_FALSE(decode_result(*sample::find(9002), std::string_view(*result).substr(0, n))) << n;
}

TEST(BodyCodec, CountsAndLengthsAreNotBelieved) {
  for (std::uint32_t count : {0x7fffffffu, 0xffffffffu, 2u}) {
    std::string body;
    append_u32(&body, count);
    body += "1234";
    auto list = decode_result(*sample::find(7), body);
    ASSERT_FALSE(list) << count;
    EXPECT_NE(list.error().message.find("list_devices"), std::string::npos);
    EXPECT_FALSE(list.error().hint.empty());
    EXPECT_FALSE(decode_result(*sample::find(138), body)) << "struct list";
    EXPECT_FALSE(decode_result(*sample::find(500), body)) << "hashtable";
    if (count > 4) {
      EXPECT_FALSE(decode_result(*sample::find(207), body)) << "buffer";
    }
  }
}

TEST(BodyCodec, AHashtableHasPairs) {
  std::string body;
  append_u32(&body, 3);
  for (const char* s : {"a", "b", "c"}) append_opaque(&body, s);
  auto result = decode_result(*sample::find(500), body);
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find("a key without a value"), std::string::npos);
}

TEST(BodyCodec, LenientAsTheRealDaemonAndHonestAboutIt) {
  // raw-daemon-probe.jsonl: bool 2, non-zero padding and trailing bytes are accepted.
  std::string body;
  append_opaque(&body, "/");
  append_u32(&body, 2);
  auto args = decode_arguments(*sample::find(37), 1, body);
  ASSERT_TRUE(args);
  EXPECT_EQ(args->arguments.optional[0], Value(true));
  EXPECT_FALSE(args->canonical);
  std::string padded("\0\0\0\2/pxx", 8);
  args = decode_arguments(*sample::find(3), 0, padded);
  ASSERT_TRUE(args);
  EXPECT_EQ(args->arguments.required[0], Value("/p"));
  EXPECT_FALSE(args->canonical);
  EXPECT_EQ(*encode_arguments(*sample::find(3), args->arguments), std::string("\0\0\0\2/p\0\0", 8));
  args = decode_arguments(*sample::find(92), 0, "abcdefgh");
  ASSERT_TRUE(args);
  EXPECT_EQ(args->trailing, 8u);
  EXPECT_TRUE(args->canonical);
}

TEST(BodyCodec, ValuesThatDoNotFitAreTheCallersErrors) {
  Arguments args;
  args.required = {Value("/f"), Value(std::int64_t{1} << 31), Value(0)};
  auto r = encode_arguments(*sample::find(207), args);
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, ErrorCode::kUsage);
  EXPECT_EQ(r.error().message, "pread: count: 2147483648 does not fit into 32 bits");
  args.required = {Value("/f"), Value("1"), Value(0)};
  EXPECT_EQ(encode_arguments(*sample::find(207), args).error().message,
            "pread: count: the value is not of this argument's kind");
  args.required.pop_back();
  EXPECT_EQ(encode_arguments(*sample::find(207), args).error().message,
            "pread takes 3 arguments and 0 optional ones");
  args.required = {Value("/f"), Value(std::string(4194304 - 40 - 4 - 4 - 4, 'x'))};
  EXPECT_TRUE(encode_arguments(*sample::find(246), args)) << "a request of exactly 4 MiB";
  args.required[1] = Value(std::string(4194304 - 40 - 4 - 4 - 4 + 1, 'x'));
  r = encode_arguments(*sample::find(246), args);
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, ErrorCode::kLimit);
  StructValue row = every_row();
  row.fields[8] = Value("short");
  EXPECT_FALSE(encode_result(*sample::find(9002), row)) << "a uuid of 5 bytes";
  row.fields.pop_back();
  EXPECT_FALSE(encode_result(*sample::find(9002), row));
}

TEST(BodyCodec, MasksAreJudgedByTheCall) {
  EXPECT_EQ(mask_problem(*sample::find(37), 0), "");
  EXPECT_EQ(mask_problem(*sample::find(37), 1), "");
  EXPECT_NE(mask_problem(*sample::find(37), 2), "");
  EXPECT_NE(mask_problem(*sample::find(92), 1), "");
  EXPECT_NE(mask_problem(*sample::find(92), std::uint64_t{1} << 63), "");
  EXPECT_EQ(mask_problem(*sample::find(278), 0x1f), "");
  EXPECT_NE(mask_problem(*sample::find(278), 0x20), "");
}

TEST(BodyCodec, StructsAreTakenFromAStream) {
  std::string bytes;
  auto one = encode_result(*sample::find(9002), every_row());
  bytes = *one + *one;
  std::string_view in = std::string_view(bytes).substr(0, bytes.size() - 1);
  EXPECT_EQ(take_struct(sample::kEveryStruct, &in), every_row());
  EXPECT_FALSE(take_struct(sample::kEveryStruct, &in));
  EXPECT_EQ(in.size(), one->size() - 1);
}

// The zero of every call's arguments is encodable, whatever the shape: all 492 of them.
TEST(BodyCodec, EveryCallOfTheFactsHasAZero) {
  if (FactCalls::instance().all().empty()) GTEST_SKIP() << "../shared/protocol is not there";
  EXPECT_EQ(FactCalls::instance().all().size(), 492u);
  EXPECT_EQ(FactCalls::instance().structs().size(), 27u);
  for (const auto& [number, call] : FactCalls::instance().all()) {
    std::string zeros(1000, '\0');
    auto args = decode_arguments(call, 0, zeros);
    ASSERT_TRUE(args) << call.name;
    auto bytes = encode_arguments(call, args->arguments);
    ASSERT_TRUE(bytes) << bytes.error().message;
    EXPECT_EQ(bytes->size(), 1000 - args->trailing) << call.name;
    Arguments none;
    none.required = args->arguments.required;
    EXPECT_EQ(encode_arguments(call, none).value(), *bytes) << call.name;
    auto result = decode_result(call, zeros);
    ASSERT_TRUE(result) << call.name;
    EXPECT_EQ(encode_result(call, result->value).value().size(), 1000 - result->trailing);
  }
}

}  // namespace
}  // namespace gs::protocol
