// Folders of symbolic links that lead to guestscope-qemu, to be put in front of PATH: the names of
// qemu programs, and of helper programs (qemu-img, passt) that hooks want to see. They lie in
// run_dir(), which must be the user's alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace gs::qemu {

// For one recorded run: qemu programs and helpers. Removed with the object.
class RunFolder {
 public:
  static Result<RunFolder> make(const std::string& drop_in,
                                const std::vector<std::string>& helpers);
  RunFolder(RunFolder&& o) noexcept : path_(std::move(o.path_)) { o.path_.clear(); }
  RunFolder& operator=(RunFolder&&) = delete;
  ~RunFolder();
  const std::string& path() const { return path_; }

 private:
  explicit RunFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

// For a program that takes our place (exec), so that nobody is left to remove the folder: the same
// one for the same helpers every time.
Result<std::string> lasting_helper_folder(const std::string& drop_in,
                                          std::vector<std::string> helpers);

// Does a program of this name start virtual machines (qemu-system-*, qemu-kvm, kvm)?
bool is_qemu_name(std::string_view program);

// GUESTSCOPE_WRAP_PROGRAMS: the helpers that guestscope-qemu stands in for, separated by commas.
inline constexpr char kHelpersVariable[] = "GUESTSCOPE_WRAP_PROGRAMS";
// The names in it and those that are asked for, each once. kUsage for what cannot be the name of a
// helper; kNotFound for one of asked that is not in PATH. Those of optional that are not are left
// out.
Result<std::vector<std::string>> helper_names(const std::vector<std::string>& asked,
                                              const std::vector<std::string>& optional);
std::string helpers_value(const std::vector<std::string>& helpers);

}  // namespace gs::qemu
