// The settings of an installed wrapper: a small file beside the link under which guestscope-qemu was
// called, LINK.guestscope, made by `guestscope wrap --install`. libvirtd and others hand no environment
// to qemu; this is how hooks reach it there.
//
//   # comment
//   qemu=/usr/bin/qemu-system-x86_64
//   hook=force-tcg              (again for each further hook, in order)
//   policy=passthrough
//   trace=/var/lib/guestscope/traces    (a folder)
//
// A value is the rest of its line, as it stands. What the file says makes programs run as whoever
// starts the wrapper; so it is refused where others could have written it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace gs::wrapper {

struct Settings {
  std::string qemu;                // absolute; "" = found by the link's name
  std::vector<std::string> hooks;  // specs, paths in them absolute
  std::string policy;              // "", "fail" or "passthrough"
  std::string trace_folder;        // absolute; "" = nothing is recorded

  bool empty() const { return qemu.empty() && hooks.empty() && policy.empty() && trace_folder.empty(); }
  bool operator==(const Settings&) const = default;
};

inline constexpr char kSettingsSuffix[] = ".guestscope";

// Hooks of several sources, one a line, as GUESTSCOPE_HOOKS has them.
std::string join_hooks(const std::vector<std::string>& hooks, const std::string& more = {});

// Fails with kFormat on anything that it does not know; where names the file in messages.
Result<Settings> parse_settings(std::string_view text, const std::string& where);
// parse_settings(format_settings(s)) is s. A line end in a value is kUsage: the file cannot hold it.
Result<std::string> format_settings(const Settings& settings);

// The settings beside link; nothing where there is no such file (one system call then).
Result<std::optional<Settings>> settings_beside(const std::string& link);

// The path under which this process was executed, symbolic links in it unresolved: from the kernel
// (AT_EXECFN), since a caller may give any argv[0]. "" where it is unknown or must not be trusted.
std::string called_path();

// Reads a file that decides what is run, at most max_bytes: its owner must be root, ourselves or
// also_trusted, and nobody else may write it. kNotFound where there is none.
Result<std::string> read_trusted_file(const std::string& path, std::size_t max_bytes,
                                      std::optional<unsigned> also_trusted = {});

}  // namespace gs::wrapper
