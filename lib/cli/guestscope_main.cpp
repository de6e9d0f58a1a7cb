#include <fcntl.h>

#include <csignal>
#include <exception>

#include "cli/verb.hpp"

// A closed standard descriptor would be given to the next file that is opened, a trace for example.
static void plug_standard_descriptors() {
  for (int fd = 0; fd >= 0 && fd <= 2;) fd = ::open("/dev/null", O_RDWR);
}

int main(int argc, char** argv) {
  plug_standard_descriptors();
  ::signal(SIGPIPE, SIG_IGN);  // `guestscope ... | head` ends quietly: writes fail instead
  ::signal(SIGXFSZ, SIG_IGN);  // a file size limit is an error of the writer, not the end
  gs::cli::TerminalOutput out;
  try {
    return gs::cli::run_guestscope({argv + 1, argv + argc}, out);
  } catch (const std::exception& e) {
    out.error({}, {gs::ErrorCode::kSystem, e.what(), "report this as a bug", {}});
    return gs::cli::kExitUsage;
  }
}
