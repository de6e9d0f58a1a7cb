#include "cli/output.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include "base/files.hpp"
#include "base/text.hpp"

namespace gs::cli {

void Output::error(std::string_view verb, const Error& e) {
  std::string line = "guestscope";
  if (!verb.empty()) (line += ' ') += verb;
  line += ": " + e.message;
  if (!e.hint.empty()) line += " (hint: " + e.hint + ")";
  note(line);
  if (!e.detail.empty()) note(e.detail);
}

TerminalOutput::TerminalOutput() {
  bool dumb = env("TERM") == "dumb";
  color_ = ::isatty(STDOUT_FILENO) && env("NO_COLOR").empty() && !dumb;
  progress_ = ::isatty(STDERR_FILENO) && !dumb;
}

// A closed stdout or stderr cannot be reported anywhere; write_all's status is for files.
void TerminalOutput::out(std::string_view text) {
  progress({});
  if (!write_all(STDOUT_FILENO, text)) return;
}

void TerminalOutput::note(std::string_view line) {
  progress({});
  std::string text(line);
  text += '\n';
  if (!write_all(STDERR_FILENO, text)) return;
}

void TerminalOutput::progress(std::string_view line) {
  if (!progress_ || (line.empty() && !line_shown_)) return;
  std::string text = "\r\x1b[K";
  text += line.substr(0, static_cast<std::size_t>(columns() - 1));
  line_shown_ = !line.empty();
  if (!write_all(STDERR_FILENO, text)) return;
}

int TerminalOutput::columns() const {
  winsize ws{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_col > 20) return ws.ws_col;
  return 80;
}

}  // namespace gs::cli
