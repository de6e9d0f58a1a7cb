-- description: Remove or break one thing on purpose, to see what a client makes of it.
-- arguments: what: kernel, initrd, disk, machine, device, accel, memory, serial, root, option, exit
-- sample: fault(what=initrd)
-- sample: fault(what=machine)
--
-- kernel: a file that is not there; initrd: none; disk: the first one taken away; machine, device,
-- accel, option: a name that no qemu has; memory: 24 MiB; serial: no serial port; root: a root=
-- that is not there; exit: qemu ends at once with success.
arguments = { what = false }

local kNowhere = "/nonexistent/guestscope-fault"

-- -drive, -blockdev behind a device, -hda and plain images, in the order of the line.
local function first_disk(cmd)
  for _, option in ipairs(cmd:options()) do
    local name = option.name
    local drive = name == "drive" and option["if"] ~= "pflash" and option.media ~= "cdrom"
    if name == "device" and option.drive then
      return function() cmd:remove_device(option, { backend = true, children = true }) end
    elseif (drive and option["if"] ~= "none") or name == "" or name:find("^hd[a-d]$") then
      return function() cmd:remove(option) end
    end
  end
  error("this command line has no disk to take away", 0)
end

local kFaults = {
  kernel = function(cmd) cmd:replace("kernel", kNowhere) end,
  initrd = function(cmd) cmd:remove("initrd") end,
  disk = function(cmd) first_disk(cmd)() end,
  machine = function(cmd) cmd.machine = "guestscope-fault" end,
  device = function(cmd) cmd:add("device", { "guestscope-fault" }) end,
  accel = function(cmd) cmd.accel = "guestscope-fault" end,
  memory = function(cmd) cmd.memory = "24M" end,
  root = function(cmd) cmd.append:set("root", kNowhere) end,
  option = function(cmd) cmd:add("guestscope-fault") end,
  exit = function(cmd) cmd:add("version", nil, { front = true }) end,
  serial = function(cmd)
    cmd:remove("serial")
    for _, device in ipairs(cmd:find("device", { driver = { "*-serial", "virtconsole" } })) do
      cmd:remove_device(device, { backend = true })
    end
    cmd:add("serial", "none")
  end,
}

function rewrite(cmd, ctx)
  local fault = kFaults[ctx.args.what or ""]
  if not fault then
    error("say what to break, like fault(what=initrd); `guestscope hooks show fault` lists it", 0)
  end
  fault(cmd)
end
