// Sources and sinks for transfers: descriptors, files by path, memory, callbacks.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "api/file_stream.hpp"
#include "base/fd.hpp"

namespace gs::session {

class FdSource : public api::FileSource {
 public:
  // fd stays the caller's, and is read from where it is.
  explicit FdSource(int fd, std::string name = "the file");
  static Result<FdSource> open(const std::string& path);
  Result<std::size_t> read(std::span<char> buffer) override;
  std::uint64_t size_hint() const override { return size_; }
  int poll_fd() const override { return poll_ ? fd_ : -1; }

 private:
  UniqueFd own_;
  int fd_;
  std::string name_;
  std::uint64_t size_ = 0;  // of a regular file
  bool poll_ = false;       // a pipe or socket, which may stay silent
};

class FdSink : public api::FileSink {
 public:
  explicit FdSink(int fd, std::string name = "the file");
  // Made new or emptied, mode 0666 and umask.
  static Result<FdSink> create(const std::string& path);
  Status write(std::string_view bytes) override;

 private:
  UniqueFd own_;
  int fd_;
  std::string name_;
};

// bytes must outlive it.
class BufferSource : public api::FileSource {
 public:
  explicit BufferSource(std::string_view bytes) : rest_(bytes), size_(bytes.size()) {}
  Result<std::size_t> read(std::span<char> buffer) override;
  std::uint64_t size_hint() const override { return size_; }

 private:
  std::string_view rest_;
  std::uint64_t size_;
};

class BufferSink : public api::FileSink {
 public:
  // More than max_bytes is kLimit: what comes is a guest's.
  explicit BufferSink(std::size_t max_bytes) : max_(max_bytes) {}
  Status write(std::string_view bytes) override;
  const std::string& bytes() const { return bytes_; }
  std::string take() { return std::move(bytes_); }

 private:
  std::size_t max_;
  std::string bytes_;
};

class CallbackSource : public api::FileSource {
 public:
  using Read = std::function<Result<std::size_t>(std::span<char>)>;
  explicit CallbackSource(Read read, std::uint64_t size = 0)
      : read_(std::move(read)), size_(size) {}
  Result<std::size_t> read(std::span<char> buffer) override { return read_(buffer); }
  std::uint64_t size_hint() const override { return size_; }

 private:
  Read read_;
  std::uint64_t size_;
};

class CallbackSink : public api::FileSink {
 public:
  using Write = std::function<Status(std::string_view)>;
  explicit CallbackSink(Write write) : write_(std::move(write)) {}
  Status write(std::string_view bytes) override { return write_(bytes); }

 private:
  Write write_;
};

}  // namespace gs::session
