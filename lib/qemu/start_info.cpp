#include "qemu/start_info.hpp"

#include "base/json_text.hpp"
#include "qemu/secrets.hpp"

namespace gs::qemu {

std::string to_json(const StartInfo& info, bool with_fds) {
  std::string s = "{\"pid\":" + std::to_string(info.pid) +
                  ",\"ppid\":" + std::to_string(info.ppid) +
                  ",\"client\":" + json_bytes(info.client) +
                  ",\"argv0\":" + json_bytes(info.argv0) + ",\"qemu\":" + json_bytes(info.qemu) +
                  (info.helper.empty() ? "" : ",\"helper\":" + json_bytes(info.helper)) +
                  ",\"probe\":" + (info.probe ? "true" : "false") +
                  ",\"before\":" + json_bytes_array(info.before) +
                  ",\"after\":" + json_bytes_array(info.after) +
                  ",\"run\":" + json_bytes_array(info.run) + ",\"changes\":" + info.changes +
                  ",\"notes\":" + json_bytes_array(info.notes);
  if (with_fds) {
    std::string consoles;
    for (int fd : info.fds.consoles) {
      if (!consoles.empty()) consoles += ',';
      consoles += std::to_string(fd);
    }
    s += ",\"trace\":" + json_bytes(info.trace) + ",\"hooks\":" + json_bytes(info.hooks) +
         ",\"caller\":" + json_bytes(info.caller) +
         ",\"may_trace\":" + (info.may_trace ? "true" : "false") + ",\"fds\":{\"ready\":" + std::to_string(info.fds.ready) +
         ",\"stderr_in\":" + std::to_string(info.fds.stderr_in) +
         ",\"stderr_out\":" + std::to_string(info.fds.stderr_out) +
         ",\"qmp\":" + std::to_string(info.fds.qmp) + ",\"consoles\":[" + consoles + "]}";
  }
  return s + "}";
}

StartInfo masked(StartInfo info) {
  for (auto* words : {&info.before, &info.after, &info.run})
    *words = info.helper.empty() ? masked_words(CommandLine::parse(std::move(*words)))
                                 : masked_command_words(std::move(*words));
  return info;
}

}  // namespace gs::qemu
