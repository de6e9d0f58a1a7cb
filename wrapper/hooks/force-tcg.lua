-- description: Run the guest by emulation (TCG) instead of KVM, whatever the caller asked for.
-- arguments: machine: type for a -machine that names none, on x86 (default pc)
-- sample: force-tcg
-- sample: force-tcg(machine=q35)
--
-- Does what the script of guestfs(3), "QEMU WRAPPERS", does, and also holds where that one fails:
-- beside -accel and -enable-kvm (qemu takes only one of the spellings), and with -cpu host.
arguments = { machine = "pc" }

function rewrite(cmd, ctx)
  cmd.accel = "tcg"
  local x86 = ctx.arch == "" or ctx.arch == "x86_64" or ctx.arch == "i386"
  local elsewhere = cmd:has("readconfig") -- it may name a type
  if x86 and cmd:has("machine") and not cmd.machine and not elsewhere then
    cmd.machine = ctx.args.machine
  end

  -- Things that are only there with KVM.
  for _, machine in ipairs(cmd:find("machine", { ["gic-version"] = "host" })) do
    machine["gic-version"] = "max"
  end
  for _, cpu in ipairs(cmd:find("cpu", { model = "host" })) do
    -- ppc has no model max: the machine's default must do.
    if ctx.arch:find("^ppc") then cmd:remove(cpu) else cpu.model = "max" end
  end
  for _, iommu in ipairs(cmd:find("device", { driver = "intel-iommu", eim = true })) do
    iommu.eim = false
  end
end
