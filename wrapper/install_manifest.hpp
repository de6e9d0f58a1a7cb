// What `guestscope wrap --install` made in a folder, kept there so that --uninstall removes that and
// nothing else.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace gs::wrapper {

struct Manifest {
  struct DomainEdit {
    std::string uri, uuid, name;
    std::string before, after;  // the emulator then, and ours
  };

  std::string client;                                        // libvirt, packer, ...
  std::vector<std::string> folders;                          // absolute, made by us, outermost first
  std::vector<std::pair<std::string, std::string>> links;    // name in the folder, where it leads
  std::vector<std::pair<std::string, std::string>> settings;  // name in the folder, its text
  std::vector<DomainEdit> domains;
};

inline constexpr char kManifestName[] = "guestscope-installed.json";

std::string to_json(const Manifest& manifest);
// kFormat for anything that to_json() does not write; names with a '/' in them too, as they would lead
// out of the folder.
Result<Manifest> parse_manifest(std::string_view json, const std::string& where);

// Nothing where folder has none.
Result<std::optional<Manifest>> read_manifest(const std::string& folder);
Status write_manifest(const std::string& folder, const Manifest& manifest);

// Replaces path in one step; readers find the old text or the new one. The file may be read by everybody.
Status write_whole(const std::string& path, const std::string& text);

}  // namespace gs::wrapper
