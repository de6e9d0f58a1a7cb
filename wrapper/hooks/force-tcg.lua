-- description: Run the guest by emulation (TCG) instead of KVM, whatever the caller asked for.
-- arguments: machine: machine type where the caller names none, on x86 (default pc)
-- sample: force-tcg
-- sample: force-tcg(machine=q35)
--
-- Does what the script of guestfs(3), "QEMU WRAPPERS", does, and also holds where that one fails:
-- beside -accel and -enable-kvm (qemu takes only one of the spellings), and with -cpu host.
arguments = { machine = "pc" }

-- One -accel tcg may stay, with its thread= and tb-size=. True when there is one.
local function clean_accels(cmd)
  local kept = false
  cmd:remove("enable-kvm")
  for _, accel in ipairs(cmd:find("accel")) do
    if accel.accel == "tcg" and not kept then kept = true else cmd:remove(accel) end
  end
  return kept
end

function rewrite(cmd, ctx)
  local accel_given = clean_accels(cmd)
  local machines = cmd:find("machine")
  if #machines == 0 and not accel_given then machines[1] = cmd:add("machine", "accel=tcg") end

  -- The type and all other properties stay the caller's.
  local type_given = cmd:has("readconfig") -- it may be in there
  for i, machine in ipairs(machines) do
    if machine.type then type_given = true end
    if machine["gic-version"] == "host" then machine["gic-version"] = "max" end
    if i == 1 and not accel_given then
      machine.accel = "tcg"
    else
      machine.accel = nil
      if machine.value == "" then cmd:remove(machine) end
    end
  end
  local x86 = ctx.arch == "" or ctx.arch == "x86_64" or ctx.arch == "i386"
  if x86 and not type_given and not accel_given then machines[1].type = ctx.args.machine end

  -- The host's own CPU is only there with KVM; ppc has no model max, there the default must do.
  for _, cpu in ipairs(cmd:find("cpu")) do
    local model, features = cpu.value:match("^([^,]*)(.*)$")
    if model == "host" then
      if ctx.arch:find("^ppc") then cmd:remove(cpu) else cpu.value = "max" .. features end
    end
  end
end
