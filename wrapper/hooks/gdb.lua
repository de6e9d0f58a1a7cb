-- description: Let a debugger attach to the guest, and wait for it.
-- arguments: address: where gdb connects, as -gdb takes it (default tcp:127.0.0.1:1234)
-- arguments: wait: off lets the guest run until gdb comes (default on)
-- sample: gdb
-- sample: gdb(address="unix:/tmp/gdb.sock,server=on,wait=off",wait=off)
--
-- Then: gdb vmlinux -ex 'target remote 127.0.0.1:1234'. A caller that starts qemu with -S and says
-- `cont` itself (libvirt) starts the guest no matter what `wait` says.
arguments = { address = "tcp:127.0.0.1:1234", wait = "on" }

function rewrite(cmd, ctx)
  cmd:remove("s") -- it is short for -gdb tcp::1234
  cmd:replace("gdb", ctx.args.address)
  if ctx.args.wait == "on" and not cmd:has("S") then cmd:add("S") end
  -- KASLR would move the kernel away from its symbols.
  if cmd:has("kernel") then cmd.append:set("nokaslr") end
end
