// Our Session against the real guestfsd in Debian's appliance: more than sixty different calls,
// transfers with equal checksums, cancelling in both directions, a killed qemu.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <set>
#include <stdexcept>

#include "guestscope/calls.hpp"
#include "session/file_stream.hpp"
#include "session/session.hpp"

namespace gs::session {
namespace {

constexpr std::size_t kBig = 64u << 20;

std::string make_disk(const std::string& name, off_t bytes) {
  const std::string path = ::testing::TempDir() + name;
  const UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!fd || ::ftruncate(fd.get(), bytes) != 0) ADD_FAILURE() << "cannot make " << path;
  return path;
}

// Bytes that look like nothing: xorshift, always the same.
std::string noise(std::size_t n) {
  std::string out(n, 0);
  std::uint64_t x = 0x9e3779b97f4a7c15;
  for (std::size_t i = 0; i + 8 <= n; i += 8) {
    x ^= x << 13, x ^= x >> 7, x ^= x << 17;
    for (std::size_t k = 0; k < 8; ++k) out[i + k] = static_cast<char>(x >> (8 * k));
  }
  return out;
}

// The result of a call that must work; the test ends where it does not.
template <class R>
R worked(R result, const char* call, int line) {
  if (!result)
    throw std::runtime_error("line " + std::to_string(line) + ": " + call + ": " +
                             result.error().message);
  return result;
}
#define OK(...) worked(__VA_ARGS__, #__VA_ARGS__, __LINE__)

class SessionPeer : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    disk_ = make_disk("gs_session_a.img", 400 << 20);
    auto config = config_from_environment([](const char* n) { return ::getenv(n); });
    ASSERT_TRUE(config) << config.error().message;
    session_ = std::make_unique<Session>(*config);
    ASSERT_TRUE(
        session_->add_callback(kEnter, [](const EventPayload& p) { called_.emplace(p.text); }));
    ASSERT_TRUE(session_->add_callback(kAllEvents & ~kEnter, [](const EventPayload& p) {
      events_ |= p.event;
      if (p.event == kProgress && cancel_on_progress_) session_->user_cancel();
    }));
    OK(session_->add_drive({.path = disk_, .format = "raw"}));
    const auto launched = session_->launch();
    ASSERT_TRUE(launched) << launched.error().message << "\n" << launched.error().detail;
  }
  static void TearDownTestSuite() {
    session_.reset();
    std::remove(disk_.c_str());
  }
  void SetUp() override { ASSERT_EQ(session_->state(), State::kReady); }
  void TearDown() override { cancel_on_progress_ = false; }

  static inline std::unique_ptr<Session> session_;
  static inline std::string disk_;
  static inline std::set<std::string, std::less<>> called_;
  static inline std::uint64_t events_ = 0;
  static inline bool cancel_on_progress_ = false;
};

