// What hooks are told about the run: `ctx` in Lua.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace gs::script {

struct HookContext {
  bool probe = false;
  std::string caller = "plain";  // libguestfs, libvirt, packer, plain
  std::string argv0 = {};        // as qemu will get it
  std::string qemu = {};         // path of the real program, for ctx.qemu; "" where not known
  // Where print() of a hook goes; discarded when empty. Never qemu's stdout.
  std::function<void(std::string_view hook, std::string_view line)> print = {};
};

}  // namespace gs::script
