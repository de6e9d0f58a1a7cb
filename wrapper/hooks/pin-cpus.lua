-- description: Let qemu run on these host CPUs only (by taskset).
-- arguments: cpus: list and ranges, as taskset takes them (default 0)
-- sample: pin-cpus(cpus=2-3)
-- sample: pin-cpus(cpus="0,4-7")
arguments = { cpus = "0" }

function rewrite(cmd, ctx)
  if not ctx.args.cpus:find("^%d[%d,:-]*$") then
    error("'" .. ctx.args.cpus .. "' is no list of CPUs: write 0-3 or 0,4", 0)
  end
  cmd:run_under { "taskset", "-c", ctx.args.cpus }
end
