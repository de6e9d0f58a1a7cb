#include "qemu/capabilities.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>

#include "base/fd.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "qemu/json_value.hpp"
#include "qemu/run_program.hpp"

namespace gs::qemu {
namespace {

constexpr char kMagic[] = "guestscope qemu capabilities 1";
constexpr char kEnd[] = "end";  // the last line; a torn file does not have it
constexpr std::size_t kMaxCacheBytes = 8u << 20;

std::uint64_t fnv1a(std::string_view s) {
  std::uint64_t h = 0xcbf29ce484222325u;
  for (char c : s) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return h;
}

bool is_plain_name(std::string_view s) {
  return !s.empty() && s.size() <= 128 && std::all_of(s.begin(), s.end(), [](unsigned char c) {
    return std::string_view(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
               "-_.,:+[]")
               .find(static_cast<char>(c)) != std::string_view::npos;
  });
}

// One field of a cache line: no tab, no line end, nothing that a terminal would obey.
std::string field(std::string_view s) {
  std::string out = printable(s);
  std::replace(out.begin(), out.end(), '\t', ' ');
  return out;
}

std::string command(std::string_view execute, std::string_view id, std::string_view arguments) {
  std::string text = "{\"execute\":" + json_quote(execute) + ",\"id\":" + json_quote(id);
  if (!arguments.empty()) text.append(",\"arguments\":").append(arguments);
  return text + "}\n";
}

// The member of an object as text; "" where it is not there.
std::string text_of(std::string_view line, const JsonNode& node, std::string_view key) {
  const JsonNode* found = find_json(node, key);
  return found ? json_value_text(line, *found) : "";
}

tl::unexpected<Error> no_such(std::string_view what, std::string_view name) {
  return fail(ErrorCode::kNotFound, "this qemu has no " + std::string(what) + " " + printable(name),
              "look at its help: -device help, -machine help, -cpu help");
}

}  // namespace

std::string cache_dir() {
  std::string base = env("XDG_CACHE_HOME");
  if (base.empty() || base[0] != '/') {
    base = env("HOME");
    if (base.empty()) return {};
    base += "/.cache";
  }
  return base + "/guestscope";
}

Capabilities::Capabilities(std::string program, std::string cache) : program_(std::move(program)) {
  struct stat st {};
  if (cache.empty() || ::stat(program_.c_str(), &st) != 0) return;
  char name[64];
  std::snprintf(name, sizeof name, "/qemu-%016llx.caps",
                static_cast<unsigned long long>(fnv1a(program_)));
  cache_file_ = cache + name;
  stamp_ = field(program_) + "\t" + std::to_string(st.st_size) + "\t" +
           std::to_string(st.st_mtim.tv_sec) + "." + std::to_string(st.st_mtim.tv_nsec);
}

void Capabilities::read_cache() {
  if (cache_read_) return;
  cache_read_ = true;
  if (cache_file_.empty()) return;
  auto text = read_file(cache_file_, kMaxCacheBytes);
  if (!text) return;
  auto lines = split(*text, '\n');
  bool whole = lines.size() >= 3 && lines[0] == kMagic && lines.back() == kEnd;
  if (!whole || lines[1] != stamp_) return;
  for (std::size_t i = 2; i + 1 < lines.size(); ++i) {
    auto columns = split(lines[i], '\t');
    if (columns.size() != 3) continue;
    known_[std::string(columns[0])].emplace(columns[1], columns[2]);
  }
}

void Capabilities::write_cache() const {
  if (cache_file_.empty()) return;
  std::string text = std::string(kMagic) + "\n" + stamp_ + "\n";
  for (const auto& [kind, entries] : known_)
    for (const auto& [name, value] : entries) text += kind + "\t" + name + "\t" + value + "\n";
  text += kEnd;
  // A cache that cannot be written only costs time.
  if (!make_directories(cache_file_.substr(0, cache_file_.rfind('/')), 0700)) return;
  std::string draft = cache_file_ + "." + std::to_string(::getpid());
  UniqueFd fd(::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd || !write_all(fd.get(), text) || ::rename(draft.c_str(), cache_file_.c_str()) != 0)
    ::unlink(draft.c_str());
}

// Runs the program once with these commands; answers with the id K go to known_[K].
Status Capabilities::ask_about(const std::string& kind, const std::string& commands) {
  ++runs_;
  auto output =
      run_program({program_, "-S", "-no-user-config", "-nodefaults", "-display", "none", "-machine",
                   "none", "-qmp", "stdio"},
                  "{\"execute\":\"qmp_capabilities\"}\n" + commands + "{\"execute\":\"quit\"}\n");
  if (!output) return tl::unexpected<Error>(output.error());
  bool answered = false;
  for (std::string_view line : split(output->out, '\n')) {
    auto root = parse_json(trim(line));
    if (!root) continue;
    line = trim(line);
    if (find_json(*root, "QMP")) {
      answered = true;
      Types& version = known_["version"];
      version["version"] = text_of(line, *root, "QMP.version.qemu.major") + "." +
                           text_of(line, *root, "QMP.version.qemu.minor") + "." +
                           text_of(line, *root, "QMP.version.qemu.micro");
      continue;
    }
    std::string id = text_of(line, *root, "id");
    const JsonNode* result = find_json(*root, "return");
    if (id.empty() || !result) continue;
    Types& entries = known_[id];
    entries.emplace("", "");  // asked, even where the answer is empty
    if (const JsonNode* props = find_json(*result, "model.props")) {
      for (const JsonNode& p : props->children) {
        std::string value = json_value_text(line, p);
        if (p.kind == JsonKind::kBool) value = value == "true" ? "on" : "off";
        entries[field(p.key)] = field(value);
      }
      continue;
    }
    for (const JsonNode& item : result->children) {
      std::string name = text_of(line, item, "name");
      if (name.empty()) name = text_of(line, item, "option");
      if (!name.empty()) entries[field(name)] = field(text_of(line, item, "type"));
      if (std::string alias = text_of(line, item, "alias"); !alias.empty())
        entries[field(alias)] = field(name);
    }
  }
  if (!answered) {
    std::string said = printable(output->err.substr(0, output->err.find('\n')));
    return fail(ErrorCode::kFormat,
                printable(program_) + " does not answer QMP" + (said.empty() ? "" : ": " + said),
                "it must be a qemu-system-* program that runs by itself");
  }
  if (!known_.count(kind)) known_[kind];
  write_cache();
  return {};
}

Status Capabilities::load_base() {
  read_cache();
  if (known_.count("base")) return {};
  std::string commands =
      command("query-machines", "machine", "") + command("query-cpu-definitions", "cpu", "") +
      command("qom-list-types", "device", R"({"implements":"device","abstract":false})") +
      command("qom-list-types", "object", R"({"implements":"user-creatable","abstract":false})") +
      command("qom-list-types", "accel", R"({"implements":"accel","abstract":false})");
  known_["base"].emplace("", "");
  Status asked = ask_about("base", commands);
  if (!asked) known_.erase("base");
  return asked;
}

Result<std::string> Capabilities::version() {
  if (Status s = load_base(); !s) return tl::unexpected<Error>(s.error());
  return known_["version"]["version"];
}

Result<std::vector<std::string>> Capabilities::names(const char* kind) {
  if (Status s = load_base(); !s) return tl::unexpected<Error>(s.error());
  std::vector<std::string> list;
  for (const auto& [name, value] : known_[kind])
    if (!name.empty()) list.push_back(name);
  return list;
}

Result<bool> Capabilities::has(const char* kind, std::string_view name) {
  if (Status s = load_base(); !s) return tl::unexpected<Error>(s.error());
  return !name.empty() && known_[kind].count(name) > 0;
}

Result<std::vector<std::string>> Capabilities::machines() { return names("machine"); }
Result<std::vector<std::string>> Capabilities::devices() { return names("device"); }
Result<std::vector<std::string>> Capabilities::objects() { return names("object"); }
Result<std::vector<std::string>> Capabilities::cpus() { return names("cpu"); }
Result<bool> Capabilities::has_device(std::string_view name) { return has("device", name); }
Result<bool> Capabilities::has_object(std::string_view name) { return has("object", name); }
Result<bool> Capabilities::has_machine(std::string_view name) { return has("machine", name); }

Result<std::vector<std::string>> Capabilities::accelerators() {
  auto types = names("accel");
  if (!types) return types;
  for (std::string& name : *types) name = name.substr(0, name.rfind("-accel"));
  return types;
}

Result<bool> Capabilities::has_option(std::string_view name) {
  while (name.starts_with('-')) name.remove_prefix(1);
  if (!is_plain_name(name)) return false;
  read_cache();
  Types& options = known_["option"];
  if (auto it = options.find(name); it != options.end()) return it->second == "yes";
  // Names and missing values are checked before -version is obeyed (qemu 7.2).
  ++runs_;
  auto output = run_program({program_, "-version", "-" + std::string(name)}, "");
  if (!output) return tl::unexpected<Error>(output.error());
  bool known = output->out.starts_with("QEMU emulator version") ||
               output->err.find("requires an argument") != std::string::npos;
  options[std::string(name)] = known ? "yes" : "no";
  write_cache();
  return known;
}

Result<Capabilities::Types> Capabilities::types(const std::string& kind,
                                                const std::string& commands,
                                                std::string_view what) {
  read_cache();
  if (!known_.count(kind)) {
    if (Status s = ask_about(kind, commands); !s) return tl::unexpected<Error>(s.error());
  }
  Types found = known_[kind];
  if (found.erase("") == 0) return no_such(kind.substr(0, kind.find(' ')), what);
  return found;
}

Result<Capabilities::Types> Capabilities::device_properties(std::string_view driver) {
  if (!is_plain_name(driver)) return no_such("device", driver);
  std::string kind = "device-property " + std::string(driver);
  return types(kind,
               command("device-list-properties", kind, "{\"typename\":" + json_quote(driver) + "}"),
               driver);
}

Result<Capabilities::Types> Capabilities::machine_properties(std::string_view machine) {
  auto known = has_machine(machine);
  if (!known) return tl::unexpected<Error>(known.error());
  if (!*known || !is_plain_name(machine)) return no_such("machine", machine);
  // An alias ("pc") has the machine's own name as its value.
  const std::string& target = known_["machine"].find(machine)->second;
  std::string name = target.empty() ? std::string(machine) : target;
  std::string kind = "machine-property " + name;
  return types(
      kind,
      command("qom-list-properties", kind, "{\"typename\":" + json_quote(name + "-machine") + "}"),
      machine);
}

Result<Capabilities::Types> Capabilities::cpu_features(std::string_view model) {
  if (!is_plain_name(model)) return no_such("cpu", model);
  std::string kind = "cpu-feature " + std::string(model);
  return types(kind,
               command("query-cpu-model-expansion", kind,
                       "{\"type\":\"full\",\"model\":{\"name\":" + json_quote(model) + "}}"),
               model);
}

}  // namespace gs::qemu
