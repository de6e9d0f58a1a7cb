// The file that goes beside a call: where its bytes come from, where they go. Used on both ends:
// an upload is read by the client from its source and by the daemon from its own, the channel.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/error.hpp"

namespace gs::api {

class FileSource {
 public:
  virtual ~FileSource() = default;
  // Fills the front of buffer, which is never empty; returns how many bytes, 0 at the end. An error
  // cancels the transfer.
  virtual Result<std::size_t> read(std::span<char> buffer) = 0;
  // Bytes that are to come, for progress; 0: unknown.
  virtual std::uint64_t size_hint() const { return 0; }
  // A descriptor that is readable when read() would not block, -1 where it never does for long. With
  // it, a cancel from another thread is heard while a pipe is silent.
  virtual int poll_fd() const { return -1; }
};

class FileSink {
 public:
  virtual ~FileSink() = default;
  // Takes all bytes. An error cancels the transfer.
  virtual Status write(std::string_view bytes) = 0;
};

}  // namespace gs::api
