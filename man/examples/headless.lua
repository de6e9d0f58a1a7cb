-- description: No screen, no sound, no USB: what a server does not need.
function rewrite(cmd)
  for _, name in ipairs { "vga", "vnc", "spice", "audiodev" } do cmd:remove(name) end
  cmd:replace("display", "none")
  -- An option that was removed must not be used any more, so first look, then remove.
  for _, device in ipairs(cmd:find("device", { driver = { "qxl*", "VGA", "virtio-vga*", "*-usb-uhci*",
                                                          "qemu-xhci", "ich9-intel-hda" } })) do
    -- With the devices on its buses, and what only they used.
    cmd:remove_device(device, { children = true, backend = true })
  end
end
