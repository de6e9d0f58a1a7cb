#include "session/composed.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/text.hpp"
#include "guestscope/calls.hpp"
#include "session/file_stream.hpp"

namespace gs::session {
namespace {

constexpr std::size_t kSmallWriteBytes = 2u << 20;  // one message; more goes as an upload
constexpr std::size_t kNamesPerCall = 1000;

template <class T>
tl::unexpected<Error> failed(const Result<T>& r) {
  return tl::unexpected<Error>(r.error());
}

std::vector<std::string> split_names(const std::string& bytes) {
  std::vector<std::string> out;
  for (const std::string_view name : split(bytes, '\0'))
    if (!name.empty()) out.emplace_back(name);
  std::sort(out.begin(), out.end());
  return out;
}

Stat to_stat(const Statns& s) {
  return {.dev = s.st_dev,
          .ino = s.st_ino,
          .mode = s.st_mode,
          .nlink = s.st_nlink,
          .uid = s.st_uid,
          .gid = s.st_gid,
          .rdev = s.st_rdev,
          .size = s.st_size,
          .blksize = s.st_blksize,
          .blocks = s.st_blocks,
          .atime = s.st_atime_sec,
          .mtime = s.st_mtime_sec,
          .ctime = s.st_ctime_sec};
}

// In pieces of kNamesPerCall, so that each fits a message.
template <class T, class Call>
Result<std::vector<T>> by_pieces(const std::vector<std::string>& names, Call call) {
  std::vector<T> out;
  for (std::size_t i = 0; i < names.size(); i += kNamesPerCall) {
    const auto begin = names.begin() + static_cast<std::ptrdiff_t>(i);
    const auto end =
        names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), i + kNamesPerCall));
    Result<std::vector<T>> piece = call(std::vector<std::string>(begin, end));
    if (!piece) return failed(piece);
    std::move(piece->begin(), piece->end(), std::back_inserter(out));
  }
  return out;
}

// A tar beside us, whose stdin or stdout is the pipe.
class Tar {
 public:
  ~Tar() { (void)end(); }
  static Result<std::unique_ptr<Tar>> start(const std::vector<std::string>& argv, bool reads) {
    auto pipe = make_pipe();
    if (!pipe) return failed(pipe);
    auto tar = std::make_unique<Tar>();
    std::vector<char*> pointers;
    for (const std::string& w : argv) pointers.push_back(const_cast<char*>(w.c_str()));
    pointers.push_back(nullptr);
    tar->pid_ = ::fork();
    if (tar->pid_ < 0) return fail_errno(errno, "cannot start tar");
    if (tar->pid_ == 0) {
      ::dup2(reads ? pipe->first.get() : pipe->second.get(), reads ? 0 : 1);
      ::execvp(pointers[0], pointers.data());
      ::_exit(127);
    }
    tar->pipe_ = std::move(reads ? pipe->second : pipe->first);
    return tar;
  }
  int fd() const { return pipe_.get(); }
  Status end() {
    pipe_.reset();
    if (pid_ <= 0) return {};
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    if (status == 0) return {};
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
      return fail(ErrorCode::kNotFound, "there is no tar on this host", "install tar");
    return fail(ErrorCode::kSystem, "the host's tar failed", "see its message on stderr");
  }

 private:
  pid_t pid_ = -1;
  UniqueFd pipe_;
};

}  // namespace

Result<std::string> read_file(Session& g, std::string_view path) {
  g.enter("read_file");
  BufferSink sink(kMaxFileInMemory);
  if (auto s = calls::download(g, path, sink); !s) return failed(s);
  return sink.take();
}

Result<std::string> cat(Session& g, std::string_view path) {
  g.enter("cat");
  BufferSink sink(kMaxFileInMemory);
  if (auto s = calls::download(g, path, sink); !s) return failed(s);
  if (sink.bytes().find('\0') != std::string::npos)
    return fail(ErrorCode::kFormat, "cat: " + printable(path) + " is no text: it holds a NUL byte",
                "use read_file or download");
  return sink.take();
}

Result<std::vector<std::string>> read_lines(Session& g, std::string_view path) {
  g.enter("read_lines");
  BufferSink sink(kMaxFileInMemory);
  if (auto s = calls::download(g, path, sink); !s) return failed(s);
  std::string_view text = sink.bytes();
  if (text.ends_with('\n')) text.remove_suffix(1);
  std::vector<std::string> out;
  if (sink.bytes().empty()) return out;
  for (std::string_view line : split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    out.emplace_back(line);
  }
  return out;
}

Result<std::vector<std::string>> ls(Session& g, std::string_view directory) {
  g.enter("ls");
  BufferSink sink(kMaxFileInMemory);
  if (auto s = calls::ls0(g, directory, sink); !s) return failed(s);
  return split_names(sink.bytes());
}

Result<std::vector<std::string>> find(Session& g, std::string_view directory) {
  g.enter("find");
  BufferSink sink(kMaxFileInMemory);
  if (auto s = calls::find0(g, directory, sink); !s) return failed(s);
  return split_names(sink.bytes());
}

Status write(Session& g, std::string_view path, std::string_view content) {
  g.enter("write");
  if (content.size() <= kSmallWriteBytes) return calls::internal_write(g, path, content);
  BufferSource source(content);
  return calls::upload(g, source, path);
}

Status write_append(Session& g, std::string_view path, std::string_view content) {
  g.enter("write_append");
  if (content.size() <= kSmallWriteBytes) return calls::internal_write_append(g, path, content);
  const auto size = calls::filesize(g, path);
  if (!size) return failed(size);
  BufferSource source(content);
  return calls::upload_offset(g, source, path, *size);
}

