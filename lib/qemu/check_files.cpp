// Files that the command line names: are they there, and may they be used?
//
// Backing files of images are not followed, and what a protocol names (nbd:, http:, json:) is not
// asked for.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/text.hpp"
#include "qemu/check_parts.hpp"

namespace gs::qemu {
namespace {

enum class Use : unsigned char {
  kRead,
  kChange,   // read and, where that may be, written
  kFolder,   // a folder to look into
  kSocket,   // somebody listens on it
  kMake,     // made where it is not there: its folder counts
  kProgram,  // is run
};

std::string folder_of(const std::string& path) {
  std::size_t slash = path.rfind('/');
  if (slash == path.npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

class FileCheck {
 public:
  explicit FileCheck(Checking& c) : c_(c) {}

  void check(const Option& option, std::string path, Use use) {
    if (path.empty() || path.starts_with("/dev/fdset/") || path.find('\0') != path.npos) return;
    struct stat st {};
    if (use == Use::kMake) {
      if (::stat(path.c_str(), &st) == 0) return;
      std::string folder = folder_of(path);
      if (::stat(folder.c_str(), &st) != 0)
        c_.error(option, "missing-file", folder, "there is no folder " + printable(folder) +
                                                     " to make " + printable(path) + " in",
                 "make the folder, or correct the path");
      return;
    }
    if (::stat(path.c_str(), &st) != 0) {
      // What cannot be looked at is not known to be missing.
      bool hidden = errno == EACCES;
      c_.error(option, hidden ? "unreadable-file" : "missing-file", path,
               printable(path) + ": " + std::strerror(errno),
               hidden ? "see who may enter the folders on the way"
                      : "correct the path; relative ones start from the folder qemu runs in");
      return;
    }
    if (use == Use::kSocket || S_ISSOCK(st.st_mode)) return;
    if (S_ISDIR(st.st_mode) != (use == Use::kFolder)) {
      c_.error(option, "unreadable-file", path,
               printable(path) + (use == Use::kFolder ? " is no folder" : " is a folder"),
               "correct the path");
      return;
    }
    if (::access(path.c_str(), use == Use::kProgram ? X_OK : R_OK) != 0)
      c_.error(option, "unreadable-file", path, printable(path) + ": " + std::strerror(errno),
               "see `ls -l` of it; qemu runs as the user who starts it");
    else if (use == Use::kChange && ::access(path.c_str(), W_OK) != 0)
      c_.warning(option, "unreadable-file", path, printable(path) + " cannot be written",
                 "add readonly=on if it is only to be read");
  }

  // The name of an image as block drivers take it: maybe with a protocol in front.
  void check_image(const Option& option, std::string name, Use use) {
    constexpr std::string_view kFile = "file:";
    if (name.starts_with(kFile))
      name.erase(0, kFile.size());
    else if (std::size_t at = name.find_first_of(":/"); at != name.npos && name[at] == ':')
      return;  // nbd:..., json:...
    check(option, std::move(name), use);
  }

  // Looked for as it is, then where qemu keeps its firmware.
  Status check_firmware(const Option& option, const std::string& name) {
    if (name.empty() || ::access(name.c_str(), R_OK) == 0) return {};
    if (name[0] != '/') {
      auto folders = c_.qemu().data_folders();
      if (!folders) return tl::unexpected<Error>(folders.error());
      for (const Option& o : c_.line().options())
        if (o.name == "L" && o.value) folders->push_back(*o.value);
      for (const std::string& folder : *folders)
        if (::access((folder + "/" + name).c_str(), R_OK) == 0) return {};
    }
    int reason = ENOENT;
    if (struct stat st {}; ::stat(name.c_str(), &st) == 0) reason = EACCES;
    c_.error(option, "missing-file", name, printable(name) + ": " + std::strerror(reason),
             "`-L help` says where qemu looks for firmware; OVMF and others are packages of their "
             "own (Debian: ovmf, qemu-efi-aarch64)");
    return {};
  }

 private:
  Checking& c_;
};

bool is_read_only(const Option& o) {
  for (const char* key : {"readonly", "read-only", "snapshot"})
    if (property_is_on(o, key)) return true;
  return get_property(o, "media") == "cdrom";
}

// Every `filename` below a driver that opens files. -drive guesses the driver of its own.
void check_block(FileCheck& files, const Option& o, bool snapshot) {
  const Use use = snapshot || is_read_only(o) ? Use::kRead : Use::kChange;
  bool names_driver = false;
  for (const Property& p : properties(o)) {
    if (p.key != "filename" && !p.key.ends_with(".filename")) continue;
    std::string prefix = p.key.substr(0, p.key.size() - std::strlen("filename"));
    auto driver = get_property(o, prefix + "driver");
    bool guessed = !driver && o.name == "drive" && prefix == "file.";
    names_driver = true;
    if (guessed || driver == "file" || driver == "host_device" || driver == "host_cdrom")
      files.check(o, p.value, use);
  }
  if (o.name != "drive" || names_driver || get_property(o, "file.driver")) return;
  if (auto name = get_property(o, "file")) files.check_image(o, *name, use);
}

struct NamedFile {
  std::string_view option, key;  // key "" = the whole value
  std::string_view type;         // of the option (driver, backend, qom-type); "" = any
  Use use;
};
const NamedFile kNamed[] = {
    {"kernel", "", "", Use::kRead},
    {"dtb", "", "", Use::kRead},
    {"readconfig", "", "", Use::kRead},
    {"pidfile", "", "", Use::kMake},
    {"D", "", "", Use::kMake},
    {"fw_cfg", "file", "", Use::kRead},
    {"smbios", "file", "", Use::kRead},
    {"device", "file", "loader", Use::kRead},
    {"device", "evdev", "", Use::kRead},
    {"object", "file", "secret", Use::kRead},
    {"object", "filename", "rng-random", Use::kRead},
    {"object", "filename", "authz-listfile", Use::kRead},
    {"object", "mem-path", "memory-backend-file", Use::kMake},
    {"object", "dir", "tls-creds-x509", Use::kFolder},
    {"object", "dir", "tls-creds-psk", Use::kFolder},
    {"object", "evdev", "input-linux", Use::kRead},
    {"chardev", "path", "serial", Use::kRead},
    {"chardev", "path", "tty", Use::kRead},
    {"chardev", "path", "parallel", Use::kRead},
    {"chardev", "path", "file", Use::kMake},
    {"chardev", "logfile", "", Use::kMake},
    {"fsdev", "path", "local", Use::kFolder},
    {"virtfs", "path", "local", Use::kFolder},
    {"netdev", "smb", "user", Use::kFolder},
    {"netdev", "tftp", "user", Use::kFolder},
    {"netdev", "script", "tap", Use::kProgram},
    {"netdev", "downscript", "tap", Use::kProgram},
};

std::string type_of(const Option& o) {
  for (const char* key : {"driver", "backend", "qom-type", "type", "fsdriver"})
    if (auto value = get_property(o, key)) return *value;
  return {};
}

void check_named(FileCheck& files, const Option& o) {
  for (const NamedFile& n : kNamed) {
    if (n.option != o.name || (!n.type.empty() && n.type != type_of(o))) continue;
    auto path = n.key.empty() ? o.value : get_property(o, n.key);
    if (!path || (n.use == Use::kProgram && *path == "no")) continue;
    if (o.name == "readconfig" && *path == "-") continue;
    files.check(o, *path, n.use);
  }
  if (o.name == "chardev" && type_of(o) == "socket")
    if (auto path = get_property(o, "path"); path && !property_is_on(o, "abstract"))
      files.check(o, *path, property_is_on(o, "server") ? Use::kMake : Use::kSocket);
  // `-initrd "kernel-module arg,another"` is for multiboot kernels: commas and blanks separate.
  if (o.name == "initrd" && o.value)
    if (o.value->find_first_of(", ") == o.value->npos || ::access(o.value->c_str(), F_OK) == 0)
      files.check(o, *o.value, Use::kRead);
}

}  // namespace

Status check_files(Checking& c) {
  constexpr std::string_view kImages[] = {"hda", "hdb",  "hdc",    "hdd",      "cdrom",
                                          "fda", "fdb",  "pflash", "mtdblock", "sd"};
  FileCheck files(c);
  const bool snapshot = c.line().has("snapshot");
  for (const Option& o : c.line().options()) {
    if (!o.value) continue;
    bool image = o.is_image() || std::find(std::begin(kImages), std::end(kImages), o.name) !=
                                     std::end(kImages);
    bool read_only = snapshot || o.name == "cdrom";
    if (image) files.check_image(o, *o.value, read_only ? Use::kRead : Use::kChange);
    if (o.name == "drive" || o.name == "blockdev") check_block(files, o, snapshot);
    std::string firmware;
    if (o.name == "bios" || o.name == "option-rom")
      firmware = o.name == "bios" ? *o.value : get_property(o, "romfile").value_or("");
    if (o.name == "device") firmware = get_property(o, "romfile").value_or("");
    if (Status s = files.check_firmware(o, firmware); !s) return s;
    check_named(files, o);
  }
  return {};
}

}  // namespace gs::qemu
