#include "session/config.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <map>

namespace gs::session {
namespace {

using Env = std::map<std::string, std::string>;
Result<Config> from(const Env& env) {
  return config_from_environment([&env](const char* name) -> const char* {
    const auto it = env.find(name);
    return it == env.end() ? nullptr : it->second.c_str();
  });
}

TEST(SessionConfig, NamesThatLibguestfsUsersKnow) {
  const auto c = from({{"LIBGUESTFS_DEBUG", "1"},
                       {"LIBGUESTFS_TRACE", "1"},
                       {"LIBGUESTFS_MEMSIZE", "700"},
                       {"LIBGUESTFS_APPEND", "quiet x=1"},
                       {"LIBGUESTFS_HV", "/opt/qemu"},
                       {"LIBGUESTFS_BACKEND_SETTINGS", "network_bridge=br0:force_tcg"},
                       {"TMPDIR", "/big"}});
  ASSERT_TRUE(c) << c.error().message;
  EXPECT_TRUE(c->verbose);
  EXPECT_TRUE(c->trace);
  EXPECT_EQ(c->memory_mib, 700u);
  EXPECT_EQ(c->append, "quiet x=1");
  EXPECT_EQ(c->hypervisor, "/opt/qemu");
  EXPECT_TRUE(c->force_tcg);
  EXPECT_EQ(c->tmp_dir, "/big");
  EXPECT_EQ(c->cache_dir, "/big");
}

TEST(SessionConfig, OurNamesWin) {
  const auto c = from({{"LIBGUESTFS_MEMSIZE", "700"},
                       {"GUESTSCOPE_MEMSIZE", "900"},
                       {"LIBGUESTFS_QEMU", "/old/name"},
                       {"GUESTSCOPE_HOOKS", "force-tcg\n\n  set-memory(size=1G)"},
                       {"GUESTSCOPE_TRACE", "/tmp/t.gst"},
                       {"LIBGUESTFS_CACHEDIR", "/c"},
                       {"TMPDIR", "/big"}});
  ASSERT_TRUE(c) << c.error().message;
  EXPECT_EQ(c->memory_mib, 900u);
  EXPECT_EQ(c->hypervisor, "/old/name");
  EXPECT_EQ(c->hooks, (std::vector<std::string>{"force-tcg", "set-memory(size=1G)"}));
  EXPECT_EQ(c->trace_file, "/tmp/t.gst");
  EXPECT_FALSE(c->trace) << "GUESTSCOPE_TRACE names a file, it is no switch";
  EXPECT_EQ(c->cache_dir, "/c");
}

TEST(SessionConfig, NothingSetIsTheDefault) {
  const auto c = from({});
  ASSERT_TRUE(c);
  EXPECT_FALSE(c->verbose);
  EXPECT_EQ(c->memory_mib, 0u);
  EXPECT_TRUE(c->autosync);
}

TEST(SessionConfig, BadValuesNameTheVariable) {
  for (const Env& env : {Env{{"LIBGUESTFS_MEMSIZE", "1G"}}, Env{{"LIBGUESTFS_MEMSIZE", "64"}},
                         Env{{"LIBGUESTFS_DEBUG", "maybe"}}, Env{{"LIBGUESTFS_TRACE", "2"}}}) {
    const auto c = from(env);
    ASSERT_FALSE(c);
    EXPECT_EQ(c.error().code, ErrorCode::kUsage);
    EXPECT_NE(c.error().message.find(env.begin()->first), std::string::npos);
    EXPECT_FALSE(c.error().hint.empty());
  }
}

TEST(SessionConfig, DriveNamesAreBijectiveBase26) {
  EXPECT_EQ(drive_name(0), "/dev/sda");
  EXPECT_EQ(drive_name(25), "/dev/sdz");
  EXPECT_EQ(drive_name(26), "/dev/sdaa");
  EXPECT_EQ(drive_name(701), "/dev/sdzz");
  EXPECT_EQ(drive_name(702), "/dev/sdaaa");
}

class DriveTest : public ::testing::Test {
 protected:
  void SetUp() override { std::ofstream(path_) << "x"; }
  void TearDown() override { std::remove(path_.c_str()); }
  std::string path_ = ::testing::TempDir() + "gs_config_drive.img";
};

TEST_F(DriveTest, FormatIsNeverGuessedSilently) {
  EXPECT_TRUE(check_drive({.path = path_, .format = "raw"}));
  EXPECT_TRUE(check_drive({.path = path_, .format = "auto"}));
  const auto none = check_drive({.path = path_, .format = ""});
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().hint.find("CVE-2010-3851"), std::string::npos);
  EXPECT_FALSE(check_drive({.path = path_, .format = "raw,file.locking=off"}));
}

TEST_F(DriveTest, WhatIsNoDiskImageIsRefused) {
  EXPECT_EQ(check_drive({.path = "/nowhere/x", .format = "raw"}).error().code,
            ErrorCode::kNotFound);
  EXPECT_EQ(check_drive({.path = "/", .format = "raw"}).error().code, ErrorCode::kUsage);
  EXPECT_EQ(check_drive({.path = "/dev/null", .format = "raw"}).error().code, ErrorCode::kUsage);
  EXPECT_FALSE(check_drive({.path = path_, .format = "raw", .serial = std::string(21, 's')}));
  EXPECT_FALSE(check_drive({.path = path_, .format = "raw", .label = "a1"}));
  EXPECT_TRUE(check_drive({.path = path_, .format = "raw", .label = "boot"}));
}

}  // namespace
}  // namespace gs::session
