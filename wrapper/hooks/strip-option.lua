-- description: Take options out, by name and optionally by what their value looks like.
-- arguments: name: one or more option names, separated by ','
-- arguments: value: only where the value fits this pattern (* and ?)
-- sample: strip-option(name="no-hpet,enable-fips")
-- sample: strip-option(name=vnc,value=none)
-- sample: strip-option(name=device,value="virtio-balloon-pci*")
arguments = { name = false, value = "*" }

local function fits(pattern)
  local lua = pattern:gsub("%p", "%%%0"):gsub("%%%*", ".*"):gsub("%%%?", ".")
  return function(option) return (option.value or ""):find("^" .. lua .. "$") ~= nil end
end

function rewrite(cmd, ctx)
  if not ctx.args.name then error("say which option: strip-option(name=no-hpet)", 0) end
  for _, name in ipairs(split_list(ctx.args.name)) do
    cmd:remove(name, fits(ctx.args.value))
  end
end
