#include "companion/exit_status.hpp"

#include <sys/wait.h>

#include <cstdint>

namespace gs::companion {

ExitStatus exit_status_of(int wait_status) {
  ExitStatus s;
  if (WIFEXITED(wait_status)) s.status = WEXITSTATUS(wait_status);
  if (WIFSIGNALED(wait_status)) {
    s.signal = WTERMSIG(wait_status);
    s.core_dumped = WCOREDUMP(wait_status);
  }
  return s;
}

std::string to_json(const ExitStatus& s, std::int64_t pid, const char* who) {
  std::string json = "{\"pid\":" + std::to_string(pid) + ",\"who\":\"" + who + "\"";
  json += ",\"status\":" + (s.status ? std::to_string(*s.status) : "null");
  json += ",\"signal\":" + (s.signal ? std::to_string(*s.signal) : "null");
  if (s.signal) json += s.core_dumped ? ",\"core\":true" : ",\"core\":false";
  return json + "}";
}

}  // namespace gs::companion
