-- description: Keep a copy of what the guest writes on its serial console in a file.
-- arguments: path: of the log (default serial.log in the current folder)
-- arguments: append: on keeps what the file holds (default off)
-- sample: serial-log(path=/tmp/console.log)
--
-- A new log can be read by its owner only. The caller keeps its console: qemu's chardevs copy to a log file beside what else they do.
arguments = { path = "serial.log", append = "off" }

local kConsoles = { "isa-serial", "pci-serial", "usb-serial", "spapr-vty", "sclpconsole",
                    "sclplmconsole", "virtconsole" }

local function log_to(cmd, chardev, args)
  if chardev.logfile then error("this console is logged already: " .. chardev.logfile, 0) end
  chardev.logfile = args.path
  cmd:private_file(args.path)
  if args.append == "on" then chardev.logappend = true end
end

-- `-serial stdio` and the like, as a chardev of its own, which can have a log.
local function as_chardev(value)
  local file = value:match("^file:(.*)")
  local pipe = value:match("^pipe:(.*)")
  local unix, rest = value:match("^unix:([^,]*)(.*)")
  if value == "stdio" or value == "null" or value == "pty" or value == "vc" then
    return { value }
  elseif value == "mon:stdio" then
    return { "stdio", mux = true }, true
  elseif file then
    return { "file", path = file }
  elseif pipe then
    return { "pipe", path = pipe }
  elseif unix then
    return { "socket", path = unix, server = rest:find("server", 1, true) ~= nil,
             wait = not (rest:find("nowait", 1, true) or rest:find("wait=off", 1, true)) }
  end
end

local function log_serial(cmd, serial, args)
  local id = serial.value:match("^chardev:(.*)")
  if id then return log_to(cmd, cmd:by_id("chardev", id) or error("no chardev " .. id, 0), args) end
  local backend, is_monitor = as_chardev(serial.value)
  if not backend then error("cannot copy from -serial " .. serial.value, 0) end
  backend.id = "gs-serial"
  log_to(cmd, cmd:add("chardev", backend, { before = serial }), args)
  serial.value = "chardev:gs-serial"
  if is_monitor then cmd:add("mon", { "gs-serial", mode = "readline" }, { after = serial }) end
end

function rewrite(cmd, ctx)
  for _, device in ipairs(cmd:find("device", { driver = kConsoles })) do
    local chardev = device.chardev and cmd:by_id("chardev", device.chardev)
    if chardev then return log_to(cmd, chardev, ctx.args) end
  end
  for _, serial in ipairs(cmd:find("serial")) do
    if serial.value ~= "none" then return log_serial(cmd, serial, ctx.args) end
  end
  if cmd:has("serial") then return end -- only `none`: the guest has no serial port
  -- What qemu would do by itself.
  local nographic = cmd:has("nographic") and not cmd:has("nodefaults")
  local serial = cmd:add("serial", nographic and "mon:stdio" or "null")
  log_serial(cmd, serial, ctx.args)
end
