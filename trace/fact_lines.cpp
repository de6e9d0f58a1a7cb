#include "trace/fact_lines.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstring>
#include <string_view>

#include "base/text.hpp"

namespace gs::trace {
namespace {

namespace json = boost::json;

json::object parse_object(const std::string& text) {
  boost::system::error_code ec;
  json::parse_options options;
  options.max_depth = 64;  // docs/trace-format.md, promise 6
  json::value v = json::parse(text, ec, {}, options);
  if (ec || !v.is_object()) return {};
  return std::move(v.get_object());
}

std::optional<std::int64_t> integer(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  if (!v || !v->is_number()) return std::nullopt;
  boost::system::error_code ec;
  auto n = v->to_number<std::int64_t>(ec);
  if (ec) return std::nullopt;
  return n;
}

std::optional<int> small_integer(const json::object& o, std::string_view key) {
  auto n = integer(o, key);
  if (!n || *n < 0 || *n > 0xFFFF) return std::nullopt;
  return static_cast<int>(*n);
}

bool is_true(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_bool() && v->get_bool();
}

// A list of words; one that is not UTF-8 stands as {"b64": "..."}.
std::vector<std::string> words(const json::object& o, std::string_view key) {
  std::vector<std::string> out;
  const json::value* v = o.if_contains(key);
  if (!v || !v->is_array()) return out;
  for (const json::value& w : v->get_array()) {
    const json::value* b64 = w.is_object() ? w.get_object().if_contains("b64") : nullptr;
    std::string bytes;
    if (w.is_string())
      out.emplace_back(w.get_string());
    else if (b64 && b64->is_string() && base64_decode(b64->get_string(), &bytes))
      out.push_back(std::move(bytes));
  }
  return out;
}

std::string qmp_text(const json::object& message) {
  const json::value* name = message.if_contains("event");
  if (name && name->is_string()) {
    const json::value* more = message.if_contains("data");
    return "qmp: " + std::string(name->get_string()) +
           (more ? " " + json::serialize(*more) : std::string());
  }
  return message.contains("error") ? "qmp: " + json::serialize(message) : std::string();
}

}  // namespace

std::string describe_end(std::optional<int> status, std::optional<int> signal) {
  if (!signal) return "exited with status " + std::to_string(status.value_or(0));
  const char* name = *signal > 0 && *signal < 65 ? ::strsignal(*signal) : nullptr;
  return "was killed by signal " + std::to_string(*signal) + " (" + (name ? name : "unknown") + ")";
}

FactLine FactReader::read_qemu(const Event& e) {
  json::object data = parse_object(e.data);
  QemuFacts q{.pid = integer(data, "pid").value_or(e.pid),
              .probe = is_true(data, "probe"),
              .start_ns = e.t_ns,
              .exit_ns = {},
              .status = {},
              .signal = {}};
  facts_.qemus.push_back(q);
  return {.text = std::string(q.probe ? "qemu probe" : "qemu") + " (pid " + std::to_string(q.pid) +
                  ") started: " + shell_join(words(data, "argv")),
          .pid = q.pid,
          .exit_of_qemu = {}};
}

std::vector<FactLine> FactReader::read_exit(const Event& e) {
  json::object data = parse_object(e.data);
  std::int64_t pid = integer(data, "pid").value_or(e.pid);
  std::optional<int> signal = small_integer(data, "signal");
  std::optional<int> status = small_integer(data, "status");
  if (signal == 0) signal.reset();
  if (signal) status.reset();
  std::string end = describe_end(status, signal);
  std::vector<FactLine> out;
  // A pid can come again: the last start counts.
  auto qemu = std::find_if(facts_.qemus.rbegin(), facts_.qemus.rend(),
                           [&](const QemuFacts& q) { return q.pid == pid && !q.exit_ns; });
  if (qemu != facts_.qemus.rend()) {
    qemu->exit_ns = e.t_ns;
    qemu->status = status;
    qemu->signal = signal;
    out.push_back(
        {.text = std::string(qemu->probe ? "qemu probe" : "qemu") + " (pid " + std::to_string(pid) +
                 ") " + end,
         .pid = pid,
         .exit_of_qemu = static_cast<std::size_t>(qemu.base() - facts_.qemus.begin() - 1)});
  }
  if (pid == command_pid_) {
    facts_.exit_signal = signal;
    facts_.exit_status = signal ? std::nullopt : std::optional(status.value_or(0));
    out.push_back(
        {.text = "the command " + end, .pid = pid, .exit_of_qemu = {}, .exit_of_command = true});
  } else if (out.empty()) {
    out.push_back(
        {.text = "process " + std::to_string(pid) + " " + end, .pid = pid, .exit_of_qemu = {}});
  }
  return out;
}

std::vector<FactLine> FactReader::read(const Event& e) {
  if (!facts_.from_trace) {
    facts_.from_trace = true;
    facts_.start_ns = facts_.end_ns = e.t_ns;
  }
  facts_.start_ns = std::min(facts_.start_ns, e.t_ns);
  facts_.end_ns = std::max(facts_.end_ns, e.t_ns);
  std::vector<FactLine> out;
  switch (e.kind) {
    case EventKind::kRun: {
      json::object data = parse_object(e.data);
      command_pid_ = integer(data, "pid").value_or(e.pid);
      if (facts_.argv.empty()) facts_.argv = words(data, "argv");
      out.push_back({.text = "the command started: " + shell_join(words(data, "argv")),
                     .pid = command_pid_,
                     .exit_of_qemu = {}});
      break;
    }
    case EventKind::kExit:
      out = read_exit(e);
      break;
    case EventKind::kQemu:
      out.push_back(read_qemu(e));
      break;
    case EventKind::kQmp:
      if (std::string text = qmp_text(parse_object(e.data)); !text.empty())
        out.push_back({.text = std::move(text), .pid = e.pid, .exit_of_qemu = {}});
      break;
    case EventKind::kNote:
      out.push_back({.text = "note: " + e.text, .pid = e.pid, .exit_of_qemu = {}});
      break;
    default:
      break;
  }
  for (FactLine& line : out) {
    line.text.insert(0, "guestscope: ");
    std::replace(line.text.begin(), line.text.end(), '\n', ' ');
  }
  return out;
}

}  // namespace gs::trace
