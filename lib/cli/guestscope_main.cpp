#include <csignal>
#include <exception>

#include "cli/verb.hpp"

int main(int argc, char** argv) {
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
