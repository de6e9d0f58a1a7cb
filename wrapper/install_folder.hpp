// The folder that an installation lives in: links to guestscope-qemu, a settings file beside each, and the
// manifest. Making it is all or nothing; undoing it touches only what the manifest knows and what is still
// as it was made.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "wrapper/install_manifest.hpp"
#include "wrapper/install_settings.hpp"

namespace gs::wrapper {

struct Wanted {
  std::string client;
  std::string folder;  // absolute
  std::string target;  // guestscope-qemu, absolute
  std::vector<std::pair<std::string, Settings>> links;  // name, what belongs beside it
};

struct Removed {
  std::vector<std::string> gone;  // paths
  std::vector<std::string> left;  // "PATH: why": of ours, but changed since
  std::vector<std::string> kept;  // folders that we made and others use: traces, another client's
};

// Makes the folder (mode 0755), links, settings files, and the trace folders that they name. What an earlier
// call made there for the same client is brought up to date; anything else in the way is an error, and
// nothing is changed then. Returns the manifest as it was written.
Result<Manifest> install_folder(const Wanted& wanted);

// Removes what the manifest lists and is still as it was made; the folders that were made if they are empty.
Removed remove_folder(const std::string& folder, const Manifest& manifest);

// The folders of path that are not there, outermost first.
std::vector<std::string> missing_folders(const std::string& path);

}  // namespace gs::wrapper
