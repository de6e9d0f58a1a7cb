-- description: Put another device in the place of a device; its id, bus and backend stay.
-- arguments: from: driver to replace (* and ? fit anything)
-- arguments: id: only the device with this id
-- arguments: to: the new driver
-- arguments: drop: properties that the new driver does not have
-- sample: replace-device(from=virtio-net*,to=e1000)
-- sample: replace-device(id=video0,to=virtio-vga,drop="ram_size,vram_size")
--
-- Properties that the new driver lacks are dropped where the qemu that will run can be asked.
arguments = { from = "*", id = false, to = false, drop = "" }

-- Common to all devices, though not among their own properties.
local kCommon = { driver = true, id = true, bus = true, addr = true }

local function drop_unknown(device, known)
  for _, property in ipairs(device:properties()) do
    local key = property.key
    if not kCommon[key] and not known[key] and not known[key:gsub("_", "-")] then
      device:put(key, nil)
    end
  end
end

function rewrite(cmd, ctx)
  local args = ctx.args
  if not args.to or (args.from == "*" and not args.id) then
    error("say which and by what: replace-device(from=virtio-net*,to=e1000)", 0)
  end
  local filter = { driver = args.from }
  if args.id then filter.id = args.id end
  for _, device in ipairs(cmd:find("device", filter)) do
    device.driver = args.to
    for _, key in ipairs(split_list(args.drop)) do device:put(key, nil) end
    local asked, known = pcall(function() return ctx.qemu:device_properties(args.to) end)
    if asked then drop_unknown(device, known) end
  end
end
