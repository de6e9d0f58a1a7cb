-- Installing boot loaders into a disk or a partition.
group("boot", "Boot loaders")

call {"grub_install", 86, pathname "root", device "device",
  needs = "grub", added = "1.0.17",
  help = "install GRUB (legacy) on a device"}

call {"syslinux", 399, device "device",
  optional = {opt(0, text "directory")},
  needs = "syslinux", added = "1.21.27",
  help = "install SYSLINUX on a FAT file system"}

call {"extlinux", 400, pathname "directory",
  needs = "extlinux", added = "1.21.27",
  help = "install EXTLINUX into a mounted directory"}
