-- description: Take all network cards and their backends away.
-- sample: no-network
arguments = {}

-- Cards that may stand without netdev=.
local kCards = { "e1000*", "virtio-net*", "rtl8139*", "ne2k_*", "pcnet*", "i82*", "vmxnet3",
                 "tulip", "igb*", "usb-net", "spapr-vlan", "sungem" }

function rewrite(cmd, ctx)
  -- A card of the host that stands in for a virtio one.
  for _, card in ipairs(cmd:find("device", { failover_pair_id = "*" })) do
    cmd:remove_device(card, { backend = true, children = true })
  end
  for _, card in ipairs(cmd:find("device", { netdev = "*" })) do
    cmd:remove_device(card, { backend = true, children = true })
  end
  for _, card in ipairs(cmd:find("device", { driver = kCards })) do
    cmd:remove_device(card, { backend = true, children = true })
  end
  for _, name in ipairs { "netdev", "nic", "net" } do cmd:remove(name) end
  -- Without any of these, qemu makes a card by itself.
  if not cmd:has("nodefaults") then cmd:add("nic", "none") end
end
