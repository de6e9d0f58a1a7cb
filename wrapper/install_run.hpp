// Installing and uninstalling, without saying anything: what `guestscope wrap --install` does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "wrapper/install_clients.hpp"
#include "wrapper/install_folder.hpp"

namespace gs::wrapper {

struct Request {
  std::string client, folder;      // the folder absolute
  std::vector<std::string> hooks;  // checked specs, paths in them absolute
  std::string qemu, trace, policy, domain, connect;  // "" = not given; the trace folder absolute
};

struct Done {
  Installed installed;
  std::vector<std::string> made, warnings;
  std::optional<Manifest::DomainEdit> domain;
  bool domain_runs = false;
};

struct Undone {
  Removed files;
  std::vector<std::string> domains;  // what was done to each, for people
};

Result<Done> install(const Request& request);
// Nothing is removed while a domain that was changed cannot be changed back.
Result<Undone> uninstall(const std::string& client, const std::string& folder);

// Below /usr/local/lib for root, below the user's data folder otherwise.
std::string default_folder(const std::string& client);
// Without '/' at its end; "" stays "".
std::string absolute(std::string path);

}  // namespace gs::wrapper