// One test: each part needs what the part before it made.
TEST_F(SessionPeer, DrivesTheRealDaemon) {
  Session& g = *session_;
  EXPECT_TRUE(events_ & kLaunchDone);
  OK(calls::ping_daemon(g));
  EXPECT_EQ(*OK(calls::list_devices(g)), std::vector<std::string>{"/dev/sda"});
  EXPECT_EQ(*OK(calls::blockdev_getsize64(g, "/dev/sda")), 400 << 20);
  EXPECT_EQ(*OK(calls::blockdev_getss(g, "/dev/sda")), 512);
  EXPECT_EQ(*OK(calls::blockdev_getro(g, "/dev/sda")), false);
  OK(calls::part_init(g, "/dev/sda", "gpt"));
  OK(calls::part_add(g, "/dev/sda", "p", 2048, 614399));
  OK(calls::part_add(g, "/dev/sda", "p", 614400, 716799));
  OK(calls::part_set_name(g, "/dev/sda", 1, "data"));
  EXPECT_EQ(*OK(calls::part_get_name(g, "/dev/sda", 1)), "data");
  EXPECT_EQ(*OK(calls::part_get_parttype(g, "/dev/sda")), "gpt");
  EXPECT_EQ(OK(calls::part_list(g, "/dev/sda"))->size(), 2u);
  EXPECT_EQ(*OK(calls::part_to_dev(g, "/dev/sda1")), "/dev/sda");
  EXPECT_EQ(*OK(calls::part_to_partnum(g, "/dev/sda2")), 2);
  EXPECT_EQ(*OK(calls::list_partitions(g)), (std::vector<std::string>{"/dev/sda1", "/dev/sda2"}));
  OK(calls::mkfs(g, "ext4", "/dev/sda1", {.blocksize = 4096, .label = "root"}));
  EXPECT_EQ(*OK(calls::vfs_type(g, "/dev/sda1")), "ext4");
  EXPECT_EQ(*OK(calls::vfs_label(g, "/dev/sda1")), "root");
  EXPECT_EQ(OK(calls::vfs_uuid(g, "/dev/sda1"))->size(), 36u);
  OK(calls::set_label(g, "/dev/sda1", "other"));
  EXPECT_EQ(*OK(calls::findfs_label(g, "other")), "/dev/sda1");
  OK(calls::pvcreate(g, "/dev/sda2"));
  OK(calls::vgcreate(g, "vg", {"/dev/sda2"}));
  OK(calls::lvcreate(g, "lv", "vg", 20));
  EXPECT_EQ(*OK(calls::lvs(g)), std::vector<std::string>{"/dev/vg/lv"});
  EXPECT_EQ(*OK(calls::vgs(g)), std::vector<std::string>{"vg"});
  EXPECT_EQ(OK(calls::lvs_full(g))->at(0).lv_name, "lv");
  EXPECT_EQ(OK(calls::pvs_full(g))->size(), 1u);
  EXPECT_EQ(OK(calls::vgs_full(g))->at(0).vg_name, "vg");
  OK(calls::mkswap(g, "/dev/vg/lv", {.label = "swap"}));
  EXPECT_EQ(OK(calls::list_filesystems(g))->size(), 2u);
  OK(calls::mount(g, "/dev/sda1", "/"));
  EXPECT_EQ(*OK(calls::mounts(g)), std::vector<std::string>{"/dev/sda1"});
  EXPECT_EQ(OK(calls::mountpoints(g))->size(), 1u);
  OK(calls::mkdir(g, "/d"));
  OK(calls::mkdir_p(g, "/d/e/f"));
  OK(calls::mkdir_mode(g, "/m", 0700));
  EXPECT_TRUE(*OK(calls::is_dir(g, "/d/e")));
  OK(calls::touch(g, "/d/t"));
  EXPECT_TRUE(*OK(calls::is_file(g, "/d/t")));
  EXPECT_TRUE(*OK(calls::exists(g, "/d/t")));
  OK(calls::chmod(g, 0640, "/d/t"));
  OK(calls::chown(g, 12, 34, "/d/t"));
  OK(calls::ln_s(g, "t", "/d/link"));
  EXPECT_EQ(*OK(calls::readlink(g, "/d/link")), "t");
  EXPECT_TRUE(*OK(calls::is_symlink(g, "/d/link")));
  OK(calls::ln(g, "/d/t", "/d/hard"));
  EXPECT_EQ(OK(calls::statns(g, "/d/t"))->st_nlink, 2);
  EXPECT_EQ(OK(calls::lstatns(g, "/d/link"))->st_mode & 0170000, 0120000);
  OK(calls::rename(g, "/d/hard", "/d/renamed"));
  OK(calls::rm(g, "/d/renamed"));
  const std::string odd("a\0b\xff\n", 5);
  OK(calls::internal_write(g, "/d/w", odd));
  OK(calls::internal_write_append(g, "/d/w", "more"));
  EXPECT_EQ(*OK(calls::pread(g, "/d/w", 100, 0)), odd + "more");
  EXPECT_EQ(*OK(calls::pwrite(g, "/d/w", "XY", 1)), 2);
  EXPECT_EQ(*OK(calls::filesize(g, "/d/w")), 9);
  EXPECT_EQ(OK(calls::readdir(g, "/d"))->size(), 6u);  // with . and ..
  OK(calls::cp(g, "/d/t", "/d/cp"));
  OK(calls::mv(g, "/d/cp", "/d/mv"));
  OK(calls::truncate_size(g, "/d/mv", 100'000));
  EXPECT_EQ(*OK(calls::du(g, "/d/mv")), 0);
  OK(calls::setxattr(g, "user.x", "v", 1, "/d/mv"));
  EXPECT_EQ(*OK(calls::getxattr(g, "/d/mv", "user.x")), "v");
  EXPECT_EQ(OK(calls::getxattrs(g, "/d/mv"))->size(), 1u);
  OK(calls::removexattr(g, "user.x", "/d/mv"));
  OK(calls::utimens(g, "/d/mv", 1, 2, 3, 4));
  OK(calls::rmdir(g, "/m"));
  OK(calls::rm_rf(g, "/d/e"));
  OK(calls::fill(g, 7, 5000, "/d/fill"));
  EXPECT_EQ(*OK(calls::checksum(g, "crc", "/d/fill")), *OK(calls::checksum(g, "crc", "/d/fill")));
  EXPECT_GT(OK(calls::statvfs(g, "/"))->blocks, 0);
  OK(calls::sync(g));
  EXPECT_EQ(*OK(calls::umask(g, 022)), 022);
  EXPECT_EQ(*OK(calls::umask(g, 022)), 022);
  EXPECT_FALSE(OK(calls::available_all_groups(g))->empty());
  EXPECT_EQ(*OK(calls::internal_feature_available(g, "lvm2")), 0);
  EXPECT_EQ(*OK(calls::internal_feature_available(g, "nonsense")), 2);

  // Its errors are ours, with their errno.
  const auto missing = calls::rm(g, "/nowhere");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().err, ENOENT);
  EXPECT_EQ(missing.error().message.find("rm: "), 0u) << missing.error().message;
  const auto relative = calls::rm(g, "relative");
  ASSERT_FALSE(relative);
  EXPECT_EQ(relative.error().err, 0);

  EXPECT_GE(called_.size(), 60u);
  std::printf("%zu different calls\n", called_.size());
}

TEST_F(SessionPeer, TransfersOf64MibHaveEqualChecksums) {
  Session& g = *session_;
  const std::string bytes = noise(kBig);
  BufferSource source(bytes);
  OK(calls::upload(g, source, "/big"));
  EXPECT_EQ(*OK(calls::filesize(g, "/big")), static_cast<std::int64_t>(kBig));
  BufferSink sink(kBig);
  OK(calls::download(g, "/big", sink));
  EXPECT_TRUE(sink.bytes() == bytes);
  const std::string sum = *OK(calls::checksum(g, "sha256", "/big"));
  // The same by the host's own tool.
  const std::string local = ::testing::TempDir() + "gs_session_big";
  std::ofstream(local, std::ios::binary) << sink.bytes();
  FILE* pipe = ::popen(("sha256sum " + local).c_str(), "r");
  char host[65] = {};
  ASSERT_EQ(std::fread(host, 1, 64, pipe), 64u);
  ::pclose(pipe);
  std::remove(local.c_str());
  EXPECT_EQ(sum, host);
}

TEST_F(SessionPeer, CancelledUploads) {
  Session& g = *session_;
  // By the user, from inside the transfer.
  int reads = 0;
  CallbackSource endless([&](std::span<char> b) -> Result<std::size_t> {
    std::fill(b.begin(), b.end(), 'x');
    if (++reads == 20) g.user_cancel();
    return b.size();
  });
  const auto cancelled = calls::upload(g, endless, "/c1");
  ASSERT_FALSE(cancelled);
  EXPECT_EQ(cancelled.error().err, EINTR);
  OK(calls::ping_daemon(g));
  // By this side: the file cannot be read.
  CallbackSource broken([&](std::span<char>) -> Result<std::size_t> {
    return fail(ErrorCode::kSystem, "the disk is on fire");
  });
  const auto failed = calls::upload(g, broken, "/c2");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "the disk is on fire");
  OK(calls::ping_daemon(g));
  // By the daemon: no room; what is uploaded never ends by itself.
  CallbackSource flood([&](std::span<char> b) -> Result<std::size_t> { return b.size(); });
  const auto full = calls::upload(g, flood, "/full");
  ASSERT_FALSE(full);
  // The real daemon names no errno here.
  EXPECT_NE(full.error().message.find("write error"), std::string::npos) << full.error().message;
  OK(calls::rm(g, "/full"));
  // By the daemon at once: there is no such folder.
  CallbackSource flood2([&](std::span<char> b) -> Result<std::size_t> { return b.size(); });
  EXPECT_EQ(calls::upload(g, flood2, "/nowhere/x").error().err, ENOENT);
  OK(calls::ping_daemon(g));
}

