// Hooks applied to a qemu command line without starting anything.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "qemu/command_line.hpp"
#include "script/exec_plan.hpp"
#include "script/hook_change.hpp"
#include "script/hook_spec.hpp"

namespace gs::wrapper {

struct Preview {
  std::string argv0;   // as it was written
  std::string qemu;    // path of the program that would run; "" where there is none
  Error no_qemu = {};  // why there is none
  std::string caller;
  bool probe = false;
  qemu::CommandLine before, after;
  script::ExecPlan plan;
  std::vector<script::HookChange> log;

  // What is in front of qemu: env and its words, then the prefix.
  std::vector<std::string> front_words() const;
  // All words, as a shell would get them.
  std::vector<std::string> command_words() const;
};

using PrintLine = std::function<void(std::string_view hook, std::string_view line)>;

// Path of guestscope-qemu, which lies beside this program.
std::string drop_in_path();

// command: a qemu with its words, which is looked for as `wrap` would.
Result<Preview> preview(const std::vector<script::HookSpec>& hooks,
                        const std::vector<std::string>& command, const PrintLine& print);

}  // namespace gs::wrapper
