#include "wrapper/install_manifest.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstdio>

#include "base/fd.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "base/text.hpp"
#include "wrapper/install_settings.hpp"

namespace gs::wrapper {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxManifest = 4 << 20;
constexpr char kBadHint[] = "remove by hand what was installed there";

std::string bytes_of(const json::value& v) {
  if (v.is_string()) return std::string(v.get_string());
  std::string out;
  if (!base64_decode(std::string_view(v.at("b64").as_string()), &out)) throw std::invalid_argument("base64");
  return out;
}

std::string name_of(const json::value& v) {
  std::string name = bytes_of(v);
  if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos)
    throw std::invalid_argument("a name that leads out of the folder");
  return name;
}

std::string pairs_json(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::string out;
  for (const auto& [name, what] : pairs)
    out += std::string(out.empty() ? "" : ",\n  ") + "[" + json_bytes(name) + "," + json_bytes(what) + "]";
  return "[" + out + "]";
}

std::vector<std::pair<std::string, std::string>> pairs_of(const json::value& v) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& p : v.as_array()) out.emplace_back(name_of(p.at(0)), bytes_of(p.at(1)));
  return out;
}

}  // namespace

std::string to_json(const Manifest& m) {
  std::string domains;
  for (const auto& d : m.domains)
    domains += std::string(domains.empty() ? "" : ",\n  ") + "{\"uri\":" + json_bytes(d.uri) + ",\"uuid\":" +
               json_bytes(d.uuid) + ",\"name\":" + json_bytes(d.name) + ",\"before\":" + json_bytes(d.before) +
               ",\"after\":" + json_bytes(d.after) + "}";
  return "{\"guestscope\":1,\"client\":" + json_bytes(m.client) + ",\n \"folders\":" + json_bytes_array(m.folders) +
         ",\n \"links\":" + pairs_json(m.links) + ",\n \"settings\":" + pairs_json(m.settings) +
         ",\n \"domains\":[" + domains + "]}\n";
}

Result<Manifest> parse_manifest(std::string_view text, const std::string& where) {
  Manifest m;
  try {
    const json::value v = json::parse(json::string_view(text.data(), text.size()));
    if (v.at("guestscope").to_number<int>() != 1)
      return fail(ErrorCode::kUnsupported, printable(where) + " was made by a newer guestscope", "use that one");
    m.client = bytes_of(v.at("client"));
    for (const auto& f : v.at("folders").as_array()) m.folders.push_back(bytes_of(f));
    m.links = pairs_of(v.at("links"));
    m.settings = pairs_of(v.at("settings"));
    for (const auto& d : v.at("domains").as_array())
      m.domains.push_back({bytes_of(d.at("uri")), bytes_of(d.at("uuid")), bytes_of(d.at("name")),
                           bytes_of(d.at("before")), bytes_of(d.at("after"))});
  } catch (const std::exception&) {  // Boost.JSON throws where a member is missing or of another type
    return fail(ErrorCode::kFormat, printable(where) + " is damaged", kBadHint);
  }
  return m;
}

Result<std::optional<Manifest>> read_manifest(const std::string& folder) {
  const std::string path = folder + "/" + kManifestName;
  struct stat st {};
  if (::lstat(path.c_str(), &st) != 0 && (errno == ENOENT || errno == ENOTDIR)) return std::optional<Manifest>{};
  auto text = read_trusted_file(path, kMaxManifest);
  if (!text) return tl::unexpected<Error>(text.error());
  auto manifest = parse_manifest(*text, path);
  if (!manifest) return tl::unexpected<Error>(manifest.error());
  return std::optional<Manifest>(std::move(*manifest));
}

Status write_manifest(const std::string& folder, const Manifest& manifest) {
  return write_whole(folder + "/" + kManifestName, to_json(manifest));
}

Status write_whole(const std::string& path, const std::string& text) {
  const std::string hint = "check that the folder can be written and the disk has room";
  std::string temporary = path + ".XXXXXX";
  UniqueFd fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd) return fail_errno(errno, "cannot write " + printable(path), hint);
  auto s = write_all(fd.get(), text);
  // A client's qemu runs as another user.
  if (s && (::fchmod(fd.get(), 0644) != 0 || ::fsync(fd.get()) != 0 || ::rename(temporary.c_str(), path.c_str()) != 0))
    s = fail_errno(errno, "cannot write " + printable(path), hint);
  if (!s) ::unlink(temporary.c_str());
  return s;
}

}  // namespace gs::wrapper
