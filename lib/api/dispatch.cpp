#include "api/dispatch.hpp"

#include <algorithm>
#include <cerrno>
#include <map>

#include "api/calls.hpp"

namespace gs::daemon {
namespace {

using protocol::CallInfo;
using protocol::Meaning;
using protocol::Parameter;
using protocol::WireKind;

// Filled before main() by the constants of type Implements.
std::map<std::uint32_t, detail::Runner>& implementations() {
  static std::map<std::uint32_t, detail::Runner> table;
  return table;
}

tl::unexpected<Failure> refuse(const CallInfo& info, int errno_value, const std::string& why) {
  return failure(errno_value, std::string(info.name) + ": " + why);
}

bool names_something(Meaning meaning) {
  return meaning == Meaning::kDevice || meaning == Meaning::kMountable ||
         meaning == Meaning::kDevOrPath || meaning == Meaning::kMountableOrPath;
}

}  // namespace

Answer<std::string> dispatch(Daemon& daemon, Gate& gate, const Incoming& incoming) {
  const CallInfo* info = api::find_call(incoming.number);
  if (!info)
    return failure(0, "unknown procedure " + std::to_string(incoming.number) +
                          ": client and daemon are of versions that do not match");
  if (!info->group.empty() && !gate.has_group(info->group))
    return refuse(*info, ENOTSUP,
                  "feature group '" + std::string(info->group) + "' is not in this appliance");
  auto found = implementations().find(incoming.number);
  if (found == implementations().end())
    return refuse(*info, ENOTSUP, "this daemon does not have the call");
  const std::size_t options = info->optional.size();
  if (options < 64 && incoming.optargs_mask >> options != 0)
    return refuse(*info, 0,
                  "the call has " + std::to_string(options) +
                      " optional arguments and more were given: client and daemon are of versions "
                      "that do not match");
  return found->second(daemon, gate, *info, incoming);
}

std::vector<std::uint32_t> implemented_calls() {
  std::vector<std::uint32_t> numbers;
  for (const auto& [number, runner] : implementations()) numbers.push_back(number);
  return numbers;
}

namespace detail {

void add_implementation(std::uint32_t number, Runner runner) { implementations()[number] = runner; }

Failure undecodable(const CallInfo& info, const api::BodyReader& reader) {
  return {0, reader.error("the arguments of " + std::string(info.name)).message};
}

Done check_argument(Gate& gate, const CallInfo& info, const Parameter& p, std::string& value) {
  if (p.kind == WireKind::kBuffer) return {};
  auto bad = [&](int errno_value, const char* why) {
    // A key never appears in a text.
    std::string shown = p.meaning == Meaning::kKey ? "" : " '" + value + "'";
    return refuse(info, errno_value, std::string(p.name) + shown + " " + why);
  };
  // The original would silently take what stands before the byte.
  if (value.find('\0') != value.npos) {
    value.resize(value.find('\0'));
    return bad(EINVAL, "is followed by a NUL byte");
  }
  if (p.meaning == Meaning::kPathname && !value.starts_with('/'))
    return bad(0, "has to begin with /");
  if (p.meaning == Meaning::kFilename && (value.empty() || value.find('/') != value.npos))
    return bad(EINVAL, "has to be a name without /");
  if (!names_something(p.meaning)) return {};
  Answer<std::string> name = gate.to_appliance(p.meaning, std::move(value));
  if (!name) {
    name.error().message = std::string(info.name) + ": " + name.error().message;
    return tl::unexpected(std::move(name.error()));
  }
  value = std::move(*name);
  return {};
}

Done check_argument(Gate& gate, const CallInfo& info, const Parameter& p,
                    std::vector<std::string>& value) {
  for (std::string& element : value)
    if (Done done = check_argument(gate, info, p, element); !done) return done;
  return {};
}

Done check_argument(Gate& gate, const CallInfo& info, const Parameter& p,
                    std::optional<std::string>& value) {
  return value ? check_argument(gate, info, p, *value) : Done();
}

void encode(api::BodyWriter& writer, Gate&, const Parameter&, bool value) { writer.boolean(value); }
void encode(api::BodyWriter& writer, Gate&, const Parameter&, std::int32_t value) {
  writer.int32(value);
}
void encode(api::BodyWriter& writer, Gate&, const Parameter&, std::int64_t value) {
  writer.int64(value);
}

namespace {

void rename(Gate& gate, Meaning meaning, std::string& value) {
  if (names_something(meaning)) value = gate.to_client(meaning, std::move(value));
}

}  // namespace

void encode(api::BodyWriter& writer, Gate& gate, const Parameter& result, std::string& value) {
  if (result.kind == WireKind::kBuffer) return writer.bytes(result.name, value);
  rename(gate, result.meaning, value);
  writer.text(result.name, value);
}

void encode(api::BodyWriter& writer, Gate& gate, const Parameter& result,
            std::vector<std::string>& value) {
  for (std::string& element : value) rename(gate, result.meaning, element);
  writer.text_list(result.name, value);
}

void encode(api::BodyWriter& writer, Gate& gate, const Parameter& result, Pairs& value) {
  for (auto& [key, element] : value) {
    rename(gate, result.key_meaning, key);
    rename(gate, result.meaning, element);
  }
  writer.pairs(result.name, value);
}

Answer<std::string> finish(const CallInfo& info, api::BodyWriter& writer) {
  Result<std::string> body = writer.finish();
  if (!body) return refuse(info, 0, "the answer cannot be sent: " + body.error().message);
  return std::move(*body);
}

}  // namespace detail
}  // namespace gs::daemon
