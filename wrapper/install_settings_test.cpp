#include "wrapper/install_settings.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "qemu/command_line.hpp"
#include "wrapper/install_trace_name.hpp"

namespace gs::wrapper {
namespace {

const Settings kFull{"/usr/bin/qemu-system-x86_64", {"force-tcg", "/x y/h.lua(a=1)"}, "passthrough", "/t r"};

TEST(InstallSettings, RoundTrip) {
  auto text = format_settings(kFull);
  ASSERT_TRUE(text);
  EXPECT_EQ(*parse_settings(*text, "f"), kFull);
  EXPECT_TRUE(parse_settings(*format_settings({}), "f")->empty());
}

TEST(InstallSettings, ValuesAreTheRestOfTheLine) {
  auto s = parse_settings("\n  \n# qemu=/no\nhook=a(b=c, d=\"e\") \nhook=\nqemu=/q=r", "f");
  ASSERT_TRUE(s);
  EXPECT_EQ(s->hooks, std::vector<std::string>{"a(b=c, d=\"e\") "});
  EXPECT_EQ(s->qemu, "/q=r");
}

TEST(InstallSettings, EveryBadLineIsNamed) {
  for (const char* bad : {"hooks=x", "qemu", "qemu=relative", "qemu=", "trace=x", "policy=maybe", "qemu=/a\nqemu=/b",
                          "=x", " qemu=/a", "policy="}) {
    auto s = parse_settings(std::string("\n") + bad, "FILE");
    ASSERT_FALSE(s) << bad;
    EXPECT_EQ(s.error().code, ErrorCode::kFormat) << bad;
    EXPECT_EQ(s.error().message.find("FILE, line "), 0u) << s.error().message;
    EXPECT_FALSE(s.error().hint.empty()) << bad;
  }
  EXPECT_FALSE(parse_settings(std::string_view("hook=a\0b", 8), "f"));
}

TEST(InstallSettings, ALineEndCannotBeKept) {
  EXPECT_FALSE(format_settings({"/a\nhook=evil", {}, {}, {}}));
  EXPECT_FALSE(format_settings({{}, {"a\nb"}, {}, {}}));
  EXPECT_FALSE(format_settings({{}, {std::string(70'000, 'x')}, {}, {}}));
}

class Beside : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(::mkdtemp(dir_.data()), nullptr);
    link_ = dir_ + "/qemu";
    file_ = link_ + kSettingsSuffix;
  }
  void TearDown() override {
    for (const auto& f : {file_, link_, dir_ + "/other"}) ::unlink(f.c_str());
    ::rmdir(file_.c_str());
    ::rmdir(dir_.c_str());
  }
  void write(const std::string& text, unsigned mode = 0644) {
    std::ofstream(file_) << text;
    ASSERT_EQ(::chmod(file_.c_str(), mode), 0);
  }
  ErrorCode refused() {
    auto s = settings_beside(link_);
    if (s) {
      ADD_FAILURE() << "not refused";
      return ErrorCode::kSystem;
    }
    EXPECT_FALSE(s.error().hint.empty());
    return s.error().code;
  }
  std::string dir_ = "/tmp/guestscope-settings-XXXXXX", link_, file_;
};

TEST_F(Beside, NoneIsFine) {
  for (const auto& link : {std::string(), link_, dir_ + "/no/such", std::string("/dev/null/x"), std::string(5000, 'x')}) {
    auto s = settings_beside(link);
    ASSERT_TRUE(s) << link;
    EXPECT_FALSE(*s) << link;
  }
}

TEST_F(Beside, IsReadWhereOnlyTheOwnerWrites) {
  for (unsigned mode : {0644u, 0600u, 0400u}) {
    write("hook=x\n", mode);
    auto s = settings_beside(link_);
    ASSERT_TRUE(s) << s.error().message;
    EXPECT_EQ((*s)->hooks.size(), 1u);
    ::unlink(file_.c_str());
  }
}

TEST_F(Beside, IsRefusedWhereOthersCouldHaveWrittenIt) {
  for (unsigned mode : {0664u, 0646u, 0666u}) {
    write("hook=x\n", mode);
    EXPECT_EQ(refused(), ErrorCode::kPermission);
  }
}

TEST_F(Beside, IsRefusedFromAStrangerButNotFromTheLinksOwner) {
  if (::getuid() != 0) GTEST_SKIP() << "needs root to give files away";
  write("hook=x\n");
  ASSERT_EQ(::symlink("/nowhere", link_.c_str()), 0);
  ASSERT_EQ(::chown(file_.c_str(), 1234, 0), 0);
  EXPECT_EQ(refused(), ErrorCode::kPermission);
  ASSERT_EQ(::lchown(link_.c_str(), 1234, 0), 0);
  EXPECT_TRUE(settings_beside(link_));
}

TEST_F(Beside, OnlyARegularFileOfBoundedSize) {
  ASSERT_EQ(::symlink("/etc/passwd", file_.c_str()), 0);
  EXPECT_EQ(refused(), ErrorCode::kPermission);
  ::unlink(file_.c_str());
  ASSERT_EQ(::mkfifo(file_.c_str(), 0600), 0);
  EXPECT_EQ(refused(), ErrorCode::kPermission);
  ::unlink(file_.c_str());
  ASSERT_EQ(::mkdir(file_.c_str(), 0700), 0);
  EXPECT_EQ(refused(), ErrorCode::kPermission);
  ::rmdir(file_.c_str());
  write("#" + std::string(70'000, 'x'));
  EXPECT_EQ(refused(), ErrorCode::kLimit);
}

TEST(InstallTraceName, IsTheGuests) {
  auto name = [](std::vector<std::string> args) { return guest_name(qemu::CommandLine::parse(std::move(args))); };
  EXPECT_EQ(name({"-name", "guest=vm1,debug-threads=on"}), "vm1");
  EXPECT_EQ(name({"-name", "bare"}), "bare");
  EXPECT_EQ(name({"-name", "debug-threads=on,guest=../../etc x"}), ".._.._etc_x");
  EXPECT_EQ(name({"-name", std::string(500, 'x')}).size(), 64u);
  EXPECT_EQ(name({}), "");
  std::string path = trace_file_in("/f", qemu::CommandLine::parse({"-S"}), "/x/qemu-system-x86_64");
  EXPECT_EQ(path.find("/f/"), 0u);
  EXPECT_NE(path.find("-qemu-system-x86_64-" + std::to_string(::getpid()) + ".gst"), std::string::npos);
}

}  // namespace
}  // namespace gs::wrapper
