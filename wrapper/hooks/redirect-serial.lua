-- description: Send the guest's serial console somewhere else: a file, a socket, a terminal.
-- arguments: to: where, as -chardev takes it, without id (default pty)
-- sample: redirect-serial(to="file,path=/tmp/console.log")
-- sample: redirect-serial(to="socket,path=/tmp/console.sock,server=on,wait=off")
--
-- A caller that reads the console (libguestfs, packer) finds it silent. serial-log only copies.
arguments = { to = "pty" }

local kConsoles = { "isa-serial", "pci-serial", "usb-serial", "spapr-vty", "sclpconsole",
                    "sclplmconsole", "virtconsole" }

local function chardev_of(text, id)
  local chardev = { id = id }
  for i, item in ipairs(split_list(text)) do
    local key, value = item:match("^([^=]+)=(.*)$")
    if i == 1 and not key then chardev.backend = item else chardev[key or item] = value or true end
  end
  return chardev
end

local function replace_chardev(cmd, old, to)
  local new = chardev_of(to, old.id)
  if old:is_on("mux") then new.mux = true end -- a monitor shares it
  cmd:add("chardev", new, { before = old })
  cmd:remove(old)
end

function rewrite(cmd, ctx)
  local to = ctx.args.to
  for _, device in ipairs(cmd:find("device", { driver = kConsoles })) do
    local chardev = device.chardev and cmd:by_id("chardev", device.chardev)
    if chardev then return replace_chardev(cmd, chardev, to) end
  end
  for _, serial in ipairs(cmd:find("serial")) do
    local id = serial.value:match("^chardev:(.*)")
    local chardev = id and cmd:by_id("chardev", id)
    if chardev then return replace_chardev(cmd, chardev, to) end
    if serial.value ~= "none" then
      cmd:add("chardev", chardev_of(to, "gs-serial"), { before = serial })
      serial.value = "chardev:gs-serial"
      return
    end
  end
  cmd:remove("serial") -- only `none`
  cmd:add("chardev", chardev_of(to, "gs-serial"))
  cmd:add("serial", "chardev:gs-serial")
end
