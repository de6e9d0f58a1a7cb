-- description: Change the guest's memory, with the memory backend that goes with it.
-- arguments: size: like 2G or 1536M; 150% takes that much of the caller's
-- sample: set-memory(size=2G)
-- sample: set-memory(size="200%")
arguments = { size = false }

local kDefault = size("128M") -- of qemu 7.2 where there is no -m

function rewrite(cmd, ctx)
  local wanted = ctx.args.size or error("say how much: set-memory(size=2G)", 0)
  local percent = wanted:match("^(%d+)%%$")
  if percent then
    local mib = (cmd.memory or kDefault) * tonumber(percent) // 100 >> 20
    wanted = mib .. "M"
  end
  cmd.memory = wanted
end
