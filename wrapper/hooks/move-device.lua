-- description: Move a PCI device to another bus or slot.
-- arguments: id: of the device
-- arguments: bus: where it goes (default: it stays on its bus)
-- arguments: addr: slot, like 0x5 or 5.1; free is one that nobody has, none leaves it to qemu (default free)
-- sample: move-device(id=net0)
-- sample: move-device(id=hostdev0,bus=pcie.0,addr=0x10)
-- sample: move-device(id=video0,addr=none)
arguments = { id = false, bus = false, addr = "free" }

local kOneSlot = { "pcie-root-port", "ioh3420", "xio3130-downstream", "cxl-rp" }

-- qemu reads the text as hexadecimal, with 0x and without.
local function slot_of(addr)
  local slot = addr and addr:match("^0?x?(%x+)")
  return slot and tonumber(slot, 16)
end

-- From the end, because qemu itself gives slots from the beginning; the last ones are the chipset's.
local function free_slot(cmd, moved, bus)
  local port = bus and cmd:first("device", { id = bus, driver = kOneSlot })
  local taken = {}
  for _, device in ipairs(cmd:find("device", function(d) return d.bus == bus and d ~= moved end)) do
    local slot = slot_of(device.addr)
    if slot then taken[slot] = true end
    if port then error("the port " .. bus .. " is taken by " .. (device.id or device.driver), 0) end
  end
  if port then return "0x0" end
  for slot = 0x19, 1, -1 do
    if not taken[slot] then return string.format("0x%x", slot) end
  end
  error("no slot is free on " .. (bus or "the first bus"), 0)
end

function rewrite(cmd, ctx)
  local args = ctx.args
  if not args.id then error("say which device: move-device(id=net0)", 0) end
  local device = cmd:device(args.id)
  if not device then error("no device has the id " .. args.id, 0) end
  local bus = args.bus or device.bus
  local addr = args.addr
  if addr == "free" then addr = free_slot(cmd, device, bus) end
  device.bus = bus
  device.addr = addr ~= "none" and addr or nil
end
