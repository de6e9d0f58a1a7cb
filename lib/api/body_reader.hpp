// Reads the body of a message that came from the other side (RFC 4506, by libtirpc). The bytes are
// hostile: no length is believed before as many bytes are there, and memory grows with what was
// read, never with what was promised. After the first fault everything reads as empty and fault()
// says what it was. Bytes left at the end are no fault: both ends of the original ignore them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/body_writer.hpp"
#include "base/error.hpp"

namespace gs::api {

class BodyReader {
 public:
  explicit BodyReader(std::string_view body) : body_(body) {}

  void get(std::int32_t& value);
  void get(std::uint32_t& value);
  void get(std::int64_t& value);
  void get(std::uint64_t& value);
  void get(bool& value);                        // anything but 0 is true
  void get(std::string& value);                 // text or bytes
  void get(std::optional<std::string>& value);  // nullable text
  void get(std::vector<std::string>& value);
  void get(Pairs& value);
  void percent(std::optional<float>& value);  // below 0: absent
  void letter(char& value);                   // a char, 4 bytes on the wire
  void uuid(std::string& value);              // 32 bytes, no length

  // get_one(reader, element) for each element. Elements take at least 4 bytes on the wire.
  template <class T, class GetOne>
  void list(std::vector<T>& values, GetOne get_one) {
    values.clear();
    for (std::uint32_t left = count(); left > 0 && ok(); --left)
      get_one(*this, values.emplace_back());
    if (!ok()) values.clear();
  }

  bool ok() const { return fault_.empty(); }
  const std::string& fault() const { return fault_; }
  // All bytes of the body have been read.
  bool at_end() const { return body_.empty(); }
  // An error of kFormat that says what did not decode: "reply of statvfs".
  Error error(std::string_view what) const;

 private:
  // The front of the body, or nothing where it is shorter.
  const char* take(std::size_t size);
  std::string_view opaque(std::size_t size);
  std::uint32_t count();

  std::string_view body_;
  std::string fault_;
};

}  // namespace gs::api
