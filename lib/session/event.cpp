#include "session/event.hpp"

#include <algorithm>
#include <memory>

namespace gs::session {
namespace {

struct Name {
  const char* name;
  Event event;
};
// Alphabetical.
constexpr Name kNames[] = {
    {"appliance", kAppliance}, {"close", kClose},
    {"enter", kEnter},         {"launch_done", kLaunchDone},
    {"library", kLibrary},     {"libvirt_auth", kLibvirtAuth},
    {"progress", kProgress},   {"subprocess_quit", kSubprocessQuit},
    {"trace", kTrace},         {"warning", kWarning},
};

void append_visible(std::string& out, char c, bool keep_lines) {
  static constexpr char kDigits[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if ((byte >= 0x20 && byte < 0x7f) || (keep_lines && (c == '\n' || c == '\r'))) {
    out += c;
    return;
  }
  switch (c) {
    case '\0':
      out += "\\0";
      return;
    case '\a':
      out += "\\a";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\v':
      out += "\\v";
      return;
    default:
      break;
  }
  out += "\\x";
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

}  // namespace

std::string event_names(std::uint64_t mask) {
  std::string out;
  for (const Name& n : kNames) {
    if (!(mask & n.event)) continue;
    if (!out.empty()) out += ',';
    out += n.name;
  }
  return out;
}

std::uint64_t event_bit(std::string_view name) {
  for (const Name& n : kNames)
    if (name == n.name) return n.event;
  return 0;
}

Result<int> EventRegistry::add(std::uint64_t mask, EventCallback callback) {
  if (mask & ~kAllEvents)
    return fail(ErrorCode::kUsage, "there is no event with one of these bits",
                "the bits of all events together are 0x3ff; see guestscope-events(3)");
  if (slots_.size() >= kMaxCallbacks)
    return fail(ErrorCode::kLimit, "there are 1000 event callbacks already",
                "remove those that are not needed any more");
  slots_.push_back({mask, std::move(callback)});
  return static_cast<int>(slots_.size()) - 1;
}

void EventRegistry::remove(int handle) {
  if (handle < 0 || static_cast<std::size_t>(handle) >= slots_.size()) return;
  const auto index = static_cast<std::size_t>(handle);
  slots_[index].mask = 0;
  if (index + 1 == slots_.size()) slots_.pop_back();
}

int EventRegistry::send(Event event, std::string_view text,
                        const std::array<std::uint64_t, 4>* array) {
  int taken = 0;
  // By index and by copy: a callback may add or remove others, and itself.
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (!(slots_[i].mask & event)) continue;
    const EventCallback callback = slots_[i].callback;
    EventPayload payload{event, static_cast<int>(i), text, {}, array != nullptr};
    if (array) payload.array = *array;
    callback(payload);
    ++taken;
  }
  return taken;
}

bool EventRegistry::anyone_for(Event event) const {
  return std::any_of(slots_.begin(), slots_.end(),
                     [event](const Slot& s) { return (s.mask & event) != 0; });
}

std::string default_rendering(Event event, std::string_view text, std::string_view identifier) {
  std::string out;
  if (event == kLibrary) out = "guestscope: ";
  if (event == kWarning) out = "guestscope: warning: ";
  if (event == kTrace) {
    out = "guestscope: trace: ";
    if (!identifier.empty()) (out += identifier) += ": ";
  }
  for (const char c : text) append_visible(out, c, event == kAppliance);
  if (event != kAppliance) out += '\n';
  return out;
}

}  // namespace gs::session
