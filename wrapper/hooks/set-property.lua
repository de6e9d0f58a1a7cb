-- description: Change, add or remove properties of devices, objects, drives or any other option.
-- arguments: option: name of the option (default device)
-- arguments: id: only the one with this id (or node-name)
-- arguments: driver: only those of this driver, type or backend (* and ? fit anything)
-- arguments: set: list of key=value
-- arguments: remove: list of keys
-- sample: set-property(driver=vfio-pci,set="x-vga=on")
-- sample: set-property(id=net0,set="rx_queue_size=1024,tx_queue_size=1024")
-- sample: set-property(option=drive,set="cache=unsafe")
-- sample: set-property(id=hostdev0,remove="bus,addr")
--
-- In a value written as JSON the new properties get the type that the qemu at hand declares for
-- them, where it can be asked.
arguments = { option = "device", id = false, driver = false, set = "", remove = "" }

local kKinds = { "driver", "qom-type", "type", "backend" }

local function selected(args)
  return function(option)
    if args.id and option:get("id") ~= args.id and option:get("node-name") ~= args.id then
      return false
    end
    return true
  end
end

local function candidates(cmd, args)
  if not args.driver then return cmd:find(args.option, selected(args)) end
  local fitting = {}
  for _, kind in ipairs(kKinds) do
    for _, option in ipairs(cmd:find(args.option, { [kind] = args.driver })) do
      if selected(args)(option) then fitting[#fitting + 1] = option end
    end
  end
  return fitting
end

-- The value as Lua has it, so that JSON gets the right type; text where nothing is known.
local function typed(ctx, option, key, value)
  if option.name ~= "device" or not option:is_json() or option:get(key) then return value end
  local asked, types = pcall(function() return ctx.qemu:device_properties(option.driver) end)
  local type = asked and types[key]
  if type == "bool" then return value == "on" or value == "true" or value == "yes" end
  if type and type:find("int") then return math.tointeger(tonumber(value)) or value end
  return value
end

function rewrite(cmd, ctx)
  local args = ctx.args
  for _, option in ipairs(candidates(cmd, args)) do
    for _, key in ipairs(split_list(args.remove)) do option:put(key, nil) end
    for _, item in ipairs(split_list(args.set)) do
      local key, value = item:match("^([^=]+)=(.*)$")
      if not key then error("'" .. item .. "' is not key=value", 0) end
      option:put(key, typed(ctx, option, key, value))
    end
  end
end
