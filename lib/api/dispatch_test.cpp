// A tiny daemon of a few calls, driven through the typed functions of the client.
#include "api/dispatch.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <map>

#include "guestscope/calls.hpp"
#include "guestscope/daemon/attributes.hpp"
#include "guestscope/daemon/augeas.hpp"
#include "guestscope/daemon/boot.hpp"
#include "guestscope/daemon/btrfs.hpp"
#include "guestscope/daemon/contents.hpp"
#include "guestscope/daemon/crypt.hpp"
#include "guestscope/daemon/daemon.hpp"
#include "guestscope/daemon/devices.hpp"
#include "guestscope/daemon/ext.hpp"
#include "guestscope/daemon/files.hpp"
#include "guestscope/daemon/filesystems.hpp"
#include "guestscope/daemon/forensics.hpp"
#include "guestscope/daemon/guest.hpp"
#include "guestscope/daemon/hivex.hpp"
#include "guestscope/daemon/inotify.hpp"
#include "guestscope/daemon/inspect.hpp"
#include "guestscope/daemon/journal.hpp"
#include "guestscope/daemon/lvm.hpp"
#include "guestscope/daemon/mount.hpp"
#include "guestscope/daemon/names.hpp"
#include "guestscope/daemon/ntfs.hpp"
#include "guestscope/daemon/partitions.hpp"
#include "guestscope/daemon/raid.hpp"
#include "guestscope/daemon/swap.hpp"
#include "guestscope/daemon/transfer.hpp"
#include "guestscope/daemon/xfs.hpp"

namespace gs::daemon {

class Daemon {
 public:
  std::map<std::string, std::string> files;
  std::vector<std::string> log;
};

Done do_ping_daemon(Daemon&) { return {}; }
const Implements<call::ping_daemon> kPingDaemon;

Done do_mkdir(Daemon& daemon, const std::string& path) {
  if (path == "/taken") return failure(EEXIST, "mkdir: /taken: File exists");
  daemon.log.push_back("mkdir " + path);
  return {};
}
const Implements<call::mkdir> kMkdir;

Done do_mkfs(Daemon& daemon, const std::string& fstype, const std::string& device,
             const calls::MkfsOptions& opts) {
  daemon.log.push_back("mkfs " + fstype + " " + device + " " +
                       (opts.blocksize ? std::to_string(*opts.blocksize) : "-") + " " +
                       opts.label.value_or("-"));
  return {};
}
const Implements<call::mkfs> kMkfs;

Answer<std::vector<std::string>> do_list_devices(Daemon&) {
  return std::vector<std::string>{"/dev/vda", "/dev/vdb"};
}
const Implements<call::list_devices> kListDevices;

Answer<calls::Statvfs> do_statvfs(Daemon&, const std::string&) {
  return calls::Statvfs{.bsize = 4096, .blocks = 17};
}
const Implements<call::statvfs> kStatvfs;

Answer<std::vector<calls::LvmVg>> do_vgs_full(Daemon&) { return std::vector<calls::LvmVg>{}; }
const Implements<call::vgs_full> kVgsFull;

Answer<std::string> do_pread(Daemon& daemon, const std::string& path, std::int32_t count,
                             std::int64_t offset) {
  if (count > 4 << 20) return std::string(static_cast<std::size_t>(count), 'x');
  return daemon.files[path].substr(static_cast<std::size_t>(offset),
                                   static_cast<std::size_t>(count));
}
const Implements<call::pread> kPread;

Answer<std::int32_t> do_aug_defvar(Daemon& daemon, const std::string& name,
                                   const std::optional<std::string>& expr) {
  daemon.log.push_back("aug_defvar " + name + " " + expr.value_or("nothing"));
  return expr ? 3 : 0;
}
const Implements<call::aug_defvar> kAugDefvar;

Done do_luks_format(Daemon&, const std::string&, const std::string&, std::int32_t) { return {}; }
const Implements<call::luks_format> kLuksFormat;

Answer<std::vector<std::string>> do_internal_readlinklist(Daemon&, const std::string&,
                                                          const std::vector<std::string>& names) {
  return names;
}
const Implements<call::internal_readlinklist> kReadlinklist;

Done do_upload(Daemon& daemon, FileSource& filename, const std::string& remotefilename) {
  std::array<char, 3> buffer{};
  for (;;) {
    Result<std::size_t> got = filename.read(buffer);
    if (!got) return failure(0, "file upload cancelled");
    if (*got == 0) return {};
    daemon.files[remotefilename].append(buffer.data(), *got);
  }
}
const Implements<call::upload> kUpload;

Done do_download(Daemon& daemon, const std::string& remotefilename, FileSink& filename) {
  auto found = daemon.files.find(remotefilename);
  if (found == daemon.files.end())
    return failure(ENOENT, "download: " + remotefilename + ": No such file or directory");
  (void)filename.write(found->second);
  return {};
}
const Implements<call::download> kDownload;

namespace {

class FakeGate : public Gate {
 public:
  bool has_group(std::string_view group) override { return group != "btrfs"; }
  Done root_is_mounted() override {
    if (!mounted) return failure(0, "you must call 'mount' first");
    return {};
  }
  Answer<std::string> to_appliance(protocol::Meaning, std::string value) override {
    if (value.starts_with("/dev/sdz"))
      return failure(ENOENT, value + ": No such file or directory");
    if (value.starts_with("/dev/sd")) value.replace(5, 2, "vd");
    return value;
  }
  std::string to_client(protocol::Meaning, std::string value) override {
    if (value.starts_with("/dev/vd")) value.replace(5, 2, "sd");
    return value;
  }
  bool mounted = true;
};

class TextSource : public FileSource {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    const std::size_t n = text_.copy(buffer.data(), buffer.size());
    text_.erase(0, n);
    return n;
  }

