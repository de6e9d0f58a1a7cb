#include "wrapper/exec_plan_apply.hpp"

#include <cstdlib>

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
  if (plan.prefix.empty()) return {};
  if (plan.prefix[0].find('/') == std::string::npos && find_all_in_path(plan.prefix[0]).empty())
    return fail(ErrorCode::kNotFound,
                "a hook wants " + std::string(what) + " run under " + printable(plan.prefix[0]) +
                    ", which is not in PATH",
                "install it, or leave the hook out");
  return {};
}

}  // namespace gs::wrapper
