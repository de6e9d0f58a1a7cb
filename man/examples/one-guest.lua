-- description: Change the machine of one guest of libvirt only.
-- arguments: guest: its name
-- sample: one-guest(guest=build)
arguments = { guest = false, machine = "q35" } -- false: no default

function rewrite(cmd, ctx)
  if not ctx.args.guest then error("say which guest: one-guest(guest=build)", 0) end
  if ctx.caller ~= "libvirt" or cmd:get("name", "guest") ~= ctx.args.guest then return end
  cmd.machine = ctx.args.machine -- -machine, -M, type=: the one in effect
  cmd:put("machine", "vmport", "off")
  print("machine of " .. ctx.args.guest .. ": " .. tostring(cmd:last("machine")))
end
