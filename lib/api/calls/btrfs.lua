-- Everything here but for making one wants the btrfs tools in the appliance.
group("btrfs", "Btrfs")

call {"btrfs_filesystem_resize", 289, pathname "mountpoint",
  optional = {opt(0, int64 "size")},
  needs = "btrfs", added = "1.11.17",
  help = "set the size of a mounted Btrfs, by default the largest"}

call {"mkfs_btrfs", 317, list(device) "devices",
  optional = {
    opt(0, int64 "allocstart"), opt(1, int64 "bytecount"), opt(2, text "datatype"),
    opt(3, int32 "leafsize"), opt(4, text "label"), opt(5, text "metadata"),
    opt(6, int32 "nodesize"), opt(7, int32 "sectorsize")},
  needs = "btrfs", added = "1.17.25",
  help = "make a Btrfs on one or more devices"}

call {"btrfs_subvolume_snapshot", 322, pathname "source", pathname "dest",
  optional = {opt(0, bool "ro"), opt(1, text "qgroupid")},
  needs = "btrfs", aliases = {"btrfs_subvolume_snapshot_opts"}, added = "1.17.35",
  help = "make a snapshot of a subvolume",
  note = "ro makes it read-only."}

call {"btrfs_subvolume_delete", 323, pathname "subvolume",
  needs = "btrfs", added = "1.17.35",
  help = "remove a subvolume or snapshot"}

call {"btrfs_subvolume_create", 324, pathname "dest",
  optional = {opt(0, text "qgroupid")},
  needs = "btrfs", aliases = {"btrfs_subvolume_create_opts"}, added = "1.17.35",
  help = "make a subvolume"}

call {"btrfs_subvolume_list", 325, mountable_or_path "fs",
  returns = structs "btrfssubvolume" "subvolumes", needs = "btrfs", added = "1.17.35",
  help = "subvolumes of a Btrfs"}

call {"btrfs_subvolume_set_default", 326, int64 "id", pathname "fs",
  needs = "btrfs", added = "1.17.35",
  help = "choose the subvolume that is mounted by default"}

call {"btrfs_filesystem_sync", 327, pathname "fs",
  needs = "btrfs", added = "1.17.35",
  help = "write out one Btrfs"}

call {"btrfs_filesystem_balance", 328, pathname "fs",
  needs = "btrfs", aliases = {"btrfs_balance"}, added = "1.17.35",
  help = "spread a Btrfs anew over its devices"}

call {"btrfs_device_add", 329, list(device) "devices", pathname "fs",
  needs = "btrfs", added = "1.17.35",
  help = "add devices to a mounted Btrfs"}

call {"btrfs_device_delete", 330, list(device) "devices", pathname "fs",
  needs = "btrfs", added = "1.17.35",
  help = "remove devices from a mounted Btrfs"}

call {"btrfs_set_seeding", 331, device "device", bool "seeding",
  needs = "btrfs", added = "1.17.43",
  help = "older name of btrfstune_seeding"}

call {"btrfs_fsck", 332, device "device",
  optional = {opt(0, int64 "superblock"), opt(1, bool "repair")},
  needs = "btrfs", added = "1.17.43",
  help = "check a Btrfs, repair it on request"}

call {"btrfs_subvolume_get_default", 425, mountable_or_path "fs",
  returns = int64 "id", needs = "btrfs", added = "1.29.17",
  help = "id of the subvolume that is mounted by default"}

call {"btrfs_subvolume_show", 426, pathname "subvolume",
  returns = pairs(text, text) "btrfssubvolumeinfo", needs = "btrfs", added = "1.29.17",
  help = "what is known about a subvolume"}

call {"btrfs_quota_enable", 427, mountable_or_path "fs", bool "enable",
  needs = "btrfs", added = "1.29.17",
  help = "turn quotas of a Btrfs on or off"}

call {"btrfs_quota_rescan", 428, mountable_or_path "fs",
  needs = "btrfs", added = "1.29.17",
  help = "count the quotas of a Btrfs anew"}

