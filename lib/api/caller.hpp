// What carries a call to a daemon and its answer back; a Session is one. Generated code packs
// arguments and unpacks results, and knows nothing of sockets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "protocol/call_table.hpp"

namespace gs::api {

// The file of an upload (FileIn). Used by one thread during one call.
class FileSource {
 public:
  virtual ~FileSource() = default;
  // At most size bytes into buffer; 0 at the end of the file. May block.
  virtual Result<std::size_t> read(char* buffer, std::size_t size) = 0;
  // Bytes in all, for progress; 0 = unknown.
  virtual std::uint64_t size_bytes() const { return 0; }
  // Readable when read() does not block; -1 = it never does for long. With it, a cancel from another
  // thread is heard while a pipe is silent.
  virtual int poll_fd() const { return -1; }
};

// The file of a download (FileOut).
class FileSink {
 public:
  virtual ~FileSink() = default;
  // All of data. An error cancels the transfer and becomes the call's.
  virtual Status write(std::string_view data) = 0;
};

class Caller {
 public:
  virtual ~Caller() = default;
  // arguments and the result are XDR bodies without the header. source and sink as the call's
  // file_in and file_out say, else nullptr. An error reply of the daemon is an Error with the
  // daemon's text and err, its errno.
  virtual Result<std::string> call(const protocol::CallInfo& call, std::uint64_t optional_mask,
                                   std::string_view arguments, FileSource* source,
                                   FileSink* sink) = 0;
};

}  // namespace gs::api
