#include "script/hook_check.hpp"

#include "base/files.hpp"
#include "script/hook_runner.hpp"

namespace gs::script {

Result<std::vector<std::string>> checked_hooks(const std::vector<std::string>& specs,
                                               std::span<const embedded::File> stock) {
  HookRunner runner(stock);
  std::vector<std::string> out;
  for (const auto& text : specs) {
    auto spec = parse_hook_spec(text);
    if (!spec) return tl::unexpected<Error>(spec.error());
    if (spec->is_path()) spec->name = absolute_path(spec->name);
    auto source = runner.load(*spec);
    if (!source) return tl::unexpected<Error>(source.error());
    LuaHost host;
    auto s = host.run([&](lua_State* L) { LuaHost::push_chunk(L, source->file, source->text); });
    if (!s) return tl::unexpected<Error>(s.error());
    out.push_back(format_hook_spec(*spec));
  }
  return out;
}

}  // namespace gs::script
