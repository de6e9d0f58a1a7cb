// The C functions on a handle of the test: arguments, results, what NULL does, memory.
#include "api/c_call.hpp"

#include <gtest/gtest.h>

#include <cerrno>

#include "api/body_writer.hpp"

struct gs_handle : gs::api::Caller {
  gs::Result<std::string> call(const gs::api::Request& request) override {
    ++calls;
    body = request.body;
    mask = request.optargs_mask;
    if (request.source) {
      char buffer[64];
      for (;;) {
        auto got = request.source->read(buffer);
        if (!got) return tl::unexpected(got.error());
        if (*got == 0) break;
        uploaded.append(buffer, *got);
      }
      hint = request.source->size_hint();
    }
    if (request.sink)
      if (auto status = request.sink->write("downloaded"); !status)
        return tl::unexpected(status.error());
    return reply;
  }
  gs::Result<std::string> reply = std::string();
  std::string body, uploaded;
  std::uint64_t mask = 0, hint = 0;
  int calls = 0;
  gs::Error last;
};

namespace gs::api {

Caller& handle_caller(gs_handle* handle) { return *handle; }
void handle_failed(gs_handle* handle, const Error& error) noexcept { handle->last = error; }

namespace {

using Write = void (*)(BodyWriter&);

std::string written(Write write) {
  BodyWriter writer;
  write(writer);
  return writer.finish().value();
}

TEST(CCall, TextsAndNumbersComeBack) {
  gs_handle handle;
  handle.reply = written([](BodyWriter& w) { w.text("t", "/target"); });
  char* link = nullptr;
  ASSERT_EQ(gs_readlink(&handle, "/link", &link), 0);
  EXPECT_STREQ(link, "/target");
  std::free(link);
  handle.reply = written([](BodyWriter& w) { w.int64(std::int64_t{1} << 40); });
  std::int64_t size = 0;
  ASSERT_EQ(gs_filesize(&handle, "/f", &size), 0);
  EXPECT_EQ(size, std::int64_t{1} << 40);
  handle.reply = written([](BodyWriter& w) { w.boolean(true); });
  int flag = 0;
  ASSERT_EQ(gs_is_dir(&handle, "/d", nullptr, &flag), 0);
  EXPECT_EQ(flag, 1);
}

TEST(CCall, ListsPairsAndBuffersAreTheCallersToFree) {
  gs_handle handle;
  handle.reply = written([](BodyWriter& w) {
    w.text_list("l", std::vector<std::string>{"a", "b"});
  });
  char** list = nullptr;
  ASSERT_EQ(gs_list_devices(&handle, &list), 0);
  EXPECT_STREQ(list[0], "a");
  EXPECT_STREQ(list[1], "b");
  EXPECT_EQ(list[2], nullptr);
  gs_free_strings(list);
  handle.reply = written([](BodyWriter& w) { w.pairs("p", {{"/dev/sda1", "ext4"}}); });
  ASSERT_EQ(gs_list_filesystems(&handle, &list), 0);
  EXPECT_STREQ(list[0], "/dev/sda1");
  EXPECT_STREQ(list[1], "ext4");
  EXPECT_EQ(list[2], nullptr);
  gs_free_strings(list);
  handle.reply = written([](BodyWriter& w) { w.bytes("b", std::string_view("a\0b", 3)); });
  gs_buffer buffer;
  ASSERT_EQ(gs_pread(&handle, "/f", 3, 0, &buffer), 0);
  EXPECT_EQ(std::string(buffer.data, buffer.size), std::string("a\0b", 3));
  gs_free_buffer(&buffer);
  EXPECT_EQ(buffer.data, nullptr);
}

TEST(CCall, StructsAndListsOfThem) {
  gs_handle handle;
  handle.reply = written([](BodyWriter& w) {
    w.uint32(2);
    for (const char* name : {"user.a", "user.b"}) {
      w.text("n", name);
      w.bytes("v", std::string_view("\0x", 2));
    }
  });
  gs_xattr_list xattrs;
  ASSERT_EQ(gs_getxattrs(&handle, "/f", &xattrs), 0);
  ASSERT_EQ(xattrs.count, 2u);
  EXPECT_STREQ(xattrs.items[1].attrname, "user.b");
  EXPECT_EQ(xattrs.items[1].attrval.size, 2u);
  gs_free_xattr_list(&xattrs);
  EXPECT_EQ(xattrs.items, nullptr);

  handle.reply = written([](BodyWriter& w) {
    for (int i = 0; i < 11; ++i) w.int64(i);
  });
  gs_statvfs_record statvfs;
  ASSERT_EQ(gs_statvfs(&handle, "/", &statvfs), 0);
  EXPECT_EQ(statvfs.blocks, 2);
  EXPECT_EQ(statvfs.namemax, 10);
  gs_free_statvfs(&statvfs);
}

TEST(CCall, LogicalVolumesHaveUuidsAndPercents) {
  gs_handle handle;
  handle.reply = written([](BodyWriter& w) {
    w.uint32(1);
    w.text("n", "lv");
    w.uuid("u", "0123456789abcdef0123456789ABCDEF");
    w.text("a", "");
    for (int i = 0; i < 6; ++i) w.int64(i);
    w.text("o", "");
    w.percent(50.0F);
    w.percent(std::nullopt);
    for (int i = 0; i < 4; ++i) w.text("t", "");
  });
  gs_lvm_lv_list lvs;
  ASSERT_EQ(gs_lvs_full(&handle, &lvs), 0) << handle.last.message;
  EXPECT_STREQ(lvs.items[0].lv_uuid, "0123456789abcdef0123456789ABCDEF");
  EXPECT_EQ(lvs.items[0].snap_percent, 50.0F);
  EXPECT_EQ(lvs.items[0].copy_percent, -1.0F);
  gs_free_lvm_lv_list(&lvs);
}

TEST(CCall, OptionalArgumentsCountByTheirBit) {
  gs_handle handle;
  gs_mkfs_options options = {};
  options.given = GS_MKFS_LABEL;
  options.label = "lab";
  options.blocksize = 77;  // no bit: not given
  ASSERT_EQ(gs_mkfs(&handle, "ext4", "/dev/sda1", &options), 0);
  EXPECT_EQ(handle.mask, GS_MKFS_LABEL);
  EXPECT_EQ(handle.body.find('M'), std::string::npos) << "77 must not be on the wire";
  EXPECT_NE(handle.body.find("lab"), std::string::npos);
  options.given = 1u << 5;
  ASSERT_EQ(gs_mkfs(&handle, "ext4", "/dev/sda1", &options), -1);
  EXPECT_EQ(handle.last.message, "mkfs: given has a bit that is no optional argument of the call");
  EXPECT_EQ(handle.calls, 1);
}

TEST(CCall, NullWhereSomethingHasToBe) {
  gs_handle handle;
  EXPECT_EQ(gs_mkdir(&handle, nullptr), -1);
  EXPECT_EQ(handle.last.message, "mkdir: path: NULL was given");
  EXPECT_FALSE(handle.last.hint.empty());
  EXPECT_EQ(gs_vgcreate(&handle, "VG", nullptr), -1);
  EXPECT_EQ(gs_upload(&handle, nullptr, "/f"), -1);
  EXPECT_EQ(handle.last.message, "upload: filename: NULL was given");
  std::int32_t written = 5;
  EXPECT_EQ(gs_pwrite(&handle, "/f", nullptr, 3, 0, &written), -1);
  EXPECT_EQ(written, 0) << "a failed call leaves nothing in its result";
  EXPECT_EQ(handle.calls, 0) << "nothing may be sent";
  EXPECT_EQ(gs_mkdir(nullptr, "/d"), -1);
  EXPECT_EQ(gs_pwrite(&handle, "/f", "x", 1, 0, nullptr), -1);
}

TEST(CCall, NullableTextMayBeNull) {
  gs_handle handle;
  handle.reply = written([](BodyWriter& w) { w.int32(0); });
  std::int32_t nodes = 1;
  ASSERT_EQ(gs_aug_defvar(&handle, "v", nullptr, &nodes), 0);
  EXPECT_EQ(handle.body, std::string("\0\0\0\1v\0\0\0\0\0\0\0", 12));
}

TEST(CCall, FilesThroughFunctionsAndDescriptors) {
  gs_handle handle;
  struct Text {
    std::string in = "content", out;
  } text;
  gs_source source = {-1,
                      [](void* data, void* buffer, std::size_t size) {
                        auto& in = static_cast<Text*>(data)->in;
                        const std::size_t n = in.copy(static_cast<char*>(buffer), size);
                        in.erase(0, n);
                        return static_cast<ssize_t>(n);
                      },
                      &text, 7};
  ASSERT_EQ(gs_upload(&handle, &source, "/f"), 0);
  EXPECT_EQ(handle.uploaded, "content");
  EXPECT_EQ(handle.hint, 7u);
  gs_sink sink = {-1,
                  [](void* data, const void* bytes, std::size_t size) {
                    static_cast<Text*>(data)->out.append(static_cast<const char*>(bytes), size);
                    return 0;
                  },
                  &text};
  ASSERT_EQ(gs_download(&handle, "/f", &sink), 0);
  EXPECT_EQ(text.out, "downloaded");

  std::FILE* file = std::tmpfile();
  ASSERT_NE(file, nullptr);
  sink = {fileno(file), nullptr, nullptr};
  ASSERT_EQ(gs_download(&handle, "/f", &sink), 0);
  std::rewind(file);
  handle.uploaded.clear();
  source = {fileno(file), nullptr, nullptr, 0};
  ASSERT_EQ(gs_upload(&handle, &source, "/f"), 0);
  EXPECT_EQ(handle.uploaded, "downloaded");
  std::fclose(file);
}

TEST(CCall, FunctionsOfTheCallerMayFail) {
  gs_handle handle;
  gs_source source = {-1,
                      [](void*, void*, std::size_t) {
                        errno = EIO;
                        return ssize_t{-1};
                      },
                      nullptr, 0};
  EXPECT_EQ(gs_upload(&handle, &source, "/f"), -1);
  EXPECT_EQ(handle.last.message, "reading what is to be uploaded: Input/output error");
  source.read = [](void*, void*, std::size_t size) { return static_cast<ssize_t>(size + 1); };
  EXPECT_EQ(gs_upload(&handle, &source, "/f"), -1);
  EXPECT_EQ(handle.last.code, ErrorCode::kUsage);
}

TEST(CCall, FailedCallsLeaveTheResultEmpty) {
  gs_handle handle;
  handle.reply = fail(ErrorCode::kNotFound, "readlink: /x: No such file or directory");
  char* link = reinterpret_cast<char*>(1);
  EXPECT_EQ(gs_readlink(&handle, "/x", &link), -1);
  EXPECT_EQ(link, nullptr);
  EXPECT_EQ(handle.last.message, "readlink: /x: No such file or directory");
  handle.reply = std::string("\0\0\0\2\0\0\0\1a", 9);
  gs_xattr_list xattrs;
  EXPECT_EQ(gs_getxattrs(&handle, "/f", &xattrs), -1);
  EXPECT_EQ(xattrs.items, nullptr);
  EXPECT_EQ(xattrs.count, 0u);
}

}  // namespace
}  // namespace gs::api
