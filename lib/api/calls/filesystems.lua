-- Making, naming, checking and asking about file systems whatever their type.
group("filesystems", "File systems of any kind")

call {"fsck", 84, text "fstype", device "device",
  returns = int32 "status", added = "1.0.16",
  help = "check a file system; answers the checker's exit status",
  note = "Bits: 1 errors corrected, 2 reboot needed, 4 errors left, 8 failed, 16 usage, 32 " ..
    "cancelled, 128 library."}

call {"zerofree", 97, device "device",
  needs = "zerofree", added = "1.0.26",
  help = "fill the free blocks of an unmounted ext file system with zeroes"}

call {"mkfs_b", 187, text "fstype", int32 "blocksize", device "device",
  replaced_by = "mkfs", added = "1.0.68",
  help = "make a file system with a block size"}

call {"vfs_type", 198, mountable "mountable",
  returns = text "fstype", added = "1.0.75",
  help = "type of a file system"}

call {"vfs_label", 253, mountable "mountable",
  returns = text "label", added = "1.3.18",
  help = "label of a file system"}

call {"vfs_uuid", 254, mountable "mountable",
  returns = text "uuid", added = "1.3.18",
  help = "UUID of a file system"}

call {"mkfs", 278, text "fstype", device "device",
  optional = {
    opt(0, int32 "blocksize"), opt(1, text "features"), opt(2, int32 "inode"),
    opt(3, int32 "sectorsize"), opt(4, text "label")},
  aliases = {"mkfs_opts"}, added = "0.0.8",
  help = "make a file system",
  note = "fstype: ext2, ext3, ext4, xfs, btrfs, ntfs, vfat and what else the appliance has a " ..
    "mkfs for."}

call {"set_label", 310, mountable "mountable", text "label",
  added = "1.17.9",
  help = "set the label of a file system"}

call {"zero_free_space", 311, pathname "directory",
  progress = true, added = "1.17.18",
  help = "fill the free space of a mounted file system with zeroes"}

call {"isoinfo_device", 313, device "device",
  returns = struct "isoinfo" "isodata", added = "1.17.19",
  help = "volume descriptor of an ISO file system on a device"}

call {"isoinfo", 314, pathname "isofile",
  returns = struct "isoinfo" "isodata", added = "1.17.19",
  help = "volume descriptor of an ISO image"}

call {"filesystem_available", 333, text "filesystem",
  returns = bool "fsavail", added = "1.19.5",
  help = "whether the appliance's kernel can mount a type of file system"}

call {"fstrim", 334, pathname "mountpoint",
  optional = {opt(0, int64 "offset"), opt(1, int64 "length"), opt(2, int64 "minimumfreeextent")},
  needs = "fstrim", added = "1.19.6",
  help = "discard the free blocks of a mounted file system",
  note = "offset, length and minimumfreeextent are in bytes."}

call {"set_uuid", 403, device "device", text "uuid",
  added = "1.23.10",
  help = "set the UUID of a file system"}

call {"set_uuid_random", 456, device "device",
  added = "1.29.50",
  help = "give a file system a new random UUID"}

call {"vfs_minimum_size", 457, mountable "mountable",
  returns = int64 "sizeinbytes", added = "1.31.18",
  help = "bytes that a file system could be shrunk to"}

call {"list_filesystems", 476,
  returns = pairs(mountable, text) "fses", added = "1.5.15",
  help = "type of each file system on all disks"}

call {"f2fs_expand", 505, device "device",
  needs = "f2fs", added = "1.39.3",
  help = "fit an F2FS to its device"}
