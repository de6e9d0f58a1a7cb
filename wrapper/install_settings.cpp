#include "wrapper/install_settings.hpp"

#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/fd.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace gs::wrapper {
namespace {

constexpr std::size_t kMaxSettings = 64 * 1024;  // some hundred hooks
constexpr char kKeys[] = "known are qemu, hook, policy and trace, as key=value; guestscope-qemu(1) has them";

Status set_key(std::string_view key, std::string value, Settings& s, const std::string& at) {
  auto once = [&](std::string& field) -> Status {
    if (!field.empty())
      return fail(ErrorCode::kFormat, at + " says " + std::string(key) + " a second time", "leave one of them");
    if (value.empty())
      return fail(ErrorCode::kFormat, at + " gives " + std::string(key) + " no value", "remove the line");
    field = std::move(value);
    return {};
  };
  if (key == "hook") {
    if (!trim(value).empty()) s.hooks.push_back(std::move(value));
    return {};
  }
  if (key == "policy") {
    if (value != "fail" && value != "passthrough")
      return fail(ErrorCode::kFormat, at + " has the policy " + printable(value), "it is fail or passthrough");
    return once(s.policy);
  }
  if (key == "qemu" || key == "trace") {
    if (value.empty() || value[0] != '/')
      return fail(ErrorCode::kFormat, at + " wants an absolute path for " + std::string(key),
                  "who starts the wrapper may do so from any folder");
    return once(key == "qemu" ? s.qemu : s.trace_folder);
  }
  return fail(ErrorCode::kFormat, at + " says " + printable(key) + ", which is no setting", kKeys);
}

}  // namespace

std::string join_hooks(const std::vector<std::string>& hooks, const std::string& more) {
  std::string lines;
  for (const auto& h : hooks) lines += (lines.empty() ? "" : "\n") + h;
  if (!lines.empty() && !more.empty()) lines += '\n';
  return lines + more;
}

Result<Settings> parse_settings(std::string_view text, const std::string& where) {
  Settings settings;
  std::size_t number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    if (trim(line).empty() || line[0] == '#') continue;
    const std::string at = printable(where) + ", line " + std::to_string(number) + ",";
    auto equals = line.find('=');
    if (equals == std::string_view::npos || line.find('\0') != std::string_view::npos)
      return fail(ErrorCode::kFormat, at + " is no setting", kKeys);
    if (auto s = set_key(line.substr(0, equals), std::string(line.substr(equals + 1)), settings, at); !s)
      return tl::unexpected<Error>(s.error());
  }
  return settings;
}

Result<std::string> format_settings(const Settings& settings) {
  std::string text =
      "# Settings of the wrapper that this file is named after; see guestscope-qemu(1).\n"
      "# Made by `guestscope wrap --install`, removed by `guestscope wrap --uninstall`.\n";
  auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) text += std::string(key) + "=" + value + "\n";
  };
  std::string all = settings.qemu + settings.policy + settings.trace_folder;
  for (const auto& h : settings.hooks) all += h;
  if (all.find('\n') != std::string::npos || all.find('\0') != std::string::npos)
    return fail(ErrorCode::kUsage, "a line end in a setting cannot be kept", "rename the file or folder that has it");
  add("qemu", settings.qemu);
  for (const auto& h : settings.hooks) add("hook", h);
  add("policy", settings.policy);
  add("trace", settings.trace_folder);
  if (text.size() > kMaxSettings)
    return fail(ErrorCode::kLimit, "the settings are larger than 64 KiB", "give the wrapper fewer hooks");
  return text;
}

Result<std::string> read_trusted_file(const std::string& path, std::size_t max_bytes,
                                      std::optional<unsigned> also_trusted) {
  // Non-blocking: a FIFO in its place must not hold the machine up.
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd && errno == ELOOP)
    return fail(ErrorCode::kPermission, printable(path) + " is a symbolic link", "put the file itself there");
  if (!fd)
    return fail_errno(errno, "cannot read " + printable(path),
                      "whoever starts qemu must be able to read it: chmod a+r, and a+x on its folders");
  struct stat st {};
  if (::fstat(fd.get(), &st) != 0) return fail_errno(errno, "cannot read " + printable(path));
  if (!S_ISREG(st.st_mode))
    return fail(ErrorCode::kPermission, printable(path) + " is not a regular file", "remove it");
  if ((st.st_mode & 022) != 0)
    return fail(ErrorCode::kPermission, printable(path) + " can be written by others than its owner",
                "it decides what is run: look into it, then chmod go-w");
  if (st.st_uid != 0 && st.st_uid != ::geteuid() && st.st_uid != also_trusted)
    return fail(ErrorCode::kPermission, printable(path) + " belongs to user " + std::to_string(st.st_uid),
                "it decides what is run: it must be root's, yours, or of whoever made the link beside it");
  std::string text;
  char buffer[4096];
  for (;;) {
    ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno(errno, "cannot read " + printable(path), "check the disk that it is on");
    if (n == 0) return text;
    text.append(buffer, static_cast<std::size_t>(n));
    if (text.size() > max_bytes)
      return fail(ErrorCode::kLimit, printable(path) + " is too large", "write it anew with `guestscope wrap --install`");
  }
}

Result<std::optional<Settings>> settings_beside(const std::string& link) {
  if (link.empty()) return std::optional<Settings>{};
  const std::string path = link + kSettingsSuffix;
  struct stat st {};
  if (::lstat(path.c_str(), &st) != 0 && (errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG))
    return std::optional<Settings>{};
  // Who owns the link could have led it anywhere: the file beside it gives nobody more power.
  std::optional<unsigned> link_owner;
  if (::lstat(link.c_str(), &st) == 0) link_owner = st.st_uid;
  auto text = read_trusted_file(path, kMaxSettings, link_owner);
  if (!text) return tl::unexpected<Error>(text.error());
  auto settings = parse_settings(*text, path);
  if (!settings) return tl::unexpected<Error>(settings.error());
  return std::optional<Settings>(std::move(*settings));
}

std::string called_path() {
  if (::getauxval(AT_SECURE) != 0) return {};  // set-uid: the caller chose the link, not the owner
  const auto* path = reinterpret_cast<const char*>(::getauxval(AT_EXECFN));
  return path ? path : "";
}

}  // namespace gs::wrapper
