// Expectations kept beside a hook, in NAME.expect: given these words, then those.
//
//   # a comment
//   case libvirt 9, JSON devices
//   hook set-memory(size=2G)         the hook with its arguments (default: as it was asked for); a
//                                    hook that is a file is named without its folder
//   qemu qemu-system-aarch64         the program's name (default qemu-system-x86_64)
//   caller libvirt                   ctx.caller (default plain)
//   in  -m 4096 -S                   words, quoted as for a shell; more lines go on
//   out -m 2048 -S
//   under strace -f                  program in front; also: program PATH, env NAME=VALUE, print
//   TEXT error there is no disk           in place of out: a part of the message
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "script/hook_runner.hpp"

namespace gs::script {

struct HookCase {
  std::string title;
  int line = 0;  // in the file, where the case begins
  HookSpec hook;
  std::string argv0 = "qemu-system-x86_64", caller = "plain";
  std::vector<std::string> in, out;
  ExecPlan plan;
  std::vector<std::string> printed;
  std::string error;  // "" = it must succeed
};

// hook: what the file is about. kFormat with the line for what cannot be read.
Result<std::vector<HookCase>> parse_hook_cases(std::string_view text, const HookSpec& hook);

// Runs one; "" when all is as expected, else what differs, over several lines.
std::string check_hook_case(const HookRunner& runner, const HookCase& c, const std::string& qemu);

}  // namespace gs::script
