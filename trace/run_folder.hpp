// A folder for one recorded run: symbolic links with the names of qemu programs that lead to
// guestscope-qemu, to be put in front of PATH. Removed with the object.
#pragma once

#include <string>

#include "base/error.hpp"

namespace gs::trace {

class RunFolder {
 public:
  static Result<RunFolder> make(const std::string& drop_in);
  RunFolder(RunFolder&& o) noexcept : path_(std::move(o.path_)) { o.path_.clear(); }
  RunFolder& operator=(RunFolder&&) = delete;
  ~RunFolder();
  const std::string& path() const { return path_; }

 private:
  explicit RunFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

// Does a program of this name start virtual machines (qemu-system-*, qemu-kvm, kvm)?
bool is_qemu_name(std::string_view program);

}  // namespace gs::trace
