-- description: Run another build of qemu, with its own data files and libraries.
-- arguments: program: path of the qemu-system-* binary
-- arguments: data: folder with its firmware and option ROMs (-L)
-- arguments: libraries: folder for LD_LIBRARY_PATH
-- sample: use-qemu(program=/opt/qemu/bin/qemu-system-x86_64,data=/opt/qemu/share/qemu)
--
-- Probes go to that build too: what it can do is what counts.
arguments = { program = false, data = false, libraries = false }
probes = true

function rewrite(cmd, ctx)
  local args = ctx.args
  if not args.program then error("say which: use-qemu(program=/opt/qemu/bin/...)", 0) end
  cmd.program = args.program
  -- The first -L is looked through first.
  local first = cmd:first("L")
  if args.data and not (first and first.value == args.data) then
    cmd:add("L", args.data, { front = true })
  end
  if args.libraries then cmd:setenv("LD_LIBRARY_PATH", args.libraries) end
end
