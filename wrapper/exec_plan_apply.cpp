#include "wrapper/exec_plan_apply.hpp"

#include <fcntl.h>

#include <cstdlib>

#include "base/fd.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace gs::wrapper {

Status apply_plan(const script::ExecPlan& plan, std::string_view what) {
  for (const auto& [name, value] : plan.env) {
    if (value)
      ::setenv(name.c_str(), value->c_str(), 1);
    else
      ::unsetenv(name.c_str());
  }
  for (const auto& path : plan.private_files)  // what is wrong with one is qemu's to say
    UniqueFd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0600));
  if (plan.prefix.empty()) return {};
  if (plan.prefix[0].find('/') == std::string::npos && find_all_in_path(plan.prefix[0]).empty())
    return fail(ErrorCode::kNotFound,
                "a hook wants " + std::string(what) + " run under " + printable(plan.prefix[0]) +
                    ", which is not in PATH",
                "install it, or leave the hook out");
  return {};
}

}  // namespace gs::wrapper
