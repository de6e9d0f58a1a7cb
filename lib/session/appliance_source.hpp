// Finds or builds the appliance that a session starts: three files given by the user, a folder with
// a fixed appliance (kernel, initrd, root), or Debian's libguestfs appliance, built by supermin
// into libguestfs's own cache, so that it is shared with libguestfs's programs.
#pragma once

#include <functional>
#include <string>

#include "base/error.hpp"
#include "session/config.hpp"

namespace gs::session {

// Called with the stderr of helper programs, and with what is being done.
using Say = std::function<void(std::string_view)>;

// kNotFound with a hint where nothing can be started.
Result<ApplianceFiles> find_appliance(const Config& config, const Say& say);

// UUID of the ext2/3/4 file system in a raw image, "" where it is something else (kernel:
// Documentation/filesystems/ext4, super block at byte 1024).
std::string ext_uuid(const std::string& image);

}  // namespace gs::session
