-- The ext family, through e2fsprogs.
group("ext", "ext2, ext3, ext4")

call {"tune2fs_l", 55, device "device",
  returns = pairs(text, text) "superblock", added = "1.9.2",
  help = "fields of an ext superblock"}

call {"set_e2label", 80, device "device", text "label",
  replaced_by = "set_label", added = "1.0.15",
  help = "set the label of an ext file system"}

call {"get_e2label", 81, device "device",
  returns = text "label", replaced_by = "vfs_label", added = "1.0.15",
  help = "label of an ext file system"}

call {"set_e2uuid", 82, device "device", text "uuid",
  replaced_by = "set_uuid", added = "1.0.15",
  help = "set the UUID of an ext file system"}

call {"get_e2uuid", 83, device "device",
  returns = text "uuid", replaced_by = "vfs_uuid", added = "1.0.15",
  help = "UUID of an ext file system"}

call {"resize2fs", 106, device "device",
  added = "1.0.27",
  help = "fit an ext file system to its device"}

call {"e2fsck_f", 108, device "device",
  replaced_by = "e2fsck", added = "1.0.29",
  help = "check and repair an ext file system"}

call {"mke2journal", 188, int32 "blocksize", device "device",
  replaced_by = "mke2fs", added = "1.0.68",
  help = "make an external ext journal"}

call {"mke2journal_L", 189, int32 "blocksize", text "label", device "device",
  replaced_by = "mke2fs", added = "1.0.68",
  help = "make an external ext journal with a label"}

call {"mke2journal_U", 190, int32 "blocksize", text "uuid", device "device",
  needs = "linuxfsuuid", replaced_by = "mke2fs", added = "1.0.68",
  help = "make an external ext journal with a UUID"}

call {"mke2fs_J", 191, text "fstype", int32 "blocksize", device "device", device "journal",
  replaced_by = "mke2fs", added = "1.0.68",
  help = "make an ext file system whose journal is a device"}

call {"mke2fs_JL", 192, text "fstype", int32 "blocksize", device "device", text "label",
  replaced_by = "mke2fs", added = "1.0.68",
  help = "make an ext file system whose journal has a label"}

call {"mke2fs_JU", 193, text "fstype", int32 "blocksize", device "device", text "uuid",
  needs = "linuxfsuuid", replaced_by = "mke2fs", added = "1.0.68",
  help = "make an ext file system whose journal has a UUID"}

call {"resize2fs_size", 248, device "device", int64 "size",
  added = "1.3.14",
  help = "set the size of an ext file system in bytes"}

call {"resize2fs_M", 281, device "device",
  added = "1.9.4",
  help = "shrink an ext file system as far as it goes"}

call {"tune2fs", 298, device "device",
  optional = {
    opt(0, bool "force"), opt(1, int32 "maxmountcount"), opt(2, int32 "mountcount"),
    opt(3, text "errorbehavior"), opt(4, int64 "group"), opt(5, int32 "intervalbetweenchecks"),
    opt(6, int32 "reservedblockspercentage"), opt(7, text "lastmounteddirectory"),
    opt(8, int64 "reservedblockscount"), opt(9, int64 "user")},
  added = "1.15.4",
  help = "change settings of an ext file system",
  note = "errorbehavior: continue, remount-ro or panic; intervalbetweenchecks in seconds."}

call {"e2fsck", 304, device "device",
  optional = {opt(0, bool "correct"), opt(1, bool "forceall")},
  added = "1.15.17",
  help = "check an ext file system, repair it on request",
  note = "correct answers yes to everything; forceall checks even what is marked clean."}

call {"get_e2attrs", 318, pathname "file",
  returns = text "attrs", added = "1.17.31",
  help = "attribute letters of a file on ext"}

call {"set_e2attrs", 319, pathname "file", text "attrs",
  optional = {opt(0, bool "clear")},
  added = "1.17.31",
  help = "add or clear attribute letters of a file on ext",
  note = "attrs are letters as of chattr; clear takes them away instead."}

call {"get_e2generation", 320, pathname "file",
  returns = int64 "generation", added = "1.17.31",
  help = "generation of a file's inode on ext"}

call {"set_e2generation", 321, pathname "file", int64 "generation",
  added = "1.17.31",
  help = "set the generation of a file's inode on ext"}

call {"mke2fs", 368, device "device",
  optional = {
    opt(0, int64 "blockscount"), opt(1, int64 "blocksize"), opt(2, int64 "fragsize"),
    opt(3, int64 "blockspergroup"), opt(4, int64 "numberofgroups"), opt(5, int64 "bytesperinode"),
    opt(6, int64 "inodesize"), opt(7, int64 "journalsize"), opt(8, int64 "numberofinodes"),
    opt(9, int64 "stridesize"), opt(10, int64 "stripewidth"), opt(11, int64 "maxonlineresize"),
    opt(12, int32 "reservedblockspercentage"), opt(13, int32 "mmpupdateinterval"),
    opt(14, text "journaldevice"), opt(15, text "label"), opt(16, text "lastmounteddir"),
    opt(17, text "creatoros"), opt(18, text "fstype"), opt(19, text "usagetype"),
    opt(20, text "uuid"), opt(21, bool "forcecreate"), opt(22, bool "writesbandgrouponly"),
    opt(23, bool "lazyitableinit"), opt(24, bool "lazyjournalinit"), opt(25, bool "testfs"),
    opt(26, bool "discard"), opt(27, bool "quotatype"), opt(28, bool "extent"),
    opt(29, bool "filetype"), opt(30, bool "flexbg"), opt(31, bool "hasjournal"),
    opt(32, bool "journaldev"), opt(33, bool "largefile"), opt(34, bool "quota"),
    opt(35, bool "resizeinode"), opt(36, bool "sparsesuper"), opt(37, bool "uninitbg")},
  added = "1.19.44",
  help = "make an ext file system, every setting open"}
