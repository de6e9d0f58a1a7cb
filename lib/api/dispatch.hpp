// The daemon's side of the calls. What there is to write is declared in
// guestscope/daemon/GROUP.hpp, one per call:
//
//   Done do_mkdir(Daemon& daemon, const std::string& path);
//
// Whoever writes one says so beside it, and dispatch() finds it; calls that nobody wrote answer
// ENOTSUP:
//
//   const Implements<call::mkdir> kMkdir;
//
// dispatch() does what is the same for every call, in the order of the original daemon: feature
// group, mask of the optional arguments, decoding, checks of the single arguments, the mounted
// root.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "api/file_stream.hpp"
#include "api/typed_call.hpp"
#include "protocol/call_table.hpp"

namespace gs::daemon {

using api::FileSink;
using api::FileSource;
using api::Pairs;

class Daemon;  // the state that calls share; daemon/ defines it

// Why a call failed, as the client is told.
struct Failure {
  int errno_value = 0;  // 0: none
  std::string message;  // one line or what a helper program said
};
template <class T>
using Answer = tl::expected<T, Failure>;
using Done = Answer<void>;

inline tl::unexpected<Failure> failure(int errno_value, std::string message) {
  return tl::unexpected(Failure{errno_value, std::move(message)});
}

// What the dispatcher has to ask the daemon about.
class Gate {
 public:
  virtual ~Gate() = default;
  virtual bool has_group(std::string_view group) = 0;
  // Fails with a text for the client where nothing is mounted.
  virtual Done root_is_mounted() = 0;
  // The appliance's own name for what the client calls value: a device, mountable, or either or a
  // path. Fails where there is no such thing.
  virtual Answer<std::string> to_appliance(protocol::Meaning meaning, std::string value) = 0;
  // The client's name for a device or mountable in a result.
  virtual std::string to_client(protocol::Meaning meaning, std::string value) = 0;
};

struct Incoming {
  std::uint32_t number = 0;
  std::uint64_t optargs_mask = 0;
  std::string_view body;  // without the header; hostile
  FileSource& upload;     // read only by calls with a file_in
  FileSink& download;     // written only by calls with a file_out, after all that can fail
};

// The reply's body. A failed call with a file_in may have left its upload unread.
Answer<std::string> dispatch(Daemon& daemon, Gate& gate, const Incoming& incoming);
// Numbers of the calls that somebody wrote, ascending.
std::vector<std::uint32_t> implemented_calls();

// ---- what Implements is made of ----

namespace detail {

using Runner = Answer<std::string> (*)(Daemon&, Gate&, const protocol::CallInfo&, const Incoming&);
void add_implementation(std::uint32_t number, Runner runner);

Failure undecodable(const protocol::CallInfo& info, const api::BodyReader& reader);

// The checks of one argument; a name may be replaced by the appliance's.
Done check_argument(Gate& gate, const protocol::CallInfo& info, const protocol::Parameter& p,
                    std::string& value);
Done check_argument(Gate& gate, const protocol::CallInfo& info, const protocol::Parameter& p,
                    std::vector<std::string>& value);
Done check_argument(Gate& gate, const protocol::CallInfo& info, const protocol::Parameter& p,
                    std::optional<std::string>& value);
template <class T>
Done check_argument(Gate&, const protocol::CallInfo&, const protocol::Parameter&, T&) {
  return {};
}

// A file is no part of the body: what its function takes comes from the channel.
template <class T>
struct FileArgument {
  T* stream;
};
template <class T>
struct Stored {
  using type = std::remove_cvref_t<T>;
};
template <>
struct Stored<FileSource&> {
  using type = FileArgument<FileSource>;
};
template <>
struct Stored<FileSink&> {
  using type = FileArgument<FileSink>;
};
template <class T>
T& unwrap(T& value) {
  return value;
}
template <class T>
T& unwrap(FileArgument<T>& file) {
  return *file.stream;
}

template <class T>
void decode(api::BodyReader& reader, const Incoming& incoming, T& value) {
  if constexpr (std::is_same_v<T, FileArgument<FileSource>>) {
    value.stream = &incoming.upload;
  } else if constexpr (std::is_same_v<T, FileArgument<FileSink>>) {
    value.stream = &incoming.download;
  } else if constexpr (requires(api::OptionalReader & r) { get_options(r, value); }) {
    api::OptionalReader optional(reader, incoming.optargs_mask);
    get_options(optional, value);
  } else {
    reader.get(value);
  }
}

// Results, names in them turned into the client's.
void encode(api::BodyWriter& writer, Gate&, const protocol::Parameter& result, bool value);
void encode(api::BodyWriter& writer, Gate&, const protocol::Parameter& result, std::int32_t value);
void encode(api::BodyWriter& writer, Gate&, const protocol::Parameter& result, std::int64_t value);
void encode(api::BodyWriter& writer, Gate& gate, const protocol::Parameter& result,
            std::string& value);
void encode(api::BodyWriter& writer, Gate& gate, const protocol::Parameter& result,
            std::vector<std::string>& value);
void encode(api::BodyWriter& writer, Gate& gate, const protocol::Parameter& result, Pairs& value);
template <class T>
requires requires(api::BodyWriter& w, const T& v) { put_value(w, v); }
void encode(api::BodyWriter& writer, Gate&, const protocol::Parameter&, T& value) {
  put_value(writer, value);
}
Answer<std::string> finish(const protocol::CallInfo& info, api::BodyWriter& writer);

template <class R, class... P>
Answer<std::string> run(Answer<R> (*function)(Daemon&, P...), Daemon& daemon, Gate& gate,
                        const protocol::CallInfo& info, const Incoming& incoming) {
  std::tuple<typename Stored<P>::type...> arguments{};
  api::BodyReader reader(incoming.body);
  std::apply([&](auto&... value) { (decode(reader, incoming, value), ...); }, arguments);
  if (!reader.ok()) return tl::unexpected(undecodable(info, reader));

  Done checked;
  std::size_t index = 0;
  auto check = [&](auto& value) {  // options come last and have nothing to check
    if (checked && index < info.parameters.size())
      checked = check_argument(gate, info, info.parameters[index], value);
    ++index;
  };
  std::apply([&](auto&... value) { (check(value), ...); }, arguments);
  if (!checked) return tl::unexpected(std::move(checked.error()));
  for (const protocol::Parameter& p : info.parameters) {
    if (p.meaning != protocol::Meaning::kPathname) continue;
    if (Done mounted = gate.root_is_mounted(); !mounted)
      return tl::unexpected(std::move(mounted.error()));
    break;
  }

  Answer<R> answer =
      std::apply([&](auto&... value) { return function(daemon, unwrap(value)...); }, arguments);
  if (!answer) return tl::unexpected(std::move(answer.error()));
  api::BodyWriter writer;
  if constexpr (!std::is_void_v<R>) encode(writer, gate, info.result, *answer);
  return finish(info, writer);
}

}  // namespace detail

// Registers the implementation of a call; Call is call::NAME of a generated header.
template <class Call>
class Implements {
 public:
  Implements() { detail::add_implementation(Call::kNumber, &run); }

 private:
  static Answer<std::string> run(Daemon& daemon, Gate& gate, const protocol::CallInfo& info,
                                 const Incoming& incoming) {
    return detail::run(Call::function(), daemon, gate, info, incoming);
  }
};

}  // namespace gs::daemon
