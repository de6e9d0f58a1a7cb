-- Swap space on devices and in files.
group("swap", "Swap space")

call {"mkswap", 130, device "device",
  optional = {opt(0, text "label"), opt(1, text "uuid")},
  aliases = {"mkswap_opts"}, added = "1.0.55",
  help = "make a device swap space"}

call {"mkswap_L", 131, text "label", device "device",
  replaced_by = "mkswap", added = "1.0.55",
  help = "make a device swap space with a label"}

call {"mkswap_U", 132, text "uuid", device "device",
  needs = "linuxfsuuid", replaced_by = "mkswap", added = "1.0.55",
  help = "make a device swap space with a UUID"}

call {"swapon_device", 170, device "device",
  added = "1.0.66",
  help = "start swapping to a device"}

call {"swapoff_device", 171, device "device",
  added = "1.0.66",
  help = "stop swapping to a device"}

call {"swapon_file", 172, pathname "file",
  added = "1.0.66",
  help = "start swapping to a file"}

call {"swapoff_file", 173, pathname "file",
  added = "1.0.66",
  help = "stop swapping to a file"}

call {"swapon_label", 174, text "label",
  added = "1.0.66",
  help = "start swapping to the space with a label"}

call {"swapoff_label", 175, text "label",
  added = "1.0.66",
  help = "stop swapping to the space with a label"}

call {"swapon_uuid", 176, text "uuid",
  needs = "linuxfsuuid", added = "1.0.66",
  help = "start swapping to the space with a UUID"}

call {"swapoff_uuid", 177, text "uuid",
  needs = "linuxfsuuid", added = "1.0.66",
  help = "stop swapping to the space with a UUID"}

call {"mkswap_file", 178, pathname "path",
  added = "1.0.66",
  help = "make a file swap space"}
