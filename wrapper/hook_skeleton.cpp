#include "wrapper/hook_skeleton.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/fd.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace gs::wrapper {
namespace {

// @NAME@ is the hook's name, @PATH@ how --hook names it.
constexpr char kHook[] = R"lua(-- description: Say here in one sentence what this hook does.
-- arguments: memory: what the guest gets at least, like 2G
-- sample: @PATH@
-- sample: @PATH@(memory=2G)
--
-- See what it does:  guestscope wrap --hook @PATH@ --diff -- qemu-system-x86_64 -m 512 -S
-- Run it:            guestscope wrap --hook @PATH@ -- guestfish -a disk.img run
-- Test it:           guestscope hooks test @PATH@     (cases are in @NAME@.expect)
-- guestscope-lua(7) has everything that a hook can use; `guestscope hooks show NAME` prints those
-- that ship with guestscope.

-- The arguments that it takes, each with its default; false is none. They arrive in ctx.args.
arguments = { memory = "1G" }

-- A function named after an option (device, drive, netdev, machine, no_hpet, ...) is called for each
-- such option. Return nothing to keep it, {} to delete it, or a string, or a table of properties, to
-- put in its place.
function device(opt, ctx)
  if opt.driver == "pvpanic" then return {} end
end

-- Called once, after those, with the whole command line.
--   cmd   options: cmd:find, first, add, remove, replace; what they come to: cmd.machine, cmd.accel,
--         cmd.cpu, cmd.memory (bytes), cmd.append (the kernel's words)
--   ctx   ctx.args, ctx.caller ("libguestfs", "libvirt", "packer", "plain"), ctx.host, ctx.qemu
-- print() goes to the trace, or to the screen with `guestscope wrap --diff`; never to qemu's output.
function rewrite(cmd, ctx)
  local wanted = size(ctx.args.memory)
  if (cmd.memory or 0) < wanted then cmd.memory = wanted end

  -- A kernel command line is there only where qemu loads the kernel itself.
  if cmd:has("kernel") then cmd.append:set("loglevel", 7) end
end
)lua";

constexpr char kCases[] =
    R"(# What @NAME@ does to command lines: `guestscope hooks test @PATH@` compares.
# A case begins with its title. `in` and `out` hold words as for a shell, more lines go on; also:
#   hook @NAME@(key=value)   with other arguments      caller libvirt    as if libvirt had called
#   error TEXT               it must fail, saying so    under, env, program, print: see guestscope-hooks(1)

case a guest with too little memory
in  -m 512 -device pvpanic -device e1000,id=net0 disk.img
out -m 1024 -device e1000,id=net0 disk.img

case with another size, and a kernel
hook @NAME@(memory=2G)
in  -m 1G -kernel vmlinuz -append 'console=ttyS0 quiet'
out -m 2G -kernel vmlinuz -append 'console=ttyS0 quiet loglevel=7'

case enough memory: nothing changes
in  -m 4G disk.img
out -m 4G disk.img
)";

std::string filled(std::string text, const std::string& name, const std::string& path) {
  for (const auto& [mark, value] : {std::pair("@NAME@", &name), std::pair("@PATH@", &path)}) {
    const std::string_view key = mark;
    for (std::size_t at = 0; (at = text.find(key, at)) != text.npos; at += value->size())
      text.replace(at, key.size(), *value);
  }
  return text;
}

Status create(const std::string& path, const std::string& text) {
  UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!fd && errno == EEXIST)
    return fail(ErrorCode::kUsage, printable(path) + " is there already",
                "take another name, or move the file away");
  if (!fd) return fail_errno(errno, printable(path), "see whether the folder is there, and who may write in it");
  Status written = write_all(fd.get(), text);
  if (!written) ::unlink(path.c_str());
  return written;
}

}  // namespace

Result<NewHook> write_hook_skeleton(const std::string& where) {
  std::string stem = where;
  if (stem.ends_with(".lua")) stem.resize(stem.size() - 4);
  std::string name = stem.substr(stem.rfind('/') + 1);
  auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  if (name.empty() || name[0] == '.' || name[0] == '-' || !std::all_of(name.begin(), name.end(), plain))
    return fail(ErrorCode::kUsage, "'" + printable(name) + "' is no name for a hook",
                "take letters, digits, - and _");
  NewHook files{stem + ".lua", stem + ".expect"};
  const std::string path = stem.find('/') == stem.npos ? "./" + files.hook : files.hook;
  if (Status s = create(files.hook, filled(kHook, name, path)); !s)
    return tl::unexpected<Error>(s.error());
  if (Status s = create(files.cases, filled(kCases, name, path)); !s) {
    ::unlink(files.hook.c_str());
    return tl::unexpected<Error>(s.error());
  }
  return files;
}

}  // namespace gs::wrapper
