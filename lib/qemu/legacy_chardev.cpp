// After qemu 7.2, chardev/char.c, qemu_chr_parse_compat.
#include "qemu/legacy_chardev.hpp"

#include <algorithm>

namespace gs::qemu {
namespace {

std::string double_commas(std::string_view s) {
  std::string out;
  for (char c : s) out.append(c == ',' ? 2 : 1, c);
  return out;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

struct Address {
  std::string_view host, port;
};

// "HOST:PORT" or ":PORT" up to the first of ends; takes it off text.
std::optional<Address> take_address(std::string_view& text, std::string_view ends) {
  constexpr std::size_t kMaxHost = 64, kMaxPort = 32;  // qemu's own bounds
  std::size_t colon = text.find(':');
  if (colon == text.npos || colon > kMaxHost) return std::nullopt;
  std::size_t end = std::min(text.find_first_of(ends, colon + 1), text.size());
  Address a{text.substr(0, colon), text.substr(colon + 1, end - colon - 1)};
  // A comma before the colon is a host for qemu, but would be none in a list of properties.
  if (a.port.empty() || a.port.size() > kMaxPort || a.host.find(',') != a.host.npos)
    return std::nullopt;
  text.remove_prefix(end);
  return a;
}

bool is_number(std::string_view s) {
  return !s.empty() && s.size() <= 7 && s.find_first_not_of("0123456789") == s.npos;
}

// "80Cx24C" or "800x600"
std::optional<std::string> vc_size(std::string_view size) {
  std::size_t x = size.find('x');
  if (x == size.npos) return std::nullopt;
  std::string_view width = size.substr(0, x), height = size.substr(x + 1);
  bool text = width.ends_with('C') && height.ends_with('C');
  if (text) {
    width.remove_suffix(1);
    height.remove_suffix(1);
  }
  if (!is_number(width) || !is_number(height)) return std::nullopt;
  return std::string(text ? "vc,cols=" : "vc,width=") + std::string(width) +
         (text ? ",rows=" : ",height=") + std::string(height);
}

std::optional<std::string> tcp(std::string_view rest, std::string_view protocol) {
  auto a = take_address(rest, ",");
  if (!a) return std::nullopt;
  std::string out = "socket,host=" + std::string(a->host) + ",port=" + std::string(a->port);
  if (rest.size() > 1) out += rest;
  return protocol.empty() ? out : out + "," + std::string(protocol) + "=on";
}

std::optional<std::string> udp(std::string_view rest) {
  auto remote = take_address(rest, "@,");
  if (!remote) return std::nullopt;
  std::string out = "udp,host=" + std::string(remote->host) + ",port=" + std::string(remote->port);
  if (!take_prefix(rest, "@")) return out;
  auto local = take_address(rest, ",");
  if (!local) return std::nullopt;
  return out + ",localaddr=" + std::string(local->host) + ",localport=" + std::string(local->port);
}

std::optional<std::string> plain(std::string_view text) {
  for (std::string_view same : {"stdio", "pty", "null", "vc", "msmouse", "braille", "testdev"})
    if (text == same) return std::string(text);
  if (take_prefix(text, "vc:")) return vc_size(text);
  if (take_prefix(text, "file:")) return "file,path=" + double_commas(text);
  if (take_prefix(text, "pipe:")) return "pipe,path=" + double_commas(text);
  if (take_prefix(text, "tcp:")) return tcp(text, "");
  for (std::string_view protocol : {"telnet", "tn3270", "websocket"})
    if (text.starts_with(protocol) && text.substr(protocol.size()).starts_with(':'))
      return tcp(text.substr(protocol.size() + 1), protocol);
  if (take_prefix(text, "udp:")) return udp(text);
  if (take_prefix(text, "unix:")) {  // properties already, the first one may stand without its name
    bool named = text.substr(0, text.find(',')).find('=') != text.npos;
    if (text.empty()) return std::nullopt;
    return (named ? "socket," : "socket,path=") + std::string(text);
  }
  if (text.starts_with("/dev/") && !text.starts_with("/dev/parport") &&
      !text.starts_with("/dev/ppi"))
    return "serial,path=" + double_commas(text);
  return std::nullopt;
}

}  // namespace

std::optional<std::string> chardev_of_legacy(std::string_view text) {
  bool monitor = take_prefix(text, "mon:");
  auto value = plain(text);
  if (value && monitor) *value += text == "stdio" ? ",mux=on,signal=off" : ",mux=on";
  return value;
}

}  // namespace gs::qemu
