// Finds the intact frames of a trace, one after the other, in bytes that may be cut, damaged or
// hostile: what is damaged is stepped over to the next end mark that a frame follows.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/fd.hpp"
#include "tracefile/zstd_frame.hpp"

namespace gs::tracefile {

// Where the bytes come from. The file may grow meanwhile, and its tail may change.
class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;
  virtual Result<std::uint64_t> size() = 0;
  // Reads at most n bytes from offset on; less only at the end.
  virtual Result<std::size_t> read(std::uint64_t offset, char* out, std::size_t n) = 0;
};

// Opens path for reading. kFormat for what is not a regular file (read those with read_file).
Result<std::unique_ptr<ByteSource>> open_source(const std::string& path);
std::unique_ptr<ByteSource> memory_source(std::string bytes);

class FrameScanner {
 public:
  // work_bytes bounds all bytes that are looked at or made, over the life of the scanner.
  FrameScanner(ByteSource* source, std::size_t max_frame_bytes, std::uint64_t work_bytes)
      : source_(source), decoder_(max_frame_bytes), work_left_(work_bytes) {}

  enum class Step {
    kFrame,
    kEnd,    // nothing more; torn_bytes() says what hangs loose behind the last frame
    kLimit,  // work_bytes are used up
  };
  // text is valid until the next call. offset() is behind the frame afterwards; at kEnd it stays
  // where the loose bytes begin, so that one may ask again when the file has grown.
  Result<Step> next(std::string_view* text);

  void seek(std::uint64_t offset) { offset_ = offset; }
  std::uint64_t offset() const { return offset_; }
  // Is the last frame followed by as many bytes as an end mark has? If not, its writer may yet
  // be at work, or be dead and its frame be cut off by the next one.
  bool marked() const { return marked_; }
  std::uint64_t torn_bytes() const { return torn_bytes_; }
  std::uint64_t skipped_bytes() const { return skipped_bytes_; }
  std::uint64_t damaged_places() const { return damaged_places_; }

 private:
  // The bytes [offset, offset + n), fewer at the end of the source; valid until the next call.
  Result<std::string_view> window(std::uint64_t offset, std::size_t n);
  Result<FrameState> frame_at_offset(std::size_t* frame_bytes, std::string_view* text);
  Status pass_mark(std::size_t frame_bytes);
  // Behind the next end mark after offset_ that a frame or the end of the file follows; 0 = none.
  Result<std::uint64_t> next_start();
  void skip_to(std::uint64_t offset);
  bool spend(std::uint64_t bytes);

  ByteSource* source_;
  FrameDecoder decoder_;
  std::uint64_t work_left_;
  bool out_of_work_ = false, marked_ = true;
  std::uint64_t size_ = 0;  // of the source, as next() last saw it
  std::uint64_t offset_ = 0;
  std::uint64_t torn_bytes_ = 0, skipped_bytes_ = 0, damaged_places_ = 0;
  std::string buffer_;
  std::uint64_t buffer_start_ = 0;
};

}  // namespace gs::tracefile
