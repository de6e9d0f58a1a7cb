#include "session/config.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "base/text.hpp"

namespace gs::session {
namespace {

constexpr std::string_view kFormats[] = {"raw",  "qcow2", "qcow", "qed",  "vmdk",      "vdi",
                                         "vhdx", "vpc",   "dmg",  "luks", "parallels", "auto"};

class Reader {
 public:
  explicit Reader(const GetEnv& get_env) : get_env_(get_env) {}

  // The value and the name it came from; "" where neither is set.
  std::string text(std::string_view name) {
    for (const char* prefix : {"GUESTSCOPE_", "LIBGUESTFS_"}) {
      name_ = std::string(prefix) + std::string(name);
      if (const char* v = get_env_(name_.c_str()); v && *v) return v;
    }
    name_.clear();
    return {};
  }
  std::string libguestfs_text(std::string_view name) {
    name_ = "LIBGUESTFS_" + std::string(name);
    const char* v = get_env_(name_.c_str());
    return v ? v : "";
  }
  const std::string& name() const { return name_; }

 private:
  const GetEnv& get_env_;
  std::string name_;
};

Result<bool> as_flag(const std::string& text, const std::string& name) {
  for (const char* t : {"1", "true", "t", "yes", "y", "on"})
    if (text == t) return true;
  for (const char* f : {"", "0", "false", "f", "no", "n", "off"})
    if (text == f) return false;
  return fail(ErrorCode::kUsage, name + " is " + printable(text) + ", which is neither on nor off",
              "use " + name + "=1 or " + name + "=0");
}

}  // namespace

Result<Config> config_from_environment(const GetEnv& get_env) {
  Config config;
  Reader reader(get_env);
  std::string v = reader.text("DEBUG");
  auto flag = as_flag(v, reader.name());
  if (!flag) return tl::unexpected<Error>(flag.error());
  config.verbose = *flag;
  // GUESTSCOPE_TRACE names the file that a recording goes to.
  v = reader.libguestfs_text("TRACE");
  flag = as_flag(v, reader.name());
  if (!flag) return tl::unexpected<Error>(flag.error());
  config.trace = *flag;
  v = reader.text("MEMSIZE");
  if (!v.empty()) {
    const auto [end, ec] = std::from_chars(v.data(), v.data() + v.size(), config.memory_mib);
    if (ec != std::errc() || end != v.data() + v.size() || config.memory_mib < 128)
      return fail(ErrorCode::kUsage,
                  reader.name() + " is " + printable(v) + ", not a number of MiB from 128 up",
                  "use for example " + reader.name() + "=1280");
  }
  config.append = reader.text("APPEND");
  config.hypervisor = reader.text("HV");
  if (config.hypervisor.empty()) config.hypervisor = reader.libguestfs_text("QEMU");
  config.appliance_path = reader.text("PATH");
  v = reader.text("BACKEND_SETTINGS");
  for (const std::string_view word : split(v, ':'))
    if (word == "force_tcg" || word == "force_tcg=1") config.force_tcg = true;
  v = reader.text("TMPDIR");
  if (v.empty())
    if (const char* t = get_env("TMPDIR"); t && *t) v = t;
  if (!v.empty()) config.tmp_dir = config.cache_dir = v;
  v = reader.text("CACHEDIR");
  if (!v.empty()) config.cache_dir = v;
  if (const char* hooks = get_env("GUESTSCOPE_HOOKS"))
    for (const std::string_view hook : split(hooks, '\n'))
      if (!trim(hook).empty()) config.hooks.emplace_back(trim(hook));
  if (const char* file = get_env("GUESTSCOPE_TRACE")) config.trace_file = file;
  return config;
}

std::string drive_name(std::size_t index) {
  std::string letters;
  for (std::size_t n = index + 1; n > 0; n = (n - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('a' + (n - 1) % 26));
  return "/dev/sd" + letters;
}

Status check_drive(const Drive& drive) {
  if (drive.path.empty())
    return fail(ErrorCode::kUsage, "the drive has no path", "name a disk image or a block device");
  if (drive.format.empty())
    return fail(ErrorCode::kUsage, "no format is given for the drive " + printable(drive.path),
                "give format=raw or format=qcow2; format=auto looks into the image, which is only "
                "safe for images that no guest has written to (CVE-2010-3851)");
  if (std::find(std::begin(kFormats), std::end(kFormats), drive.format) == std::end(kFormats))
    return fail(ErrorCode::kUsage, "there is no image format " + printable(drive.format),
                "raw and qcow2 are the usual ones");
  struct stat st {};
  if (::stat(drive.path.c_str(), &st) != 0)
    return fail_errno(errno, "drive " + printable(drive.path), "check the path of the image");
  if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
    return fail(ErrorCode::kUsage,
                "the drive " + printable(drive.path) + " is neither a file nor a block device",
                "name a disk image");
  if (::access(drive.path.c_str(), drive.read_only ? R_OK : R_OK | W_OK) != 0)
    return fail_errno(errno, "drive " + printable(drive.path),
                      drive.read_only ? "check the permissions of the image"
                                      : "check the permissions, or add it read-only");
  if (drive.serial.size() > 20)
    return fail(ErrorCode::kUsage, "the serial of " + printable(drive.path) + " is longer than 20",
                "virtio and SCSI disks have room for 20 bytes");
  if (drive.label.size() > 20 ||
      !std::all_of(drive.label.begin(), drive.label.end(), [](unsigned char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      }))
    return fail(ErrorCode::kUsage, "the label " + printable(drive.label) + " cannot be used",
                "a label has at most 20 letters a-z, A-Z");
  return {};
}

}  // namespace gs::session
