#include "trace/hook_errors.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "tracefile/trace_reader.hpp"

namespace gs::trace {
namespace {

constexpr std::size_t kMaxErrors = 10;

std::string text(const boost::json::object& data, const char* key) {
  const boost::json::value* v = data.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

}  // namespace

std::vector<Error> hook_errors(const std::string& trace) {
  std::vector<Error> errors;
  auto reader = TraceReader::open(trace);
  if (!reader) return errors;
  std::vector<Event> batch;
  for (;;) {
    batch.clear();
    auto more = reader->next_batch(&batch);
    if (!more || !*more || errors.size() >= kMaxErrors) return errors;
    for (const Event& e : batch) {
      if (e.kind != EventKind::kHook) continue;
      boost::system::error_code ec;
      auto data = boost::json::parse(e.data, ec);
      if (ec || !data.is_object() || text(data.get_object(), "did") != "error") continue;
      Error error{ErrorCode::kScript,
                  text(data.get_object(), "message"),
                  text(data.get_object(), "hint"),
                  {}};
      bool known = std::any_of(errors.begin(), errors.end(),
                               [&](const Error& x) { return x.message == error.message; });
      if (!known && errors.size() < kMaxErrors) errors.push_back(std::move(error));
    }
  }
}

}  // namespace gs::trace
