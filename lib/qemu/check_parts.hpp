// The parts of check.hpp. Internal to lib/qemu.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "qemu/check.hpp"
#include "qemu/property.hpp"
#include "qemu/references.hpp"

namespace gs::qemu {

// The machine, as far as it decides about buses and drives.
enum class MachineFamily : unsigned char { kOther, kI440fx, kQ35, kVirt };

class Checking {
 public:
  Checking(const CommandLine& line, Capabilities& qemu, const CheckOptions& options);

  const CommandLine& line() const { return line_; }
  Capabilities& qemu() { return qemu_; }
  const CheckOptions& options() const { return options_; }
  bool is_x86() const { return arch_ == "x86_64" || arch_ == "i386"; }
  bool is_arm() const { return arch_ == "aarch64" || arch_ == "arm"; }
  const std::string& arch() const { return arch_; }
  MachineFamily family() const { return family_; }
  // Options come from a file too: that something is not on the line says nothing.
  bool reads_config() const { return reads_config_; }

  void error(const Option& about, std::string kind, std::string subject, std::string message,
             std::string hint);
  void warning(const Option& about, std::string kind, std::string subject, std::string message,
               std::string hint);
  std::vector<Finding> take();

  // The option's text that people know it by: its id, else its driver.
  static std::string named(const Option& option);

 private:
  void add(bool is_error, const Option& about, std::string kind, std::string subject,
           std::string message, std::string hint);

  const CommandLine& line_;
  Capabilities& qemu_;
  const CheckOptions& options_;
  std::string arch_;
  MachineFamily family_ = MachineFamily::kOther;
  bool reads_config_ = false;
  std::map<OptionId, std::size_t> argument_of_;
  std::vector<Finding> findings_;
};

Status check_options(Checking& c);   // does qemu know the option; has it its value
Status check_devices(Checking& c);   // -device: driver and properties
Status check_backends(Checking& c);  // -object, -netdev, -chardev, -blockdev, -drive: types
Status check_machine(Checking& c);   // -machine, -cpu, accelerators, -kernel with what needs it
void check_ids(Checking& c);         // twice the same, and references to nothing
Status check_slots(Checking& c);     // two devices, or two drives, in one place
Status check_files(Checking& c);

}  // namespace gs::qemu
