// Errors that a caller can expect are returned, not thrown: Result<T> = tl::expected<T, Error>.
// Every error that a user can cause carries a hint which says what to do about it.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace gs {

enum class ErrorCode {
  kUsage,        // the user asked for something that cannot be (bad option, bad hook argument)
  kNotFound,     // a file, program or name does not exist
  kPermission,   // it exists and may not be used
  kFormat,       // bytes that are not what they should be (trace, log, JSON, script syntax)
  kUnsupported,  // well-formed, but of a version or kind that this build does not know
  kLimit,        // a bound (size, memory, instructions, time) was reached
  kSystem,       // a system call failed
  kScript,       // a Lua script raised an error
  kDaemon,       // the daemon in the guest reported it
  kCancelled,    // the user stopped it
};

struct Error {
  ErrorCode code = ErrorCode::kSystem;
  std::string message;  // one line, no trailing full stop, names the thing it is about
  std::string hint;     // what to do, one line; empty only where nothing can be said
  std::string detail = {};  // more than one line may stand here (a traceback); may be empty
  int err = 0;              // errno where there is one: ours, or the one that a daemon reported
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = tl::expected<void, Error>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string hint = {},
                                  std::string detail = {}) {
  return tl::unexpected<Error>(
      Error{code, std::move(message), std::move(hint), std::move(detail)});
}

// An Error of kNotFound, kPermission or kSystem from errno; message is "what: strerror".
Error errno_error(int err, std::string_view what, std::string hint = {});
inline tl::unexpected<Error> fail_errno(int err, std::string_view what, std::string hint = {}) {
  return tl::unexpected<Error>(errno_error(err, what, std::move(hint)));
}

}  // namespace gs
