// What a given qemu can do, asked from that qemu by QMP when somebody wants to know, and kept in a
// file so that it is asked once for each build of it.
//
// Nothing is run before the first question. The cache is keyed by path, size and mtime of the
// binary.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace gs::qemu {

// $XDG_CACHE_HOME/guestscope, or ~/.cache/guestscope.
std::string cache_dir();

class Capabilities {
 public:
  // program: path of a qemu-system-*. cache: a folder; "" keeps nothing on disk.
  explicit Capabilities(std::string program, const std::string& cache = cache_dir());

  // Errors are those of running the program; kFormat when it does not speak QMP.
  Result<std::string> version();                // "7.2.22"
  Result<std::vector<std::string>> machines();  // with aliases
  Result<std::vector<std::string>> devices();
  Result<std::vector<std::string>> objects();
  Result<std::vector<std::string>> cpus();
  Result<std::vector<std::string>> accelerators();
  Result<bool> has_device(std::string_view name);
  Result<bool> has_object(std::string_view name);
  Result<bool> has_machine(std::string_view name);
  // Does the program know the option at all? Asked by `-version -NAME`; 25 ms, then remembered.
  Result<bool> has_option(std::string_view name);

  using Types = std::map<std::string, std::string, std::less<>>;  // property -> QOM type
  // kNotFound when there is no such device.
  Result<Types> device_properties(std::string_view driver);
  // Properties of -machine TYPE.
  Result<Types> machine_properties(std::string_view machine);
  // What -device takes, aliases included, with the bus that it needs ("PCI", "usb-bus", "").
  Result<Types> pluggable_devices();
  // What an alias (virtio-net) stands for; any other name as it is.
  Result<std::string> device_type(std::string_view name);
  // Types that -netdev, -object, -chardev and -blockdev take (of query-qmp-schema).
  Result<std::vector<std::string>> netdev_types();
  Result<std::vector<std::string>> object_types();
  Result<std::vector<std::string>> chardev_types();
  Result<std::vector<std::string>> blockdev_drivers();
  // Properties that -object TYPE takes. kNotFound when there is no such type.
  Result<Types> object_properties(std::string_view type);
  // Where it looks for firmware.
  Result<std::vector<std::string>> data_folders();
  // Features that a CPU model stands for (query-cpu-model-expansion, full): "on", "off", or text.
  Result<Types> cpu_features(std::string_view model);

  // How often a qemu was run, for tests.
  int runs() const { return runs_; }

 private:
  using Names = std::set<std::string, std::less<>>;
  // What is known, by kind ("device", "option", "property VIRTIO", ...), then name, then value.
  using Known = std::map<std::string, Types, std::less<>>;

  Status load_base();
  Status load_schema();
  Status load_help(const char* kind, std::vector<std::string> words);
  Status ask_about(const std::string& kind, const std::string& command);
  Result<std::vector<std::string>> names(const char* kind);
  Result<std::vector<std::string>> schema_names(const char* kind);
  Result<bool> has(const char* kind, std::string_view name);
  Result<Types> types(const std::string& kind, const std::string& command, std::string_view what);
  void read_cache();
  void write_cache() const;

  std::string program_, cache_file_, stamp_;
  bool cache_read_ = false;
  int runs_ = 0;
  Known known_;
};

}  // namespace gs::qemu
