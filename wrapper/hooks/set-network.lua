-- description: Plug a network card of the guest into another backend: tap, bridge, passt, a socket.
-- arguments: netdev: the backend as -netdev takes it, without its id (default user)
-- arguments: card: id of the card's device (default: the first card)
-- arguments: model: of the card that is added where the guest has none (default virtio-net)
-- sample: set-network(netdev="tap,ifname=tap0,script=no,downscript=no")
-- sample: set-network(netdev="bridge,br=virbr0",card=net1)
--
-- For passt: stream,server=off,addr.type=unix,addr.path=/tmp/passt.socket
-- The card stays what it is for the guest: model, MAC address, slot.
arguments = { netdev = "user", card = false, model = "virtio-net" }

local kOfTheCard = { "model", "mac", "macaddr", "id", "addr", "vectors" }

local function backend_of(text)
  local backend = {}
  for i, item in ipairs(split_list(text)) do
    local key, value = item:match("^([^=]+)=(.*)$")
    if i == 1 and not key then
      backend.type = item
    elseif key and backend[key] then -- hostfwd= may come more than once
      local old = backend[key]
      backend[key] = type(old) == "table" and old or { old }
      table.insert(backend[key], value)
    else
      backend[key or item] = value or true
    end
  end
  return backend
end

local function replace_netdev(cmd, device, backend)
  local old = cmd:by_id("netdev", device.netdev)
  if not old then error("no -netdev has the id " .. device.netdev, 0) end
  for _, chardev in ipairs(old:uses()) do -- of vhost-user
    if #chardev:used_by() == 1 then cmd:remove(chardev) end
  end
  backend.id = device.netdev
  cmd:add("netdev", backend, { before = old })
  cmd:remove(old)
end

-- -nic and -net hold card and backend in one, or in two of the same name.
local function replace_in_place(cmd, option, backend)
  for _, key in ipairs(kOfTheCard) do backend[key] = option:get(key) end
  cmd:add(option.name, backend, { before = option })
  cmd:remove(option)
end

local function model_here(cmd, model)
  if model ~= "virtio-net" then return model end
  local machine = cmd.machine or ""
  if machine:find("^s390") then return "virtio-net-ccw" end
  return machine == "microvm" and "virtio-net-device" or "virtio-net-pci"
end

function rewrite(cmd, ctx)
  local backend, wanted = backend_of(ctx.args.netdev), ctx.args.card
  for _, option in ipairs(cmd:options()) do
    local name = option.name
    if name == "device" and option.netdev and (not wanted or option.id == wanted) then
      return replace_netdev(cmd, option, backend)
    elseif name == "nic" and option.type ~= "none" and not wanted then
      return replace_in_place(cmd, option, backend)
    elseif name == "net" and option.type ~= "nic" and option.type ~= "none" and not wanted then
      return replace_in_place(cmd, option, backend)
    end
  end
  if wanted then error("no network card has the id " .. wanted, 0) end
  backend.id = "gs-net"
  cmd:add("netdev", backend)
  cmd:add("device", { model_here(cmd, ctx.args.model), id = "gs-nic", netdev = "gs-net" })
end
