// The format of a disk image, as qemu-img finds it. Only for images that no guest has written to:
// the first bytes of a raw image are the guest's, who can make it look like a qcow2 with any
// backing file of the host (CVE-2010-3851).
#pragma once

#include <string>

#include "base/error.hpp"

namespace gs::session {

Result<std::string> detect_image_format(const std::string& path);

}  // namespace gs::session
