// The one thing that the typed call functions (guestscope/calls.hpp) need: somebody who sends a
// body and brings back the body of the reply. lib/session's Session is one; a test may be another.
#pragma once

#include <cstdint>
#include <string>

#include "api/file_stream.hpp"
#include "base/error.hpp"
#include "protocol/call_table.hpp"

namespace gs::api {

struct Request {
  const protocol::CallInfo& info;
  std::string body;                // arguments as on the wire, without the header
  std::uint64_t optargs_mask = 0;  // bit i: info.optional[i] is given
  FileSource* source = nullptr;    // there exactly where info.file_in
  FileSink* sink = nullptr;        // there exactly where info.file_out
};

class Caller {
 public:
  virtual ~Caller() = default;
  // Waits until the call has ended, its transfer included. The reply's body without the header:
  // bytes from a guest, not looked at. The daemon's error replies are errors here.
  virtual Result<std::string> call(const Request& request) = 0;
};

}  // namespace gs::api
