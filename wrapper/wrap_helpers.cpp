#include "wrapper/wrap_helpers.hpp"

#include <cstdlib>

#include "base/files.hpp"
#include "base/text.hpp"
#include "qemu/run_folder.hpp"
#include "script/hook_events.hpp"
#include "script/program_hooks.hpp"
#include "script/stock_hooks.hpp"

namespace gs::wrapper {

Status wrap_helpers(const std::vector<std::string>& asked,
                    const std::vector<script::HookSpec>& hooks, const std::string& drop_in) {
  auto wanted = script::wanted_programs(script::HookRunner(embedded::stock_hooks()), hooks);
  if (!wanted) return tl::unexpected<Error>(wanted.error());
  auto helpers = qemu::helper_names(asked, *wanted);
  if (!helpers) return tl::unexpected<Error>(helpers.error());
  if (helpers->empty()) return {};
  auto folder = qemu::lasting_helper_folder(drop_in, *helpers);
  if (!folder) return tl::unexpected<Error>(folder.error());
  const std::string path = env("PATH");
  ::setenv("PATH", (*folder + ":" + (path.empty() ? "/usr/local/bin:/usr/bin:/bin" : path)).c_str(),
           1);
  ::setenv(qemu::kHelpersVariable, qemu::helpers_value(*helpers).c_str(), 1);
  return {};
}

std::string unrecorded_hint(const std::vector<script::HookSpec>& hooks) {
  if (!env("GUESTSCOPE_TRACE").empty()) return {};
  for (const auto& hook : hooks)
    if (script::HookEvents::may_listen(script::HookRunner(embedded::stock_hooks()), {hook}))
      return "guestscope wrap: hook " + printable(hook.name) +
             ": its functions on_... run only while recording (hint: use `guestscope record`)";
  return {};
}

}  // namespace gs::wrapper
