-- description: Make the kernel and the initrd say everything on the serial console.
-- arguments: console: serial console (default: what fits the machine)
-- arguments: initcalls: on also names every initcall with its time (default off)
-- sample: verbose-boot
-- sample: verbose-boot(initcalls=on)
arguments = { console = false, initcalls = "off" }

-- Early consoles work before drivers do.
local kConsoles = {
  x86_64 = { "ttyS0", "earlyprintk=serial,ttyS0,115200" },
  i386 = { "ttyS0", "earlyprintk=serial,ttyS0,115200" },
  aarch64 = { "ttyAMA0", "earlycon=pl011,0x9000000" },
  arm = { "ttyAMA0", "earlyprintk" },
  riscv64 = { "ttyS0", "earlycon=sbi" },
  ppc64 = { "hvc0" },
  s390x = { "ttysclp0" },
}

function rewrite(cmd, ctx)
  if not cmd:has("kernel") then return end
  local append = cmd.append
  for _, word in ipairs { "quiet", "splash", "rhgb", "loglevel" } do append:remove(word) end
  append:set("ignore_loglevel")
  append:set("printk.time", "1")
  append:set("systemd.show_status", "1")
  local known = kConsoles[ctx.arch ~= "" and ctx.arch or ctx.host.arch] or {}
  local console = ctx.args.console or known[1]
  local early = append:has("earlyprintk") or append:has("earlycon")
  if known[2] and not early and not ctx.args.console then append:add(known[2]) end
  -- The last console= is /dev/console: a caller that has one keeps it there.
  if console and not append:has("console") then append:add("console=" .. console) end
  if ctx.args.initcalls == "on" then append:set("initcall_debug") end
end
