// A libvirt domain's emulator, changed and changed back through virsh.
#pragma once

#include <string>

#include "base/error.hpp"
#include "wrapper/install_manifest.hpp"

namespace gs::wrapper {

struct Domain {
  std::string uri, uuid, name, emulator;
  std::string xml;       // as it starts the next time, with its secrets
  bool running = false;
};

// uri "" = virsh's default; what: a name or a UUID. kUnsupported for a domain that is not persistent:
// defining it would make it so.
Result<Domain> find_domain(const std::string& uri, const std::string& what);

// Defines the domain with another emulator, and looks whether libvirt took it.
Status set_emulator(const Domain& domain, const std::string& emulator);

// Gives the domain its emulator back. Returns what was done, for people; a domain that is gone, or has a
// third emulator by now, is left as it is.
Result<std::string> restore_domain(const Manifest::DomainEdit& edit);

}  // namespace gs::wrapper