call {"btrfs_qgroup_limit", 429, pathname "subvolume", int64 "size",
  needs = "btrfs", added = "1.29.17",
  help = "limit the bytes of a subvolume"}

call {"btrfs_qgroup_create", 430, text "qgroupid", pathname "subvolume",
  needs = "btrfs", added = "1.29.17",
  help = "make a quota group"}

call {"btrfs_qgroup_destroy", 431, text "qgroupid", pathname "subvolume",
  needs = "btrfs", added = "1.29.17",
  help = "remove a quota group"}

call {"btrfs_qgroup_show", 432, pathname "path",
  returns = structs "btrfsqgroup" "qgroups", needs = "btrfs", added = "1.29.17",
  help = "quota groups and what they use"}

call {"btrfs_qgroup_assign", 433, text "src", text "dst", pathname "path",
  needs = "btrfs", added = "1.29.17",
  help = "put a quota group below another"}

call {"btrfs_qgroup_remove", 434, text "src", text "dst", pathname "path",
  needs = "btrfs", added = "1.29.17",
  help = "take a quota group out of another"}

call {"btrfs_scrub_start", 435, pathname "path",
  needs = "btrfs", added = "1.29.22",
  help = "start checking all checksums in the background"}

call {"btrfs_scrub_cancel", 436, pathname "path",
  needs = "btrfs", added = "1.29.22",
  help = "stop a scrub"}

call {"btrfs_scrub_resume", 437, pathname "path",
  needs = "btrfs", added = "1.29.22",
  help = "go on with a stopped scrub"}

call {"btrfs_balance_pause", 438, pathname "path",
  needs = "btrfs", added = "1.29.22",
  help = "pause a balance"}

call {"btrfs_balance_cancel", 439, pathname "path",
  needs = "btrfs", added = "1.29.22",
  help = "stop a balance"}

call {"btrfs_balance_resume", 440, pathname "path",
  needs = "btrfs", added = "1.29.22",
  help = "go on with a paused balance"}

call {"btrfs_filesystem_defragment", 443, pathname "path",
  optional = {opt(0, bool "flush"), opt(1, text "compress")},
  needs = "btrfs", added = "1.29.22",
  help = "defragment a file or directory, compressing on request",
  note = "compress: zlib or lzo."}

call {"btrfs_rescue_chunk_recover", 444, device "device",
  needs = "btrfs", added = "1.29.22",
  help = "rebuild the chunk tree of a broken Btrfs"}

call {"btrfs_rescue_super_recover", 445, device "device",
  needs = "btrfs", added = "1.29.22",
  help = "repair the superblocks of a Btrfs from their copies"}

call {"btrfs_balance_status", 448, pathname "path",
  returns = struct "btrfsbalance" "status", needs = "btrfs", added = "1.29.26",
  help = "progress of a balance"}

call {"btrfs_scrub_status", 449, pathname "path",
  returns = struct "btrfsscrub" "status", needs = "btrfs", added = "1.29.26",
  help = "progress of a scrub"}

call {"btrfstune_seeding", 450, device "device", bool "seeding",
  needs = "btrfs", added = "1.29.29",
  help = "make a Btrfs device a seed, or no longer"}

call {"btrfstune_enable_extended_inode_refs", 451, device "device",
  needs = "btrfs", added = "1.29.29",
  help = "turn extended inode references on"}

call {"btrfstune_enable_skinny_metadata_extent_refs", 452, device "device",
  needs = "btrfs", added = "1.29.29",
  help = "turn skinny extent references on"}

call {"btrfs_image", 453, list(device) "source", pathname "image",
  optional = {opt(0, int32 "compresslevel")},
  needs = "btrfs", added = "1.29.32",
  help = "store the metadata of a Btrfs in a file"}

call {"btrfs_replace", 455, device "srcdev", device "targetdev", pathname "mntpoint",
  needs = "btrfs", added = "1.29.48",
  help = "replace a device of a mounted Btrfs"}

call {"btrfs_filesystem_show", 465, device "device",
  returns = list(device) "devices", needs = "btrfs", added = "1.33.29",
  help = "devices of a Btrfs"}
