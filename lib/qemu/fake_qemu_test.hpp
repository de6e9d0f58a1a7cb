// A "qemu" that answers QMP and questions for help from a script, so that no real one is needed.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace gs::qemu {

class TempFolder {
 public:
  TempFolder() {
    std::string pattern = testing::TempDir() + "gs-qemu-XXXXXX";
    path_ = ::mkdtemp(pattern.data());
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// answers: lines of QMP, all said at once. It knows the options -good and -arg, and looks for
// firmware in /fw or fw_folder.
inline std::string fake_qemu(const std::string& folder, const std::string& answers,
                             const std::string& device_help = "",
                             const std::string& fw_folder = "/fw") {
  std::string path = folder + "/qemu-system-fake";
  std::ofstream(path) << "#!/bin/sh\ncase \"$1 $2\" in\n"
                         "'-version -good') echo 'QEMU emulator version 9.9.9'; exit 0;;\n"
                         "'-version -arg') echo 'q: -arg: requires an argument' >&2; exit 1;;\n"
                         "'-version '*) echo \"q: $2: invalid option\" >&2; exit 1;;\n"
                         "'-L help') echo '"
                      << fw_folder
                      << "'; exit 0;;\n"
                         "'-device help') cat <<'EOF'\n"
                      << device_help << "EOF\nexit 0;;\nesac\ncat >/dev/null\ncat <<'EOF'\n"
                      << answers << "EOF\n";
  ::chmod(path.c_str(), 0700);
  return path;
}

}  // namespace gs::qemu