TEST_F(SessionPeer, CancelledDownloads) {
  Session& g = *session_;
  OK(calls::truncate_size(g, "/d/mv", 200 << 20));
  int writes = 0;
  CallbackSink user([&](std::string_view) -> Status {
    if (++writes == 20) g.user_cancel();
    return {};
  });
  const auto cancelled = calls::download(g, "/d/mv", user);
  ASSERT_FALSE(cancelled);
  EXPECT_EQ(cancelled.error().err, EINTR);
  OK(calls::ping_daemon(g));
  CallbackSink full(
      [&](std::string_view) -> Status { return fail(ErrorCode::kSystem, "no space here"); });
  const auto failed = calls::download(g, "/d/mv", full);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "no space here");
  OK(calls::ping_daemon(g));
  BufferSink none(10);
  EXPECT_EQ(calls::download(g, "/nowhere", none).error().err, ENOENT);
  OK(calls::ping_daemon(g));
}

TEST_F(SessionPeer, TheSessionIsBusyInsideItsCallbacks) {
  Session& g = *session_;
  std::optional<Error> nested;
  CallbackSink sink([&](std::string_view) -> Status {
    if (auto s = calls::ping_daemon(g); !s) nested = s.error();
    return {};
  });
  OK(calls::download(g, "/d/w", sink));
  ASSERT_TRUE(nested);
  EXPECT_NE(nested->message.find("another call is running"), std::string::npos);
}

// The last one: the machine is gone afterwards.
TEST_F(SessionPeer, ZzKilledQemuIsSubprocessQuitWithTheSignal) {
  Session& g = *session_;
  events_ = 0;
  ASSERT_GT(g.machine_pid(), 0);
  ::kill(g.machine_pid(), SIGKILL);
  const auto dead = calls::ping_daemon(g);
  ASSERT_FALSE(dead);
  EXPECT_EQ(dead.error().err, EPIPE);
  EXPECT_NE(dead.error().message.find("killed by signal 9"), std::string::npos)
      << dead.error().message;
  EXPECT_TRUE(events_ & kSubprocessQuit);
  EXPECT_EQ(g.machine_end()->signal, SIGKILL);
  EXPECT_EQ(g.state(), State::kConfig);
  EXPECT_FALSE(calls::ping_daemon(g));
  // It can be launched again, and shut down in order.
  OK(g.add_drive({.path = disk_, .format = "raw", .read_only = true}));
  OK(g.launch());
  EXPECT_EQ(OK(calls::list_devices(g))->size(), 1u);
  OK(g.shutdown());
  EXPECT_EQ(g.machine_end()->status, 0);
}

}  // namespace
}  // namespace gs::session
