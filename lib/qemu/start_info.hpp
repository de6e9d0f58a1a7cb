// What the wrapper tells the companion when it starts one beside a qemu: one JSON object.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gs::qemu {

struct StartInfo {
  std::int64_t pid = 0;   // qemu's, which is also the wrapper's: it execs
  std::int64_t ppid = 0;  // the client's process that started it
  std::string client;     // its name (/proc/PPID/comm)
  std::string argv0;      // as the client called it
  std::string qemu;       // the real program
  std::string helper;     // not a qemu but a helper program of this name (qemu-img); then qemu is its path
  bool probe = false;
  bool may_trace = true;  // see exit_watch.hpp: not for what changes its privileges at exec
  std::vector<std::string> before;  // the client's words, without argv[0]
  std::vector<std::string> after;   // after the hooks
  std::vector<std::string> run;     // what qemu gets: after, with the recording's own options
  std::string changes = "[]";       // JSON array of what each hook changed
  std::vector<std::string> notes;   // what could not be tapped, lines that hooks printed
  std::string trace;                // absolute path; "" = nothing is recorded
  std::string hooks;                // as GUESTSCOPE_HOOKS, for those that run beside the guest
  std::string caller;               // for these hooks: libguestfs, libvirt, ...

  // Descriptors that the companion inherits; -1 = none.
  struct Fds {
    int ready = -1;       // the companion writes one byte when it has taken over
    int stderr_in = -1;   // read end of qemu's stderr
    int stderr_out = -1;  // the client's stderr, where it is passed on
    int qmp = -1;         // a socket on which qemu speaks QMP
    std::vector<int> consoles;  // read ends of the console logs
  } fds;
};

// The object; with_fds adds "fds" and "trace" (what the companion needs and the trace does not).
std::string to_json(const StartInfo& info, bool with_fds);
// The words of a command line as they may be logged (qemu/secrets.hpp).
StartInfo masked(StartInfo info);

}  // namespace gs::qemu
