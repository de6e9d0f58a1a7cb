// What hangs on what: a device names its drive, netdev, chardev or bus by id; blockdevs form
// chains; the machine names its memory backend.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "qemu/command_line.hpp"

namespace gs::qemu {

// Ids are unique within one of these only. kBlock holds -drive (id) and -blockdev (node-name).
enum class IdGroup : unsigned char {
  kDevice,
  kNetdev,
  kChardev,
  kObject,
  kBlock,
  kFsdev,
  kTpmdev,
  kAudiodev,
  kMon,
  kNone
};

struct Reference {
  OptionId from = 0;
  std::string key;  // the property that refers; "" for a whole value (-serial chardev:x, -set)
  IdGroup group = IdGroup::kNone;
  std::string id;
  OptionId to = 0;  // 0: nothing on the command line has that id
};

// The group in which the option defines a name, and that name ("" where it has none).
IdGroup defines(const Option& option, std::string* id);
const Option* find_by_id(const CommandLine& line, IdGroup group, std::string_view id);
// Every reference on the line, in order. A bus `scsi0.0` refers to the device scsi0.
std::vector<Reference> references(const CommandLine& line);

struct RemovalScope {
  bool backends = false;  // also what only this option used: netdev, drive, blockdev chain, chardev
  bool children = false;  // also devices on a bus that this option provides
};
// The option and all that has to go with it, -set options for them included. kUsage when devices
// sit on its bus and children is false.
Result<std::vector<OptionId>> removal_set(const CommandLine& line, OptionId option,
                                          RemovalScope scope);

// Should a new option of that name be written as JSON here? qemu makes all key=value devices before
// all JSON ones, so that an added one must have the style of those that are there.
bool prefers_json(const CommandLine& line, std::string_view option);

}  // namespace gs::qemu
