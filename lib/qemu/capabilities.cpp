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

using KnownTypes = std::map<std::string, Capabilities::Types, std::less<>>;

// query-qmp-schema: types are objects of a flat list and name each other. Kept is what the unions
// behind netdev_add, object-add, blockdev-add and chardev-add can be.
void take_schema(std::string_view line, const JsonNode& list, KnownTypes& known) {
  std::map<std::string, const JsonNode*, std::less<>> types;
  for (const JsonNode& type : list.children) types[text_of(line, type, "name")] = &type;
  static const JsonNode kNone;
  auto named = [&](const std::string& name) -> const JsonNode& {
    auto it = types.find(name);
    return it == types.end() ? kNone : *it->second;
  };
  auto members = [](const JsonNode& object) -> const std::vector<JsonNode>& {
    const JsonNode* found = find_json(object, "members");
    return found ? found->children : kNone.children;
  };
  auto take = [&](const JsonNode& type, const char* kind, const char* property_kind) {
    Capabilities::Types& entries = known[kind];
    entries.emplace("", "");  // asked
    const JsonNode* variants = find_json(type, "variants");
    for (const JsonNode& v : variants ? variants->children : kNone.children) {
      std::string name = field(text_of(line, v, "case"));
      entries[name];
      if (!property_kind) continue;
      Capabilities::Types& keys = known[property_kind + (" " + name)];
      keys.emplace("", "");
      for (const auto* from : {&members(type), &members(named(text_of(line, v, "type")))})
        for (const JsonNode& m : *from) keys[field(text_of(line, m, "name"))];
    }
  };
  auto argument = [&](const char* name) -> const JsonNode& {
    return named(text_of(line, named(name), "arg-type"));
  };
  take(argument("netdev_add"), "netdev-type", nullptr);
  take(argument("blockdev-add"), "blockdev-driver", nullptr);
  take(argument("object-add"), "object-type", "object-property");
  for (const JsonNode& m : members(argument("chardev-add")))
    if (text_of(line, m, "name") == "backend")
      take(named(text_of(line, m, "type")), "chardev-type", nullptr);
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

Capabilities::Capabilities(std::string program, const std::string& cache)
    : program_(std::move(program)) {
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
    if (id == "schema") {
      take_schema(line, *result, known_);
      continue;
    }
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

Status Capabilities::load_schema() {
  read_cache();
  if (known_.count("schema")) return {};
  known_["schema"].emplace("", "");
  Status asked = ask_about("schema", command("query-qmp-schema", "schema", ""));
  if (!asked) known_.erase("schema");
  return asked;
}

// What the program prints for people, where QMP has no answer.
Status Capabilities::load_help(const char* kind, std::vector<std::string> words) {
  read_cache();
  if (known_.count(kind)) return {};
  ++runs_;
  words.insert(words.begin(), program_);
  auto output = run_program(words, "");
  if (!output) return tl::unexpected<Error>(output.error());
  Types& entries = known_[kind];
  entries.emplace("", "");
  for (std::string_view line : split(output->out, '\n')) {
    line = trim(line);
    if (std::string_view(kind) == "data-folder") {
      if (line.starts_with('/')) entries[field(line)];
      continue;
    }
    // name "virtio-net-pci", bus PCI, alias "virtio-net", desc "..."
    std::string_view text = line.substr(0, line.find(", desc "));
    auto value = [&](std::string_view key, char end) -> std::string_view {
      std::size_t at = text.find(key);
      if (at == text.npos) return {};
      std::string_view rest = text.substr(at + key.size());
      return rest.substr(0, rest.find(end));
    };
    std::string bus = field(value(", bus ", ','));
    if (!text.starts_with("name ")) continue;
    std::string name = field(value("name \"", '"')), alias = field(value(", alias \"", '"'));
    entries[name] = bus;
    if (alias.empty()) continue;
    entries[alias] = bus;
    known_["device-alias"][alias] = name;
  }
  write_cache();
  return {};
}

Result<Capabilities::Types> Capabilities::pluggable_devices() {
  if (Status s = load_help("pluggable", {"-device", "help"}); !s)
    return tl::unexpected<Error>(s.error());
  Types found = known_["pluggable"];
  found.erase("");
  return found;
}

Result<std::string> Capabilities::device_type(std::string_view name) {
  if (auto known = pluggable_devices(); !known) return tl::unexpected<Error>(known.error());
  const Types& aliases = known_["device-alias"];
  auto it = aliases.find(name);
  return it == aliases.end() ? std::string(name) : it->second;
}

Result<std::vector<std::string>> Capabilities::data_folders() {
  if (Status s = load_help("data-folder", {"-L", "help"}); !s)
    return tl::unexpected<Error>(s.error());
  return names("data-folder");
}

Result<std::vector<std::string>> Capabilities::schema_names(const char* kind) {
  if (Status s = load_schema(); !s) return tl::unexpected<Error>(s.error());
  return names(kind);
}

Result<std::vector<std::string>> Capabilities::netdev_types() {
  return schema_names("netdev-type");
}
Result<std::vector<std::string>> Capabilities::object_types() {
  return schema_names("object-type");
}
Result<std::vector<std::string>> Capabilities::blockdev_drivers() {
  return schema_names("blockdev-driver");
}

Result<std::vector<std::string>> Capabilities::chardev_types() {
  auto types = schema_names("chardev-type");
  // Second names that only the command line has.
  if (types && !types->empty()) types->insert(types->end(), {"tty", "parport"});
  return types;
}

Result<Capabilities::Types> Capabilities::object_properties(std::string_view type) {
  if (Status s = load_schema(); !s) return tl::unexpected<Error>(s.error());
  auto it = known_.find("object-property " + std::string(type));
  if (it == known_.end()) return no_such("object", type);
  Types found = it->second;
  found.erase("");
  return found;
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
  std::vector<std::string> found;
  for (const std::string& type : *types)
    if (type.ends_with("-accel")) found.push_back(type.substr(0, type.rfind('-')));
  return found;
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
