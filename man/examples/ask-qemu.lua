-- description: The best graphics card that the qemu at hand has.
function rewrite(cmd, ctx)
  local best
  for _, name in ipairs { "virtio-vga-gl", "virtio-vga", "VGA" } do
    if not best and ctx.qemu:has_device(name) then best = name end
  end
  if best == "virtio-vga-gl" and not ctx.qemu:has_option("display") then best = "VGA" end
  if best then cmd:replace("vga", "none") end
  if best then cmd:add("device", { best, id = "screen" }) end
  print("qemu " .. ctx.qemu.version .. " has " .. #ctx.qemu:machines() .. " machines")
end
