// `guestscope companion --fd N`: what guestscope-qemu starts beside a qemu. People never type it.
#include "cli/verb.hpp"
#include "companion/companion.hpp"

namespace gs::wrapper {
namespace {

class CompanionVerb final : public cli::Verb {
 public:
  CompanionVerb() : Verb("companion", "runs beside a qemu (started by guestscope-qemu)", true) {}
  void options(CLI::App& app) override {
    app.add_option("--fd", fd_, "descriptor with the start message")->required();
  }
  int run(const std::vector<std::string>&, cli::Output& out) override {
    auto s = companion::run_companion(fd_);
    if (s) return cli::kExitOk;
    out.error("companion", s.error());
    return cli::kExitUsage;
  }

 private:
  int fd_ = -1;
};

CompanionVerb companion_verb;

}  // namespace
}  // namespace gs::wrapper
