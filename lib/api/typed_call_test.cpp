// The typed functions against three witnesses: the call table, rpcgen's filters, and what the real
// library and daemon said to each other.
#include <gtest/gtest.h>

#include <cstdlib>

#include "api/body_reader.hpp"
#include "api/body_writer.hpp"
#include "api/calls.hpp"
#include "call_samples_test.hpp"
#include "capture_test.hpp"
#include "guestscope/calls.hpp"

namespace gs::api {
namespace {

using namespace protocol;

class NoSource : public FileSource {
 public:
  Result<std::size_t> read(std::span<char>) override { return 0; }
};

class NoSink : public FileSink {
 public:
  Status write(std::string_view) override { return {}; }
};

// Keeps the last request, answers with what it was told to.
class FakeCaller : public Caller {
 public:
  Result<std::string> call(const Request& request) override {
    number = request.info.number;
    body = request.body;
    mask = request.optargs_mask;
    source = request.source;
    sink = request.sink;
    return reply;
  }
  Result<std::string> reply = std::string();
  std::uint32_t number = 0;
  std::string body;
  std::uint64_t mask = 0;
  FileSource* source = nullptr;
  FileSink* sink = nullptr;
};

// The same rule as in generate/samples.lua.
void put_sample(BodyWriter& writer, const Parameter& p, std::size_t i) {
  const std::string name(p.name);
  const auto n = static_cast<std::int32_t>(i);
  switch (p.kind) {
    case WireKind::kInt32:
      return writer.int32(1000 + n);
    case WireKind::kInt64:
      return writer.int64((std::int64_t{1} << 40) + n);
    case WireKind::kBool:
      return writer.boolean(i % 2 == 0);
    case WireKind::kString:
      return writer.text(name, name);
    case WireKind::kOptString:
      return writer.nullable_text(name, name);
    case WireKind::kStringList:
      return writer.text_list(name, std::vector<std::string>{name, "two"});
    case WireKind::kBuffer:
      return writer.bytes(name, std::string("\0", 1) + name);
    case WireKind::kHashtable:
      return writer.pairs(name, {{name, "one"}, {"two", ""}});
    default:
      return;
  }
}

void put_fields(BodyWriter& writer, const StructInfo& info) {
  std::int32_t n = 5;
  for (const FieldInfo& field : info.fields) {
    const std::string name(field.name);
    switch (field.kind) {
      case FieldKind::kInt32:
        writer.int32(-n);
        break;
      case FieldKind::kUint32:
        writer.uint32(static_cast<std::uint32_t>(n));
        break;
      case FieldKind::kInt64:
      case FieldKind::kBytes:
        writer.int64(-n);
        break;
      case FieldKind::kUint64:
        writer.uint64(~std::uint64_t{0} - static_cast<unsigned>(n));
        break;
      case FieldKind::kString:
        writer.text(name, name);
        break;
      case FieldKind::kBuffer:
        writer.bytes(name, std::string("\0", 1) + name);
        break;
      case FieldKind::kChar:
        writer.int32('r');
        break;
      case FieldKind::kUuid:
        writer.uuid(name, std::string(32, 'u'));
        break;
      case FieldKind::kOptPercent:
        writer.percent(12.5F);
        break;
    }
    ++n;
  }
}

std::string sample_arguments(const CallInfo& info) {
  BodyWriter writer;
  std::size_t i = 0;
  for (const Parameter& p : info.parameters) put_sample(writer, p, i++);
  for (const Parameter& p : info.optional) put_sample(writer, p, i++);
  return writer.finish().value();
}

std::string sample_result(const CallInfo& info) {
  BodyWriter writer;
  if (info.result.kind == WireKind::kStruct)
    put_fields(writer, *info.result.structure);
  else if (info.result.kind == WireKind::kStructList) {
    writer.uint32(2);
    put_fields(writer, *info.result.structure);
    put_fields(writer, *info.result.structure);
  } else {
    put_sample(writer, info.result, 0);
  }
  return writer.finish().value();
}

// bytes through rpcgen's code and back; "" where it does not decode to the last byte.
std::string through_rpcgen(xdrproc_t filter, std::size_t size, std::string bytes) {
  if (!filter) return bytes.empty() ? "" : "a body where rpcgen has none";
  void* value = std::calloc(1, size);
  XDR in;
  xdrmem_create(&in, bytes.data(), static_cast<u_int>(bytes.size()), XDR_DECODE);
  const bool whole = filter(&in, value) && xdr_getpos(&in) == bytes.size();
  std::string again(bytes.size(), '\0');
  XDR out;
  xdrmem_create(&out, again.data(), static_cast<u_int>(again.size()), XDR_ENCODE);
  const bool encoded = whole && filter(&out, value) && xdr_getpos(&out) == again.size();
  xdr_free(filter, value);
  std::free(value);
  return encoded ? again : "";
}

TEST(TypedCall, EveryFunctionPacksWhatTheTableSays) {
  ASSERT_EQ(call_samples().size(), calls().size());
  NoSource source;
  NoSink sink;
  for (const CallSample& sample : call_samples()) {
    const CallInfo& info = *find_call(sample.number);
    FakeCaller caller;
    caller.reply = sample_result(info);
    Status status = sample.invoke(caller, source, sink);
    ASSERT_TRUE(status) << info.name << ": " << status.error().message;
    EXPECT_EQ(caller.number, info.number);
    EXPECT_EQ(caller.body, sample_arguments(info)) << info.name;
    const std::size_t options = info.optional.size();
    EXPECT_EQ(caller.mask, (std::uint64_t{1} << options) - 1) << info.name;
    EXPECT_EQ(caller.source != nullptr, info.file_in) << info.name;
    EXPECT_EQ(caller.sink != nullptr, info.file_out) << info.name;
  }
}

TEST(TypedCall, RpcgenReadsAndWritesTheSameBytes) {
  for (const CallSample& sample : call_samples()) {
    const CallInfo& info = *find_call(sample.number);
    const std::string arguments = sample_arguments(info), result = sample_result(info);
    EXPECT_EQ(through_rpcgen(sample.arguments, sample.arguments_size, arguments), arguments)
        << info.name;
    EXPECT_EQ(through_rpcgen(sample.result, sample.result_size, result), result) << info.name;
  }
}

TEST(TypedCall, EveryReplyCutAnywhereIsAnError) {
  NoSource source;
  NoSink sink;
  for (const CallSample& sample : call_samples()) {
    const CallInfo& info = *find_call(sample.number);
    const std::string result = sample_result(info);
    for (std::size_t size = 0; size < result.size(); ++size) {
      FakeCaller caller;
      caller.reply = result.substr(0, size);
      Status status = sample.invoke(caller, source, sink);
      ASSERT_FALSE(status) << info.name << " took a reply of " << size << " bytes";
      EXPECT_EQ(status.error().code, ErrorCode::kFormat);
    }
  }
}

TEST(TypedCall, CapturedBodiesAreWhatRpcgenMakesOfThem) {
  auto captures = captured("c2d");
  if (captures.empty()) GTEST_SKIP() << "shared/protocol is not there";
  std::size_t count = 0;
  std::map<std::uint32_t, const CallSample*> samples;
  for (const CallSample& sample : call_samples()) samples[sample.number] = &sample;
  for (const auto& [name, messages] : captures) {
    for (const Message& m : messages) {
      const CallSample& sample = *samples.at(m.number);
      EXPECT_EQ(through_rpcgen(sample.arguments, sample.arguments_size, m.body), m.body)
          << name << ": " << find_call(m.number)->name;
      ++count;
    }
  }
  EXPECT_GT(count, 250u);
}

TEST(TypedCall, CapturedRepliesAreReadToTheEnd) {
  auto captures = captured("d2c");
  if (captures.empty()) GTEST_SKIP() << "shared/protocol is not there";
  NoSource source;
  NoSink sink;
  std::size_t count = 0;
  for (const auto& [name, messages] : captures) {
    for (const Message& m : messages) {
      if (m.status != 0) continue;
      for (const CallSample& sample : call_samples()) {
        if (sample.number != m.number) continue;
        FakeCaller caller;
        caller.reply = m.body;
        Status status = sample.invoke(caller, source, sink);
        EXPECT_TRUE(status) << name << ": " << status.error().message;
        EXPECT_EQ(through_rpcgen(sample.result, sample.result_size, m.body), m.body) << name;
        ++count;
      }
    }
  }
  EXPECT_GT(count, 200u);
}

// The body of the first call of that number in a capture.
Message captured_call(const std::string& capture, std::uint32_t number, std::size_t nth = 0) {
  const auto captures = captured("c2d");
  for (const Message& m : captures.at(capture))
    if (m.number == number && nth-- == 0) return m;
  return {};
}

TEST(TypedCall, BodiesAreThoseOfTheRealLibrary) {
  if (captured("c2d").empty()) GTEST_SKIP() << "shared/protocol is not there";
  FakeCaller caller;
  ASSERT_TRUE(calls::mount(caller, "/dev/sda1", "/"));
  EXPECT_EQ(caller.body, captured_call("failing", 1).body);

  // mkfs ext4 /dev/sda1 blocksize:1024 label:lab
  Message mkfs;
  for (std::size_t n = 0; n < 9 && mkfs.optargs_mask == 0; ++n)
    mkfs = captured_call("types", 278, n);
  ASSERT_TRUE(calls::mkfs(caller, "ext4", "/dev/sda1", {.blocksize = 1024, .label = "lab"}));
  EXPECT_EQ(caller.body, mkfs.body);
  EXPECT_EQ(caller.mask, mkfs.optargs_mask);

  ASSERT_TRUE(calls::vgcreate(caller, "VG", {"/dev/sda2"}));
  EXPECT_EQ(caller.body, captured_call("types", 40).body);
  caller.reply = std::string(4, '\0');
  ASSERT_TRUE(calls::aug_defvar(caller, "v", std::nullopt));
  EXPECT_EQ(caller.body, captured_call("types", 17).body);
  ASSERT_TRUE(calls::part_add(caller, "/dev/sda", "p", 2048, 206847));
  EXPECT_EQ(caller.body, captured_call("types", 209).body);
}

TEST(TypedCall, ValuesOfTheRealDaemonComeOut) {
  auto replies = captured("d2c")["types"];
  if (replies.empty()) GTEST_SKIP() << "shared/protocol is not there";
  auto reply_to = [&](std::uint32_t number) {
    for (const Message& m : replies)
      if (m.number == number && m.status == 0) return m.body;
    return std::string();
  };
  FakeCaller caller;
  caller.reply = reply_to(7);
  EXPECT_EQ(calls::list_devices(caller).value(),
            (std::vector<std::string>{"/dev/sda", "/dev/sdb"}));
  caller.reply = reply_to(369);
  EXPECT_EQ(calls::list_disk_labels(caller).value(), (Pairs{{"disklabel", "/dev/sda"}}));
  caller.reply = reply_to(213);
  auto partitions = calls::part_list(caller, "/dev/sda").value();
  ASSERT_GE(partitions.size(), 2u);
  EXPECT_EQ(partitions[1].part_num, 2);
  EXPECT_EQ(partitions[1].part_start, 105906176);
  EXPECT_EQ(partitions[1].part_size, 104857600);
  caller.reply = reply_to(342);
  EXPECT_EQ(calls::utsname(caller).value().uts_machine, "x86_64");
}

TEST(TypedCall, OptionalArgumentsNotGivenAreEmptyOnTheWire) {
  FakeCaller caller;
  ASSERT_TRUE(calls::umount(caller, "/"));
  EXPECT_EQ(caller.body, std::string("\0\0\0\1/\0\0\0\0\0\0\0\0\0\0\0", 16));
  EXPECT_EQ(caller.mask, 0u);
  ASSERT_TRUE(calls::umount(caller, "/", {.lazyunmount = false}));
  EXPECT_EQ(caller.body, std::string("\0\0\0\1/\0\0\0\0\0\0\0\0\0\0\0", 16));
  EXPECT_EQ(caller.mask, 2u) << "given as false is not the same as not given";
}

TEST(TypedCall, ErrorsNameTheCallAndTheArgument) {
  FakeCaller caller;
  Status status = calls::mkdir(caller, std::string_view("/a\0b", 4));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kUsage);
  EXPECT_EQ(status.error().message, "mkdir: path: there is a NUL byte in it");
  EXPECT_FALSE(status.error().hint.empty());
  EXPECT_EQ(caller.number, 0u) << "nothing may be sent";

  auto written = calls::pwrite(caller, "/f", std::string(5u << 20, 'x'), 0);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::kLimit);
  EXPECT_EQ(written.error().message, "pwrite: content: the message would be larger than 4 MiB");

  caller.reply = std::string("\0\0\0\5ab", 6);
  auto link = calls::readlink(caller, "/l");
  ASSERT_FALSE(link);
  EXPECT_EQ(link.error().message,
            "the reply to readlink cannot be decoded: it ends where 8 bytes should follow");
  caller.reply = fail(ErrorCode::kNotFound, "mkdir: /x: No such file or directory");
  EXPECT_EQ(calls::mkdir(caller, "/x/y").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace gs::api
