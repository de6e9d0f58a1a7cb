#include "session/appliance_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/fd.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "qemu/host_facts.hpp"
#include "qemu/run_program.hpp"

namespace gs::session {
namespace {

constexpr int kBuildTimeoutMs = 15 * 60 * 1000;

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

std::string find_supermin_folder(const std::string& appliance_path) {
  for (const std::string_view folder : split(appliance_path, ':'))
    if (const std::string d = std::string(folder) + "/supermin.d"; exists(d)) return d;
  if (!appliance_path.empty()) return {};
  for (const std::string& multiarch :
       {qemu::host_arch() + "-linux-gnu", std::string(), std::string("64")})
    for (const std::string& base : {std::string("/usr/lib/"), std::string("/usr/lib")}) {
      const std::string d = base + multiarch + "/guestfs/supermin.d";
      if (exists(d)) return d;
    }
  return {};
}

std::optional<ApplianceFiles> find_fixed(const std::string& appliance_path) {
  for (const std::string_view folder : split(appliance_path, ':')) {
    const std::string f(folder);
    if (exists(f + "/kernel") && exists(f + "/initrd") && exists(f + "/root"))
      return ApplianceFiles{f + "/kernel", f + "/initrd", f + "/root", "raw"};
  }
  return {};
}

// The cache is shared by name with libguestfs; anybody could have made that name in /var/tmp first.
Result<std::string> own_cache_folder(const std::string& base) {
  const std::string folder = base + "/.guestfs-" + std::to_string(::geteuid());
  if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST)
    return fail_errno(errno, "cannot make " + printable(folder),
                      "set LIBGUESTFS_CACHEDIR to a folder that can be written");
  struct stat st {};
  if (::lstat(folder.c_str(), &st) != 0) return fail_errno(errno, printable(folder));
  if (!S_ISDIR(st.st_mode) || st.st_uid != ::geteuid() || (st.st_mode & 022) != 0)
    return fail(ErrorCode::kPermission,
                "the cache " + printable(folder) + " is not a folder that only you can write",
                "remove it, or set LIBGUESTFS_CACHEDIR to another place");
  return folder;
}

}  // namespace

Result<ApplianceFiles> find_appliance(const Config& config, const Say& say) {
  if (config.appliance) {
    for (const std::string* f :
         {&config.appliance->kernel, &config.appliance->initrd, &config.appliance->root})
      if (!f->empty() && ::access(f->c_str(), R_OK) != 0)
        return fail_errno(errno, "appliance file " + printable(*f), "check the path");
    return *config.appliance;
  }
  if (auto fixed = find_fixed(config.appliance_path)) return *fixed;
  const std::string supermin_d = find_supermin_folder(config.appliance_path);
  if (supermin_d.empty())
    return fail(
        ErrorCode::kNotFound, "there is no appliance to start",
        "install libguestfs (its supermin appliance is used), or name a folder with kernel, "
        "initrd and root in LIBGUESTFS_PATH");
  const auto supermin = find_all_in_path("supermin");
  if (supermin.empty())
    return fail(ErrorCode::kNotFound, "supermin, which builds the appliance, is not installed",
                "install the package supermin");
  auto cache = own_cache_folder(config.cache_dir);
  if (!cache) return tl::unexpected<Error>(cache.error());
  const std::string out = *cache + "/appliance.d";
  std::vector<std::string> argv = {supermin.front(), "--build"};
  if (config.verbose) argv.emplace_back("--verbose");
  for (const std::string& word :
       {std::string("--if-newer"), std::string("--lock"), *cache + "/lock",
        std::string("--copy-kernel"), std::string("-f"), std::string("ext2"),
        std::string("--host-cpu"), qemu::host_arch(), supermin_d, std::string("-o"), out})
    argv.push_back(word);
  say("building the appliance, if need be: " + shell_join(argv) + "\n");
  auto ran = qemu::run_program(argv, "", {.timeout_ms = kBuildTimeoutMs});
  if (!ran) return tl::unexpected<Error>(ran.error());
  if (!ran->err.empty()) say(ran->err);
  if (ran->status != 0)
    return fail(ErrorCode::kSystem, "supermin could not build the appliance",
                "look at its messages; is a kernel package such as linux-image-amd64 installed?",
                ran->err);
  return ApplianceFiles{out + "/kernel", out + "/initrd", out + "/root", "raw"};
}

std::string ext_uuid(const std::string& image) {
  const UniqueFd fd(::open(image.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<unsigned char, 0x78> super{};
  if (!fd ||
      ::pread(fd.get(), super.data(), super.size(), 1024) != static_cast<ssize_t>(super.size()))
    return {};
  if (super[0x38] != 0x53 || super[0x39] != 0xef) return {};
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string uuid;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) uuid += '-';
    uuid += kDigits[super[0x68 + i] >> 4];
    uuid += kDigits[super[0x68 + i] & 15];
  }
  return uuid;
}

}  // namespace gs::session