Result<Stat> stat(Session& g, std::string_view path) {
  g.enter("stat");
  const auto s = calls::statns(g, path);
  if (!s) return failed(s);
  return to_stat(*s);
}

Result<Stat> lstat(Session& g, std::string_view path) {
  g.enter("lstat");
  const auto s = calls::lstatns(g, path);
  if (!s) return failed(s);
  return to_stat(*s);
}

Result<std::vector<Statns>> lstatnslist(Session& g, std::string_view path,
                                        const std::vector<std::string>& names) {
  g.enter("lstatnslist");
  return by_pieces<Statns>(names, [&](const std::vector<std::string>& piece) {
    return calls::internal_lstatnslist(g, path, piece);
  });
}

Result<std::vector<std::string>> readlinklist(Session& g, std::string_view path,
                                              const std::vector<std::string>& names) {
  g.enter("readlinklist");
  return by_pieces<std::string>(names, [&](const std::vector<std::string>& piece) {
    return calls::internal_readlinklist(g, path, piece);
  });
}

Status copy_in(Session& g, const std::string& local_path, std::string_view remote_directory) {
  g.enter("copy_in");
  struct ::stat st {};
  if (::lstat(local_path.c_str(), &st) != 0)
    return fail_errno(errno, "copy_in: " + printable(local_path), "check the path on this host");
  const auto is_dir = calls::is_dir(g, remote_directory);
  if (!is_dir) return failed(is_dir);
  if (!*is_dir)
    return fail(ErrorCode::kUsage,
                "copy_in: " + printable(remote_directory) + " is no folder of the guest",
                "name a folder that is there; mkdir_p makes one");
  std::string path = local_path;
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  const std::size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  const std::string parent = slash == std::string::npos ? "."
                             : slash == 0               ? "/"
                                                        : path.substr(0, slash);
  auto tar = Tar::start({"tar", "-C", parent, "-cf", "-", "--", name.empty() ? "." : name}, false);
  if (!tar) return failed(tar);
  FdSource source((*tar)->fd(), "tar's output");
  auto sent = calls::tar_in(g, source, remote_directory);
  if (auto s = (*tar)->end(); sent && !s) return s;
  return sent;
}

Status copy_out(Session& g, std::string_view remote_path, const std::string& local_directory) {
  g.enter("copy_out");
  struct ::stat st {};
  if (::stat(local_directory.c_str(), &st) != 0 || !S_ISDIR(st.st_mode))
    return fail(ErrorCode::kUsage, "copy_out: " + printable(local_directory) + " is no folder",
                "name a folder of this host that is there");
  std::string_view path = remote_path;
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const std::string_view name = path.substr(path.rfind('/') + 1);
  if (name == "." || name == "..")
    return fail(ErrorCode::kUsage, "copy_out: " + printable(remote_path) + " ends in no name",
                "name the file or folder itself");
  const auto is_dir = calls::is_dir(g, path);
  if (!is_dir) return failed(is_dir);
  if (!*is_dir) {
    auto sink = FdSink::create(local_directory + "/" + std::string(name));
    if (!sink) return failed(sink);
    return calls::download(g, path, *sink);
  }
  // What the guest calls the folder does not matter: its content goes into one that we make.
  const std::string target = local_directory + (name.empty() ? "" : "/" + std::string(name));
  if (!name.empty() && ::mkdir(target.c_str(), 0777) != 0 && errno != EEXIST)
    return fail_errno(errno, "copy_out: cannot make " + printable(target));
  auto tar = Tar::start({"tar", "-C", target, "-xf", "-"}, true);
  if (!tar) return failed(tar);
  FdSink sink((*tar)->fd(), "tar's input");
  auto got = calls::tar_out(g, path, sink);
  if (auto s = (*tar)->end(); got && !s) return s;
  return got;
}

namespace {

// "" where all are there, else the first that is not.
Result<std::string> missing_group(Session& g, const std::vector<std::string>& groups) {
  for (const std::string& group : groups) {
    const auto there = calls::internal_feature_available(g, group);
    if (!there) return failed(there);
    if (*there == 2)
      return fail(ErrorCode::kUsage, "there is no feature group " + printable(group),
                  "available_all_groups lists them");
    if (*there != 0) return group;
  }
  return std::string();
}

}  // namespace

Result<bool> feature_available(Session& g, const std::vector<std::string>& groups) {
  g.enter("feature_available");
  const auto missing = missing_group(g, groups);
  if (!missing) return failed(missing);
  return missing->empty();
}

Status available(Session& g, const std::vector<std::string>& groups) {
  g.enter("available");
  const auto missing = missing_group(g, groups);
  if (!missing) return failed(missing);
  if (missing->empty()) return {};
  return tl::unexpected<Error>(Error{ErrorCode::kUnsupported,
                                     "the appliance lacks the feature group " + *missing,
                                     "install what it needs and build the appliance again",
                                     {},
                                     ENOTSUP});
}

Result<std::string> mountable_device(Session& g, std::string_view mountable) {
  g.enter("mountable_device");
  const auto m = calls::internal_parse_mountable(g, mountable);
  if (!m) return failed(m);
  return m->im_device;
}

Result<std::string> mountable_subvolume(Session& g, std::string_view mountable) {
  g.enter("mountable_subvolume");
  const auto m = calls::internal_parse_mountable(g, mountable);
  if (!m) return failed(m);
  if (m->im_volume.empty())
    return fail(ErrorCode::kUsage, printable(mountable) + " is no btrfs subvolume");
  return m->im_volume;
}

}  // namespace gs::session