 private:
  std::string text_;
};

class TextSink : public FileSink {
 public:
  Status write(std::string_view bytes) override {
    text += bytes;
    return {};
  }
  std::string text;
};

// Client and daemon without anything between them.
class Dispatch : public ::testing::Test, public api::Caller {
 public:
  Result<std::string> call(const api::Request& request) override {
    return answer(request.info.number, request.body, request.optargs_mask, request.source,
                  request.sink);
  }

 protected:
  Result<std::string> answer(std::uint32_t number, std::string_view body, std::uint64_t mask = 0,
                             FileSource* source = nullptr, FileSink* sink = nullptr) {
    TextSource no_source("");
    TextSink no_sink;
    Answer<std::string> reply = dispatch(
        daemon, gate, {number, mask, body, source ? *source : no_source, sink ? *sink : no_sink});
    if (reply) return std::move(*reply);
    failed_with = reply.error().errno_value;
    return fail(ErrorCode::kSystem, reply.error().message);
  }

  Daemon daemon;
  FakeGate gate;
  int failed_with = -1;
};

TEST_F(Dispatch, CallsAndAnswersGoThrough) {
  EXPECT_TRUE(calls::ping_daemon(*this));
  EXPECT_TRUE(calls::mkdir(*this, "/new"));
  EXPECT_TRUE(calls::mkfs(*this, "ext4", "/dev/sda1", {.label = "lab"}));
  EXPECT_TRUE(calls::mkfs(*this, "ext4", "/dev/sda1", {.blocksize = 0}));
  EXPECT_EQ(calls::aug_defvar(*this, "v", std::nullopt).value(), 0);
  EXPECT_EQ(calls::aug_defvar(*this, "v", "/files").value(), 3);
  EXPECT_EQ(daemon.log, (std::vector<std::string>{"mkdir /new", "mkfs ext4 /dev/vda1 - lab",
                                                  "mkfs ext4 /dev/vda1 0 -", "aug_defvar v nothing",
                                                  "aug_defvar v /files"}));
  EXPECT_EQ(calls::statvfs(*this, "/").value().blocks, 17);
  EXPECT_TRUE(calls::vgs_full(*this).value().empty());
}

TEST_F(Dispatch, DeviceNamesAreTheClientsOutside) {
  EXPECT_EQ(calls::list_devices(*this).value(), (std::vector<std::string>{"/dev/sda", "/dev/sdb"}));
}

TEST_F(Dispatch, FilesComeAndGo) {
  TextSource source("some content");
  ASSERT_TRUE(calls::upload(*this, source, "/f"));
  EXPECT_EQ(daemon.files["/f"], "some content");
  TextSink sink;
  ASSERT_TRUE(calls::download(*this, "/f", sink));
  EXPECT_EQ(sink.text, "some content");
  EXPECT_FALSE(calls::download(*this, "/none", sink));
  EXPECT_EQ(failed_with, ENOENT);
}

TEST_F(Dispatch, FailuresKeepErrnoAndText) {
  EXPECT_EQ(calls::mkdir(*this, "/taken").error().message, "mkdir: /taken: File exists");
  EXPECT_EQ(failed_with, EEXIST);
}

TEST_F(Dispatch, UnknownAndMissingCalls) {
  EXPECT_EQ(answer(4, "").error().message,
            "unknown procedure 4: client and daemon are of versions that do not match");
  EXPECT_EQ(failed_with, 0);
  EXPECT_EQ(calls::sync(*this).error().message, "sync: this daemon does not have the call");
  EXPECT_EQ(failed_with, ENOTSUP);
  EXPECT_EQ(calls::btrfs_filesystem_sync(*this, "/").error().message,
            "btrfs_filesystem_sync: feature group 'btrfs' is not in this appliance");
  EXPECT_EQ(failed_with, ENOTSUP);
}

TEST_F(Dispatch, MasksBeyondTheOptionalArguments) {
  EXPECT_TRUE(answer(92, "", 0));
  EXPECT_FALSE(answer(92, "", 1));
  EXPECT_EQ(failed_with, 0);
  EXPECT_EQ(answer(278, "", 32).error().message,
            "mkfs: the call has 5 optional arguments and more were given: client and daemon are of "
            "versions that do not match");
}

TEST_F(Dispatch, BodiesThatDoNotDecode) {
  auto mkdir = answer(32, std::string("\0\0\0\x9/x", 6));
  EXPECT_EQ(mkdir.error().message,
            "the arguments of mkdir cannot be decoded: it ends where 12 bytes should follow");
  EXPECT_EQ(failed_with, 0);
  EXPECT_FALSE(answer(206, std::string("\0\0\0\1/\0\0\0\x7f\xff\xff\xff", 12)));
  EXPECT_TRUE(daemon.log.empty());
  EXPECT_TRUE(answer(32, std::string("\0\0\0\1/\0\0\0more", 12))) << "bytes behind are ignored";
}

TEST_F(Dispatch, ArgumentsAreChecked) {
  EXPECT_EQ(calls::mkdir(*this, "relative").error().message,
            "mkdir: path 'relative' has to begin with /");
  EXPECT_EQ(failed_with, 0);
  EXPECT_EQ(answer(32, std::string("\0\0\0\4/a\0b", 8)).error().message,
            "mkdir: path '/a' is followed by a NUL byte");
  EXPECT_FALSE(calls::internal_readlinklist(*this, "/d", {"good", "not/good"}));
  EXPECT_EQ(failed_with, EINVAL);
  EXPECT_EQ(calls::internal_readlinklist(*this, "/d", {"good"}).value().size(), 1u);
  EXPECT_EQ(calls::mkfs(*this, "ext4", "/dev/sdz1").error().message,
            "mkfs: /dev/sdz1: No such file or directory");
  EXPECT_EQ(failed_with, ENOENT);
  std::string body = std::string("\0\0\0\x8/dev/sda\0\0\0\x4ke\0y\0\0\0\0", 24);
  Result<std::string> luks = answer(260, body);
  ASSERT_FALSE(luks);
  EXPECT_EQ(luks.error().message, "luks_format: key is followed by a NUL byte");
}

TEST_F(Dispatch, PathsWantAMountedRoot) {
  gate.mounted = false;
  EXPECT_EQ(calls::mkdir(*this, "/new").error().message, "you must call 'mount' first");
  EXPECT_TRUE(calls::list_devices(*this));
  EXPECT_TRUE(calls::mkfs(*this, "ext4", "/dev/sda1"));
}

TEST_F(Dispatch, AnswersThatDoNotFitIntoAMessage) {
  daemon.files["/f"] = std::string("a\0b", 3);
  EXPECT_EQ(calls::pread(*this, "/f", 3, 0).value(), daemon.files["/f"]) << "bytes may hold NUL";
  EXPECT_EQ(calls::pread(*this, "/f", 5 << 20, 0).error().message,
            "pread: the answer cannot be sent: content: the message would be larger than 4 MiB");
}

TEST_F(Dispatch, KnowsWhatIsImplemented) {
  EXPECT_EQ(implemented_calls(),
            (std::vector<std::uint32_t>{7, 13, 17, 32, 54, 66, 67, 92, 206, 207, 260, 278}));
}

}  // namespace
}  // namespace gs::daemon
