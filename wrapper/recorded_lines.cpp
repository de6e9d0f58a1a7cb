#include "wrapper/recorded_lines.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "qemu/json_value.hpp"
#include "tracefile/trace_reader.hpp"

namespace gs::wrapper {
namespace {

namespace fs = std::filesystem;
using script::RecordedLine;

constexpr std::size_t kMaxFileBytes = 16u << 20;
constexpr std::size_t kMaxFiles = 10'000;
constexpr char kHint[] =
    "what is taken: JSON with \"argv\", a trace (.gst), or text with one word a line, the program "
    "first";

tl::unexpected<Error> no_line(const std::string& path, const std::string& why) {
  return fail(ErrorCode::kFormat, printable(path) + " is no recorded command line: " + why, kHint);
}

// Words as the trace has them: a string, or {"b64": ...} where they are not UTF-8.
Result<std::vector<std::string>> words_of(const std::string& path, std::string_view text,
                                          const qemu::JsonNode* list) {
  if (!list || list->kind != qemu::JsonKind::kArray) return no_line(path, "it has no list of words");
  std::vector<std::string> words;
  for (const qemu::JsonNode& node : list->children) {
    const qemu::JsonNode* b64 = qemu::find_json(node, "b64");
    std::string word = qemu::json_value_text(text, b64 ? *b64 : node);
    if (b64) {
      std::string encoded = std::move(word);
      if (!base64_decode(encoded, &word)) return no_line(path, "a word is no base64");
    } else if (node.kind != qemu::JsonKind::kString) {
      return no_line(path, "a word is no string");
    }
    words.push_back(std::move(word));
  }
  return words;
}

class Reader {
 public:
  Status read(const std::string& path, const std::string& name) {
    if (++files_ > kMaxFiles)
      return fail(ErrorCode::kLimit, "there are more than 10000 files", "name fewer");
    auto text = read_file(path, kMaxFileBytes);
    if (!text) return tl::unexpected<Error>(text.error());
    if (auto trace = TraceReader::from_bytes(*text, path)) return read_trace(path, name, *trace);
    if (path.ends_with(".gst"))
      return tl::unexpected<Error>(TraceReader::from_bytes(*text, path).error());
    std::string_view trimmed = trim(*text);
    if (trimmed.starts_with('{') || trimmed.starts_with('[') || path.ends_with(".json"))
      return read_json(path, name, trimmed);
    return read_text(path, name, *text);
  }

  std::vector<RecordedLine> take() { return std::move(lines_); }

 private:
  Status add(const std::string& path, std::string name, std::vector<std::string> words) {
    if (words.empty() || words[0].starts_with('-') || words[0].empty())
      return no_line(path, "it does not begin with a program");
    std::string unique = name;
    for (int n = 2; !names_.insert(unique).second; ++n) unique = name + "#" + std::to_string(n);
    std::string argv0 = std::move(words[0]);
    words.erase(words.begin());
    lines_.push_back({std::move(unique), std::move(argv0), std::move(words)});
    return {};
  }

  Status read_json(const std::string& path, const std::string& name, std::string_view text) {
    auto root = qemu::parse_json(text);
    if (!root) return no_line(path, root.error().message);
    bool list = root->kind == qemu::JsonKind::kArray;
    auto words = words_of(path, text, list ? &*root : qemu::find_json(*root, "argv"));
    if (!words) return tl::unexpected<Error>(words.error());
    return add(path, name, std::move(*words));
  }

  Status read_trace(const std::string& path, const std::string& name, TraceReader& trace) {
    auto events = trace.read_all();
    if (!events) return tl::unexpected<Error>(events.error());
    for (const Event& event : *events) {
      if (event.kind != EventKind::kQemu) continue;
      auto root = qemu::parse_json(event.data);
      if (!root) return no_line(path, root.error().message);
      if (qemu::find_json(*root, "helper")) continue;  // qemu-img and the like
      auto words = words_of(path, event.data, qemu::find_json(*root, "before"));
      if (!words) return tl::unexpected<Error>(words.error());
      const qemu::JsonNode* argv0 = qemu::find_json(*root, "argv0");
      words->insert(words->begin(), argv0 ? qemu::json_value_text(event.data, *argv0) : "");
      if (Status s = add(path, name, std::move(*words)); !s) return s;
    }
    return {};
  }

  Status read_text(const std::string& path, const std::string& name, const std::string& text) {
    std::vector<std::string> words;
    const char separator = text.find('\0') == text.npos ? '\n' : '\0';
    for (std::string_view word : split(text, separator)) {
      if (separator == '\n' && word.ends_with('\r')) word.remove_suffix(1);
      words.emplace_back(word);
    }
    if (words.back().empty()) words.pop_back();  // behind the last separator
    return add(path, name, std::move(words));
  }

  std::size_t files_ = 0;
  std::set<std::string> names_;
  std::vector<RecordedLine> lines_;
};

// What may be a recorded line; other files in a folder are passed over.
bool is_recording(const fs::path& path) {
  for (const char* extension : {".json", ".gst", ".args", ".txt", ".cmdline"})
    if (path.extension() == extension) return true;
  return false;
}

}  // namespace

Result<std::vector<RecordedLine>> read_recorded_lines(const std::vector<std::string>& paths) {
  Reader reader;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      if (Status s = reader.read(path, path.substr(path.rfind('/') + 1)); !s)
        return tl::unexpected<Error>(s.error());
      continue;
    }
    std::vector<std::string> files;
    for (fs::recursive_directory_iterator it(path, error), end; !error && it != end;
         it.increment(error))
      if (it->is_regular_file(error) && is_recording(it->path())) files.push_back(it->path());
    if (error)
      return fail(ErrorCode::kSystem, printable(path) + ": " + error.message(),
                  "see who may read the folder");
    if (files.empty())
      return fail(ErrorCode::kNotFound, "there is no recorded command line below " + printable(path),
                  kHint);
    std::sort(files.begin(), files.end());
    for (const std::string& file : files)
      if (Status s = reader.read(file, fs::path(file).lexically_relative(path)); !s)
        return tl::unexpected<Error>(s.error());
  }
  return reader.take();
}

}  // namespace gs::wrapper
