-- description: Change what a guest knows itself by: name, UUID, MAC address, serial, vsock CID.
-- arguments: name: of the guest (-name)
-- arguments: uuid: of the machine
-- arguments: mac: of the first network card
-- arguments: serial: of the machine (SMBIOS type 1)
-- arguments: cid: context id of the vsock device
-- sample: identity(uuid=8d6a9c5e-0000-4000-8000-000000000001)
-- sample: identity(mac=52:54:00:00:00:01)
-- sample: identity(cid=42,name=twin)
arguments = { name = false, uuid = false, mac = false, serial = false, cid = false }

local function set_mac(cmd, mac)
  for _, option in ipairs(cmd:options()) do
    local name = option.name
    if (name == "device" and option.netdev) or name == "nic" then
      option.mac = mac
      return
    elseif name == "net" and option.type == "nic" then
      option.macaddr = mac
      return
    end
  end
  error("this command line has no network card to give a MAC address to", 0)
end

local function set_smbios(cmd, key, value, is_needed)
  local system = cmd:last("smbios", { type = "1" })
  if system then
    system[key] = value
  elseif is_needed then
    cmd:add("smbios", "type=1," .. key .. "=" .. value:gsub(",", ",,"))
  end
end

function rewrite(cmd, ctx)
  local args = ctx.args
  if args.name then cmd:put("name", "guest", args.name) end
  if args.uuid then
    cmd:replace("uuid", args.uuid)
    local system = cmd:last("smbios", { type = "1" })
    if system and system.uuid then system.uuid = args.uuid end
  end
  if args.mac then set_mac(cmd, args.mac) end
  if args.serial then set_smbios(cmd, "serial", args.serial, true) end
  if args.cid then
    local vsock = cmd:first("device", { driver = "vhost-vsock*" })
    if not vsock then error("this command line has no vsock device", 0) end
    vsock["guest-cid"] = math.tointeger(tonumber(args.cid)) or error("cid is a number", 0)
  end
end
