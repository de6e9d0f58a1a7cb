#include "base/error.hpp"

#include <cerrno>
#include <cstring>

namespace gs {

Error errno_error(int err, std::string_view what, std::string hint) {
  ErrorCode code = ErrorCode::kSystem;
  if (err == ENOENT || err == ENOTDIR) code = ErrorCode::kNotFound;
  if (err == EACCES || err == EPERM) code = ErrorCode::kPermission;
  return Error{code, std::string(what) + ": " + std::strerror(err), std::move(hint), {}, err};
}

}  // namespace gs
