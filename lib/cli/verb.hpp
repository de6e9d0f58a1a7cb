// A verb of the command `guestscope`: one static object in a file of its own, which registers itself
// when the program starts (no central table). Its option table is the CLI::App that options() fills:
// --help, the man page's option list and completion come from it.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "cli/output.hpp"

namespace gs::cli {

// Exit codes (DESIGN.md, decision 13).
inline constexpr int kExitOk = 0;     // done, no fault found
inline constexpr int kExitFault = 1;  // a fault or a difference was found
inline constexpr int kExitUsage = 2;  // usage, or could not run

class Verb {
 public:
  // Both strings must live for ever. A hidden verb is not listed.
  Verb(std::string_view name, std::string_view summary, bool hidden = false);
  virtual ~Verb() = default;
  Verb(const Verb&) = delete;
  Verb& operator=(const Verb&) = delete;

  virtual void options(CLI::App& app) = 0;
  // The text below the option list of --help: examples, one a line. May be empty.
  virtual std::string_view examples() const { return {}; }
  // True when words after "--" belong to a command that the verb runs.
  virtual bool takes_command() const { return false; }
  // command: the words after "--".
  virtual int run(const std::vector<std::string>& command, Output& out) = 0;

  std::string_view name() const { return name_; }
  std::string_view summary() const { return summary_; }
  bool hidden() const { return hidden_; }

 private:
  std::string_view name_, summary_;
  bool hidden_;
};

// All verbs, sorted by name.
std::vector<Verb*> verbs();
Verb* find_verb(std::string_view name);
// The verb's option table.
std::unique_ptr<CLI::App> make_app(Verb& verb);

// The one verb that lives in this library; a static object would not be linked.
void register_help();

// main of guestscope without the process: args without argv[0].
int run_guestscope(const std::vector<std::string>& args, Output& out);

}  // namespace gs::cli
