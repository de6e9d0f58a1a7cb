#include "api/body_reader.hpp"

#include <rpc/types.h>
#include <rpc/xdr.h>

namespace gs::api {
namespace {

template <class T, class Filter>
T decoded(const char* bytes, Filter filter, u_int size) {
  T value{};
  if (!bytes) return value;
  XDR xdr;
  xdrmem_create(&xdr, const_cast<char*>(bytes), size, XDR_DECODE);  // only read when decoding
  filter(&xdr, &value);                                             // cannot fail: they are there
  return value;
}

}  // namespace

const char* BodyReader::take(std::size_t size) {
  if (!ok()) return nullptr;
  if (body_.size() < size) {
    fault_ = "it ends where " + std::to_string(size) + " bytes should follow";
    body_ = {};
    return nullptr;
  }
  const char* front = body_.data();
  body_.remove_prefix(size);
  return front;
}

void BodyReader::get(std::int32_t& value) {
  value = decoded<std::int32_t>(take(4), xdr_int32_t, 4);
}
void BodyReader::get(std::uint32_t& value) {
  value = decoded<std::uint32_t>(take(4), xdr_uint32_t, 4);
}
void BodyReader::get(std::int64_t& value) {
  value = decoded<std::int64_t>(take(8), xdr_int64_t, 8);
}
void BodyReader::get(std::uint64_t& value) {
  value = decoded<std::uint64_t>(take(8), xdr_uint64_t, 8);
}
void BodyReader::get(bool& value) { value = decoded<bool_t>(take(4), xdr_bool, 4) != FALSE; }

void BodyReader::letter(char& value) {
  std::int32_t wide = 0;
  get(wide);
  value = static_cast<char>(wide);
}

void BodyReader::percent(std::optional<float>& value) {
  const auto number = decoded<float>(take(4), xdr_float, 4);
  value = number >= 0 ? std::optional(number) : std::nullopt;  // NaN is absent too
}

std::string_view BodyReader::opaque(std::size_t size) {
  const char* bytes = take((size + 3) & ~std::size_t{3});
  return bytes ? std::string_view(bytes, size) : std::string_view();
}

void BodyReader::get(std::string& value) {
  std::uint32_t size = 0;
  get(size);
  value = opaque(size);
}

void BodyReader::uuid(std::string& value) { value = opaque(32); }

void BodyReader::get(std::optional<std::string>& value) {
  bool present = false;
  get(present);
  value.reset();
  if (present) get(value.emplace());
}

std::uint32_t BodyReader::count() {
  std::uint32_t promised = 0;
  get(promised);
  if (promised > body_.size() / 4) {
    fault_ = "a list of " + std::to_string(promised) + " elements with " +
             std::to_string(body_.size()) + " bytes left";
    body_ = {};
    return 0;
  }
  return promised;
}

void BodyReader::get(std::vector<std::string>& value) {
  list(value, [](BodyReader& reader, std::string& element) { reader.get(element); });
}

void BodyReader::get(Pairs& value) {
  value.clear();
  const std::uint32_t strings = count();
  if (ok() && strings % 2 != 0) {
    fault_ = "a table of " + std::to_string(strings) + " strings, which are no pairs";
    body_ = {};
  }
  for (std::uint32_t left = strings / 2; left > 0 && ok(); --left) {
    auto& [key, element] = value.emplace_back();
    get(key);
    get(element);
  }
  if (!ok()) value.clear();
}

Error BodyReader::error(std::string_view what) const {
  return Error{ErrorCode::kFormat,
               std::string(what) + " cannot be decoded: " + fault_,
               "client and daemon may be of versions that do not match",
               {}};
}

}  // namespace gs::api
