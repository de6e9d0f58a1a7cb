#include "companion/start_message.hpp"

#include <boost/json.hpp>

#include "base/text.hpp"

namespace gs::companion {
namespace {

namespace json = boost::json;

std::string bytes_of(const json::value& v) {
  if (v.is_string()) return std::string(v.get_string());
  std::string out;
  if (!base64_decode(std::string_view(v.at("b64").as_string()), &out))
    throw std::invalid_argument("bad base64");
  return out;
}

std::vector<std::string> words_of(const json::value& v) {
  std::vector<std::string> out;
  for (const auto& w : v.as_array()) out.push_back(bytes_of(w));
  return out;
}

int fd_of(const json::object& o, const char* name) {
  return static_cast<int>(o.at(name).to_number<std::int64_t>());
}

}  // namespace

Result<qemu::StartInfo> parse_start_message(std::string_view text) {
  qemu::StartInfo info;
  try {
    const json::value v = json::parse(json::string_view(text.data(), text.size()));
    const json::object& o = v.as_object();
    info.pid = o.at("pid").to_number<std::int64_t>();
    info.ppid = o.at("ppid").to_number<std::int64_t>();
    info.client = bytes_of(o.at("client"));
    info.argv0 = bytes_of(o.at("argv0"));
    info.qemu = bytes_of(o.at("qemu"));
    info.probe = o.at("probe").as_bool();
    info.may_trace = o.at("may_trace").as_bool();
    info.before = words_of(o.at("before"));
    info.after = words_of(o.at("after"));
    info.run = words_of(o.at("run"));
    info.changes = json::serialize(o.at("changes").as_array());
    info.notes = words_of(o.at("notes"));
    info.trace = bytes_of(o.at("trace"));
    info.hooks = bytes_of(o.at("hooks"));
    info.caller = bytes_of(o.at("caller"));
    if (const auto* helper = o.if_contains("helper")) info.helper = bytes_of(*helper);
    const json::object& fds = o.at("fds").as_object();
    info.fds.ready = fd_of(fds, "ready");
    info.fds.stderr_in = fd_of(fds, "stderr_in");
    info.fds.stderr_out = fd_of(fds, "stderr_out");
    info.fds.qmp = fd_of(fds, "qmp");
    for (const auto& c : fds.at("consoles").as_array())
      info.fds.consoles.push_back(static_cast<int>(c.to_number<std::int64_t>()));
  } catch (const std::exception& e) {
    return fail(ErrorCode::kFormat, std::string("bad start message: ") + e.what(),
                "guestscope and guestscope-qemu must be of the same version");
  }
  return info;
}

}  // namespace gs::companion
