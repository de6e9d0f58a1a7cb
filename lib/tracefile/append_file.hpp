// A trace file open for appending by several processes: the locks, and the repair of a torn tail.
//
// Invariant: whoever holds the append lock sees a file that is empty or ends with an end mark, and
// leaves such a file. Locks are OFD locks (fcntl(2)) on single bytes far behind any data; the
// kernel drops them when the process dies, and they hold between two openings in one process too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/fd.hpp"

namespace gs::tracefile {

class AppendFile {
 public:
  // The append lock; released at the end of its life.
  class Lock {
   public:
    Lock(Lock&& o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
    Lock& operator=(Lock&&) = delete;
    ~Lock();

   private:
    friend class AppendFile;
    explicit Lock(int fd) : fd_(fd) {}
    int fd_;
  };

  // Opens path, made with mode 0600 if missing. Fails on what is not a regular file.
  static Result<AppendFile> open(const std::string& path);

  // Waits at most wait_ms: a stopped process that holds the lock must not stop a companion, and
  // with it a machine. kLimit when it did not get the lock.
  Result<Lock> lock(int wait_ms);
  // Cuts off what stands behind the last end mark; the size after it, 0 for a file without a
  // whole header. kFormat, and nothing touched, where the file is not a trace.
  Result<std::uint64_t> repair(const Lock& held);
  // Writes bytes at the end, or, where that fails, cuts the file back to size.
  Status append(const Lock& held, std::uint64_t size, std::string_view bytes);
  Status truncate_all(const Lock& held);

  // Says to others that this process writes, until unset_alive or the end of the process.
  Status set_alive();
  void unset_alive();
  // Does anybody but this AppendFile write?
  bool others_alive() const;
  bool deleted() const;  // nobody will find by its name what is written here
  // At most n bytes from offset on.
  Result<std::string> read_at(std::uint64_t offset, std::size_t n) const;
  const std::string& name() const { return name_; }

 private:
  AppendFile(UniqueFd fd, std::string name) : fd_(std::move(fd)), name_(std::move(name)) {}
  // End of the last end mark at or before size; 0 if there is none.
  Result<std::uint64_t> last_good_end(std::uint64_t size) const;
  Result<bool> is_end(std::uint64_t mark_end) const;

  UniqueFd fd_;
  std::string name_;  // for messages
};

// True while some process has the trace at path open for writing.
bool has_writers(const std::string& path);

}  // namespace gs::tracefile
