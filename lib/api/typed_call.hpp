// What the generated call functions are made of: arguments into a body, the reply's body into a
// value.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "api/body_reader.hpp"
#include "api/body_writer.hpp"
#include "api/caller.hpp"
#include "api/calls.hpp"

namespace gs::api {

// Optional arguments are all on the wire, in the order of their bits; not given ones as 0 or empty.
class OptionalWriter {
 public:
  OptionalWriter(BodyWriter& writer, const protocol::CallInfo& info)
      : writer_(writer), info_(info) {}

  void put(const std::optional<bool>& v) { writer_.boolean(next(v).value_or(false)); }
  void put(const std::optional<std::int32_t>& v) { writer_.int32(next(v).value_or(0)); }
  void put(const std::optional<std::int64_t>& v) { writer_.int64(next(v).value_or(0)); }
  void put(const std::optional<std::string>& v) {
    next(v);
    writer_.text(name(), v ? std::string_view(*v) : std::string_view());
  }
  void put(const std::optional<std::vector<std::string>>& v) {
    next(v);
    writer_.text_list(name(), v ? std::span(*v) : std::span<const std::string>());
  }

  std::uint64_t mask() const { return mask_; }

 private:
  template <class T>
  const std::optional<T>& next(const std::optional<T>& v) {
    if (v) mask_ |= std::uint64_t{1} << bit_;
    ++bit_;
    return v;
  }
  std::string_view name() const { return info_.optional[bit_ - 1].name; }

  BodyWriter& writer_;
  const protocol::CallInfo& info_;
  std::size_t bit_ = 0;
  std::uint64_t mask_ = 0;
};

class OptionalReader {
 public:
  OptionalReader(BodyReader& reader, std::uint64_t mask) : reader_(reader), mask_(mask) {}

  template <class T>
  void get(std::optional<T>& v) {
    T value{};
    reader_.get(value);
    if (mask_ >> bit_++ & 1) v = std::move(value);
  }

 private:
  BodyReader& reader_;
  std::uint64_t mask_;
  unsigned bit_ = 0;
};

// Packs the arguments of one call, each under the parameter that stands at its place.
class ArgumentPacker {
 public:
  ArgumentPacker(BodyWriter& writer, Request& request) : writer_(writer), request_(request) {}

  void put(bool v) { next(), writer_.boolean(v); }
  void put(std::int32_t v) { next(), writer_.int32(v); }
  void put(std::int64_t v) { next(), writer_.int64(v); }
  void put(std::string_view v) {
    const protocol::Parameter& p = next();
    p.kind == protocol::WireKind::kBuffer ? writer_.bytes(p.name, v) : writer_.text(p.name, v);
  }
  void put(const std::optional<std::string_view>& v) { writer_.nullable_text(next().name, v); }
  void put(const std::vector<std::string>& v) { writer_.text_list(next().name, v); }
  void put(FileSource& source) { next(), request_.source = &source; }
  void put(FileSink& sink) { next(), request_.sink = &sink; }
  template <class Options>
  requires requires(OptionalWriter& w, const Options& o) { put_options(w, o); }
  void put(const Options& options) {
    OptionalWriter optional(writer_, request_.info);
    put_options(optional, options);
    request_.optargs_mask = optional.mask();
  }

 private:
  const protocol::Parameter& next() { return request_.info.parameters[index_++]; }

  BodyWriter& writer_;
  Request& request_;
  std::size_t index_ = 0;
};

// Structs and lists of them have a generated get_value(); the rest is the reader's own.
template <class T>
void read_value(BodyReader& reader, T& value) {
  if constexpr (requires { get_value(reader, value); }) {
    get_value(reader, value);
  } else {
    reader.get(value);
  }
}

template <class T>
Result<T> read_reply(const protocol::CallInfo& info, const std::string& body) {
  T value{};
  BodyReader reader(body);
  read_value(reader, value);
  if (!reader.ok()) return tl::unexpected(reader.error("the reply to " + std::string(info.name)));
  return value;
}

// The call with that number, which is one of calls(). R is void or what the reply holds. Options,
// where the call has any, are the last argument.
template <class R, class... Arguments>
Result<R> typed_call(Caller& caller, std::uint32_t number, Arguments&&... arguments) {
  Request request{.info = *find_call(number), .body = {}};
  BodyWriter writer;
  ArgumentPacker packer(writer, request);
  (packer.put(arguments), ...);
  Result<std::string> body = writer.finish();
  if (!body) {
    body.error().message = std::string(request.info.name) + ": " + body.error().message;
    return tl::unexpected(std::move(body.error()));
  }
  request.body = std::move(*body);
  Result<std::string> reply = caller.call(request);
  if (!reply) return tl::unexpected(std::move(reply.error()));
  if constexpr (std::is_void_v<R>) {
    return {};
  } else {
    return read_reply<R>(request.info, *reply);
  }
}

}  // namespace gs::api
