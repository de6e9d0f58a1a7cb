// Who may run and read what is installed: libvirt starts qemu as a user of its own.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace gs::wrapper {

struct Account {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
};

// The account under which libvirt's system daemon runs qemu, where one of the known ones exists.
std::optional<Account> libvirt_account();

// Why account could not use path (read it, execute it, or write to the folder that it is), by the mode bits of it and
// of all folders above; "" where it could. Access control lists are not looked at.
enum class Need { kRead, kExecute, kWrite };
std::string why_out_of_reach(const std::string& path, Need need, const Account& account);

// Could anybody but its owner and root change path: the file, or the folder with no sticky bit?
bool others_may_change(const std::string& path);

}  // namespace gs::wrapper
