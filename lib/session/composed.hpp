// Calls of the library's API that are no procedure of the daemon: each is made of others
// (protocol.md, section 13). They send `enter` under their own name, then under that of each call
// they make.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "guestscope/types.hpp"
#include "session/session.hpp"

namespace gs::session {

using calls::Stat;
using calls::Statns;

inline constexpr std::size_t kMaxFileInMemory = 1u << 30;

// The whole file. More than kMaxFileInMemory is kLimit.
Result<std::string> read_file(Session& g, std::string_view path);
// As read_file; kFormat where the file holds a NUL byte, as it is text that is asked for.
Result<std::string> cat(Session& g, std::string_view path);
// Without line ends (\n or \r\n).
Result<std::vector<std::string>> read_lines(Session& g, std::string_view path);
// Sorted, without . and ..
Result<std::vector<std::string>> ls(Session& g, std::string_view directory);
// Everything below directory, relative to it, sorted.
Result<std::vector<std::string>> find(Session& g, std::string_view directory);
Status write(Session& g, std::string_view path, std::string_view content);
Status write_append(Session& g, std::string_view path, std::string_view content);
Result<Stat> stat(Session& g, std::string_view path);
Result<Stat> lstat(Session& g, std::string_view path);
// In the order of names; st_ino -1 where a name could not be looked at.
Result<std::vector<Statns>> lstatnslist(Session& g, std::string_view path,
                                        const std::vector<std::string>& names);
// "" for what is no link.
Result<std::vector<std::string>> readlinklist(Session& g, std::string_view path,
                                              const std::vector<std::string>& names);
// A file or folder of the host into a folder of the guest, and back.
Status copy_in(Session& g, const std::string& local_path, std::string_view remote_directory);
Status copy_out(Session& g, std::string_view remote_path, const std::string& local_directory);
// True where the appliance has all of the feature groups. kUsage for a group that is none.
Result<bool> feature_available(Session& g, const std::vector<std::string>& groups);
// The same, as an error that names the first group that is missing.
Status available(Session& g, const std::vector<std::string>& groups);
Result<std::string> mountable_device(Session& g, std::string_view mountable);
Result<std::string> mountable_subvolume(Session& g, std::string_view mountable);

}  // namespace gs::session
