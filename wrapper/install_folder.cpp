#include "wrapper/install_folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/files.hpp"
#include "base/text.hpp"

namespace gs::wrapper {
namespace {

constexpr unsigned kFolderMode = 0755;  // a client's qemu runs as another user
constexpr unsigned kTraceMode = 0700;   // traces hold what the guest wrote
constexpr std::size_t kMaxCompared = 1 << 20;

using Pairs = std::vector<std::pair<std::string, std::string>>;

bool is_there(const std::string& path) {
  struct stat st {};
  return ::lstat(path.c_str(), &st) == 0;
}

std::string link_target(const std::string& path) {
  std::array<char, 4096> buffer;
  ssize_t n = ::readlink(path.c_str(), buffer.data(), buffer.size());
  return n > 0 ? std::string(buffer.data(), static_cast<std::size_t>(n)) : "";
}

bool has_text(const std::string& path, const std::string& text) {
  struct stat st {};
  if (::lstat(path.c_str(), &st) != 0 || !S_ISREG(st.st_mode)) return false;
  auto now = read_file(path, kMaxCompared);
  return now && *now == text;
}

const std::string* value_of(const Pairs& pairs, const std::string& name) {
  for (const auto& [key, value] : pairs)
    if (key == name) return &value;
  return nullptr;
}

void set(Pairs& pairs, const std::string& name, const std::string& value) {
  for (auto& [key, old] : pairs) {
    if (key != name) continue;
    old = value;
    return;
  }
  pairs.emplace_back(name, value);
}

Status in_the_way(const std::string& path) {
  return fail(ErrorCode::kUsage, printable(path) + " is there and was not made by guestscope, or was changed since",
              "name another folder, or move it away");
}

// Nothing of anybody else's is where we want to write.
Status check_free(const Wanted& wanted, const Manifest& old, const Pairs& settings) {
  for (const auto& [name, unused] : wanted.links) {
    const std::string path = wanted.folder + "/" + name;
    const std::string* ours = value_of(old.links, name);
    if (is_there(path) && !(ours && link_target(path) == *ours)) return in_the_way(path);
    const std::string file = name + kSettingsSuffix, file_path = wanted.folder + "/" + file;
    ours = value_of(old.settings, file);
    if (is_there(file_path) && !(ours && has_text(file_path, *ours))) {
      // Where nothing is wanted either, a stranger's settings would apply to our link.
      return in_the_way(file_path);
    }
    if (ours && !value_of(settings, file))
      return fail(ErrorCode::kUsage, printable(file_path) + " has settings, and now none are wanted",
                  "run `guestscope wrap --uninstall` first");
  }
  return {};
}

Status make_folder(const std::string& path, unsigned mode) {
  if (auto s = make_directories(path, mode); !s) return s;
  struct stat st {};
  if (::stat(path.c_str(), &st) != 0 || !S_ISDIR(st.st_mode))
    return fail(ErrorCode::kUsage, printable(path) + " is not a folder", "name another one");
  return {};
}

Status make_link(const std::string& path, const std::string& target) {
  if (link_target(path) == target) return {};
  const std::string temporary = path + ".new";
  if (::symlink(target.c_str(), temporary.c_str()) != 0)
    return fail_errno(errno, "cannot make the link " + printable(path), "name a folder that you can write");
  if (::rename(temporary.c_str(), path.c_str()) == 0) return {};
  int err = errno;
  ::unlink(temporary.c_str());
  return fail_errno(err, "cannot make the link " + printable(path), "name a folder that you can write");
}

Status make_all(const Wanted& wanted, const Manifest& manifest) {
  // umask must not keep a client's qemu out of what was made for it.
  for (const auto& f : manifest.folders) {
    bool below = std::any_of(wanted.links.begin(), wanted.links.end(),
                             [&](const auto& l) { return l.second.trace_folder == f; });
    if (!is_there(f) && ::mkdir(f.c_str(), below ? kTraceMode : kFolderMode) != 0)
      return fail_errno(errno, "cannot make the folder " + printable(f), "name a place that you can write");
    else if (!below && ::chmod(f.c_str(), kFolderMode) != 0)
      return fail_errno(errno, "cannot open the folder " + printable(f) + " to others");
  }
  for (const auto& [name, settings] : wanted.links)
    if (!settings.trace_folder.empty())
      if (auto s = make_folder(settings.trace_folder, kTraceMode); !s) return s;
  if (auto s = make_folder(wanted.folder, kFolderMode); !s) return s;
  if (auto s = write_manifest(wanted.folder, manifest); !s) return s;
  for (const auto& [name, text] : manifest.settings)
    if (!has_text(wanted.folder + "/" + name, text))
      if (auto s = write_whole(wanted.folder + "/" + name, text); !s) return s;
  for (const auto& [name, target] : manifest.links)
    if (auto s = make_link(wanted.folder + "/" + name, target); !s) return s;
  return {};
}

void add_folders(std::vector<std::string>& all, const std::vector<std::string>& more) {
  for (const auto& f : more)
    if (std::find(all.begin(), all.end(), f) == all.end()) all.push_back(f);
}

}  // namespace

std::vector<std::string> missing_folders(const std::string& path) {
  std::vector<std::string> out;
  for (std::size_t i = 1; i <= path.size(); ++i) {
    if (i != path.size() && path[i] != '/') continue;
    if (path[i - 1] == '/') continue;
    if (std::string part = path.substr(0, i); !is_there(part)) out.push_back(std::move(part));
  }
  return out;
}

Result<Manifest> install_folder(const Wanted& wanted) {
  auto old = read_manifest(wanted.folder);
  if (!old) return tl::unexpected<Error>(old.error());
  const bool fresh = !*old;
  Manifest m = fresh ? Manifest{} : **old;
  if (!fresh && m.client != wanted.client)
    return fail(ErrorCode::kUsage, printable(wanted.folder) + " is installed for " + printable(m.client),
                "name another folder for " + wanted.client);
  Pairs settings;
  for (const auto& [name, s] : wanted.links) {
    if (s.empty()) continue;
    auto text = format_settings(s);
    if (!text) return tl::unexpected<Error>(text.error());
    settings.emplace_back(name + kSettingsSuffix, *text);
  }
  if (auto s = check_free(wanted, m, settings); !s) return tl::unexpected<Error>(s.error());
  m.client = wanted.client;
  add_folders(m.folders, missing_folders(wanted.folder));
  for (const auto& [name, s] : wanted.links) {
    add_folders(m.folders, missing_folders(s.trace_folder));
    set(m.links, name, wanted.target);
  }
  for (const auto& [name, text] : settings) set(m.settings, name, text);
  if (auto s = make_all(wanted, m); !s) {
    if (fresh) remove_folder(wanted.folder, m);
    return tl::unexpected<Error>(s.error());
  }
  return m;
}

Removed remove_folder(const std::string& folder, const Manifest& m) {
  Removed r;
  auto take = [&](const std::string& path, bool ours, const char* why) {
    if (!is_there(path)) return;
    if (!ours)
      r.left.push_back(path + ": " + why);
    else if (::unlink(path.c_str()) == 0)
      r.gone.push_back(path);
    else
      r.left.push_back(path + ": " + errno_error(errno, "cannot remove it").message);
  };
  for (const auto& [name, target] : m.links)
    take(folder + "/" + name, link_target(folder + "/" + name) == target, "it leads somewhere else now");
  for (const auto& [name, text] : m.settings)
    take(folder + "/" + name, has_text(folder + "/" + name, text), "it was edited");
  take(folder + "/" + kManifestName, true, "");
  for (auto f = m.folders.rbegin(); f != m.folders.rend(); ++f) {
    if (::rmdir(f->c_str()) == 0)
      r.gone.push_back(*f);
    else if (errno == ENOTEMPTY || errno == EEXIST)
      r.kept.push_back(*f);
    else if (errno != ENOENT)
      r.left.push_back(*f + ": " + errno_error(errno, "cannot remove it").message);
  }
  return r;
}



}  // namespace gs::wrapper
