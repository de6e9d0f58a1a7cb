// What a session tells its user while it works: the event kinds of libguestfs, with its bits,
// payloads and delivery rules (facts: shared/protocol/events.md), so that tools move over without
// surprises.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace gs::session {

// One bit each; the order is ABI, new kinds are appended.
enum Event : std::uint64_t {
  kClose = 0x001,
  kSubprocessQuit = 0x002,
  kLaunchDone = 0x004,
  kProgress = 0x008,     // array: proc, serial, position, total
  kAppliance = 0x010,    // text: console bytes, as read; stderr of helper programs
  kLibrary = 0x020,      // text: debug message; only while verbose
  kTrace = 0x040,        // text: a call with its arguments, or its result; only while tracing
  kEnter = 0x080,        // text: name of the call that was entered; nested calls too
  kLibvirtAuth = 0x100,  // never sent: sessions do not go through libvirt
  kWarning = 0x200,      // text
};
inline constexpr std::uint64_t kAllEvents = 0x3ff;

// Lower-case names of the bits in alphabetical order, joined by commas; "" for 0.
std::string event_names(std::uint64_t mask);
// 0 for a name that is none.
std::uint64_t event_bit(std::string_view name);

// What a callback gets. Views are valid during the call only; text may hold NUL bytes.
struct EventPayload {
  Event event;
  int handle = -1;  // of the registration
  std::string_view text;
  std::array<std::uint64_t, 4> array{};
  bool has_array = false;
};

using EventCallback = std::function<void(const EventPayload&)>;

// Callbacks by handle, called in the order of the handles. Callbacks run in the thread that is
// inside a call; they may add and remove callbacks. Not locked: the session is.
class EventRegistry {
 public:
  static constexpr int kMaxCallbacks = 1000;

  // kLimit after kMaxCallbacks, kUsage for a mask with unknown bits.
  Result<int> add(std::uint64_t mask, EventCallback callback);
  // Unknown handles are ignored, as libguestfs does.
  void remove(int handle);
  // How many callbacks took it.
  int send(Event event, std::string_view text, const std::array<std::uint64_t, 4>* array = nullptr);
  bool anyone_for(Event event) const;

 private:
  struct Slot {
    std::uint64_t mask = 0;
    EventCallback callback;
  };
  std::vector<Slot> slots_;
};

// How text of an event looks where nobody registered for it and it goes to stderr: console text
// keeps its line ends, the others are one line (events.md, section 4).
std::string default_rendering(Event event, std::string_view text, std::string_view identifier);

}  // namespace gs::session
