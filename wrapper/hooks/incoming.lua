-- description: Start the guest as the target of a migration, or from a saved state.
-- arguments: from: where the state comes from, as -incoming takes it (default defer)
-- arguments: paused: on leaves it stopped when it has arrived (default off)
-- sample: incoming(from=tcp:0:4444)
-- sample: incoming(from="exec:cat /tmp/state",paused=on)
arguments = { from = "defer", paused = "off" }

function rewrite(cmd, ctx)
  cmd:remove("loadvm") -- qemu takes only one source
  cmd:replace("incoming", ctx.args.from)
  if ctx.args.paused == "on" and not cmd:has("S") then cmd:add("S") end
end
