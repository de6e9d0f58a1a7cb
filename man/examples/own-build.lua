-- description: My own build of qemu, for probes too.
probes = true -- what this build can do is what the caller has to learn

function rewrite(cmd, ctx)
  cmd.program = (ctx.env.QEMU_BUILD or "/opt/qemu/build") .. "/qemu-system-" ..
                (ctx.arch ~= "" and ctx.arch or ctx.host.arch)
  if not ctx.probe then cmd:add("L", "/opt/qemu/pc-bios", { front = true }) end
end
