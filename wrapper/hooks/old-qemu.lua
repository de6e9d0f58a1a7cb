-- description: Replace options that the qemu at hand does not know by what it has, or drop them.
-- arguments: missing: list of options to treat as unknown (default: ask the qemu that will run)
-- sample: old-qemu
-- sample: old-qemu(missing="no-hpet,no-acpi")
arguments = { missing = false }

local function drop() end
local function option(name, value) return function(cmd) cmd:add(name, value) end end
local function machine(key, value) return function(cmd) cmd:put("machine", key, value) end end
local function with_value(name, format)
  return function(cmd, value) cmd:add(name, format and format:format(value) or value) end
end

-- What stands for an option where it is gone; called with the line and the option's value.
local kInstead = {
  ["no-hpet"] = machine("hpet", "off"),
  ["no-acpi"] = machine("acpi", "off"),
  ["no-kvm-irqchip"] = machine("kernel_irqchip", "off"),
  ["no-kvm-pit-reinjection"] = option("global", "kvm-pit.lost_tick_policy=discard"),
  ["no-kvm"] = function(cmd) cmd.accel = "tcg" end,
  ["enable-kvm"] = function(cmd) cmd.accel = "kvm" end,
  ["nodefconfig"] = option("no-user-config"),
  ["localtime"] = option("rtc", "base=localtime"),
  ["startdate"] = with_value("rtc", "base=%s"),
  ["rtc-td-hack"] = option("rtc", "driftfix=slew"),
  ["realtime"] = function(cmd, value)
    cmd:add("overcommit", "mem-lock=" .. (value:match("mlock=(%a+)") or "on"))
  end,
  ["overcommit"] = drop,
  ["balloon"] = function(cmd, value)
    if value ~= "none" then cmd:add("device", { "virtio-balloon" }) end
  end,
  ["watchdog"] = with_value("device"),
  ["tb-size"] = function(cmd, value)
    cmd.accel = "tcg"
    cmd:put("accel", "tb-size", value)
  end,
  ["sdl"] = option("display", "sdl"),
  ["curses"] = option("display", "curses"),
  ["singlestep"] = option("one-insn-per-tb"),
  ["chroot"] = with_value("run-with", "chroot=%s"),
  ["async-teardown"] = option("run-with", "async-teardown=on"),
  ["soundhw"] = function(cmd, value)
    cmd:add("audiodev", "none,id=gs-audio")
    if value:find("hda") then
      cmd:add("device", { "intel-hda" })
      cmd:add("device", { "hda-duplex", audiodev = "gs-audio" })
    else
      cmd:add("device", { value == "ac97" and "AC97" or value, audiodev = "gs-audio" })
    end
  end,
}

-- Options that every qemu has had: no need to ask.
local kAlways = { "device", "drive", "m", "machine", "smp", "cpu", "name", "kernel", "initrd",
                  "append", "netdev", "chardev", "serial", "monitor", "mon", "global", "object",
                  "boot", "vga", "display", "S", "uuid", "rtc", "nodefaults", "nographic", "bios",
                  "hda", "cdrom", "no-reboot", "no-shutdown", "" }

local function set_of(list)
  local set = {}
  for _, name in ipairs(list) do set[name] = true end
  return set
end

function rewrite(cmd, ctx)
  local named = ctx.args.missing and set_of(split_list(ctx.args.missing))
  local always = set_of(kAlways)
  local function is_missing(name)
    if named then return named[name] end
    return not always[name] and not ctx.qemu:has_option(name)
  end
  for _, old in ipairs(cmd:options()) do
    local name, value = old.name, old.value
    if is_missing(name) then
      cmd:remove(old)
      local instead = kInstead[name]
      if not instead then print("dropped -" .. name .. (value and " " .. value or "")) end;
      (instead or drop)(cmd, value or "")
    end
  end
  -- -drive boot=on came with one distribution's patches.
  for _, drive in ipairs(cmd:find("drive")) do drive.boot = nil end
end
