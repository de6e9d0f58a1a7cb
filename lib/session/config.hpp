// What a session is told before it is launched. A value; reading the environment happens in one
// place.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace gs::session {

struct Drive {
  std::string path;  // of a disk image or block device
  std::string
      format;  // "raw", "qcow2", ...: given explicitly. "auto": asked from qemu-img, with a warning
  bool read_only = false;   // writes go to a temporary overlay and are lost
  bool discard = false;     // pass discards on to the image
  std::string serial = {};  // "" = none
  std::string label = {};   // shows as /dev/disk/guestfs/LABEL in the appliance; "" = none
};

// Where the appliance comes from.
struct ApplianceFiles {
  std::string kernel, initrd, root;  // paths; root may be "" (everything in the initrd)
  std::string root_format = "raw";
};

struct Config {
  std::vector<Drive> drives;
  std::optional<ApplianceFiles> appliance;  // unset: built with supermin from Debian's libguestfs
  std::string
      appliance_path;      // LIBGUESTFS_PATH: a fixed appliance's folder, or supermin.d's parent
  std::string hypervisor;  // "" = qemu of this architecture
  std::vector<std::string>
      hooks;               // as in GUESTSCOPE_HOOKS; any: qemu is started through guestscope-qemu
  std::string trace_file;  // record into this; "" = do not
  std::uint64_t memory_mib = 0;  // 0 = the default of 1280, more for architectures with large pages
  int smp = 1;
  std::string append;  // more words for the kernel
  std::string identifier;
  std::string program = "guestscope";
  bool verbose = false;
  bool trace = false;
  bool autosync = true;
  bool network = false;
  bool force_tcg = false;
  bool read_only_default = false;
  std::int64_t launch_timeout_ms =
      20 * 60 * 1000;                  // until the daemon says it is there (protocol.md, 9)
  std::int64_t call_timeout_ms = 0;    // for an answer; 0 = for ever, as libguestfs
  std::string tmp_dir = "/tmp";        // sockets, overlays
  std::string cache_dir = "/var/tmp";  // a built appliance
};

using GetEnv = std::function<const char*(const char*)>;

// GUESTSCOPE_NAME wins over LIBGUESTFS_NAME: DEBUG, TRACE (1), MEMSIZE (MiB), APPEND, HV (QEMU),
// PATH, BACKEND_SETTINGS (force_tcg), TMPDIR, CACHEDIR; TMPDIR. GUESTSCOPE_HOOKS and
// GUESTSCOPE_TRACE keep their own meanings (hooks; a file). kUsage for a value that cannot be.
Result<Config> config_from_environment(const GetEnv& get_env);

// Drives are named in the order they were added: 0 is /dev/sda, 26 /dev/sdaa.
std::string drive_name(std::size_t index);

Status check_drive(const Drive& drive);

}  // namespace gs::session
