// What each client has to be told so that it starts the installed wrapper: texts, made from facts alone.
#pragma once

#include <string>
#include <vector>

#include "wrapper/install_settings.hpp"

namespace gs::wrapper {

struct Installed {
  std::string client, folder;
  std::vector<std::string> links;  // names in folder; clients that want one qemu get the first
  std::string guestscope_qemu, guestscope;
  Settings settings;
  bool domain_edited = false;
  bool apparmor = false, selinux = false;  // the host confines programs with it

  std::string emulator() const { return folder + "/" + links.front(); }
};

struct Use {
  std::string what;    // where the text belongs
  std::string text;    // to be taken as it stands
  bool shell = false;  // text is for a shell: `eval "$(guestscope wrap --install ...)"` works
};

// kata, libguestfs, libvirt, packer, path.
bool is_client(const std::string& name);
std::string client_names();

std::vector<Use> uses_of(const Installed& installed);
// What may still be in the way, one line each, the most likely first.
std::vector<std::string> hints_of(const Installed& installed);

}  // namespace gs::wrapper
