-- The structs of results. Order is the order on the wire; a field list never changes, whatever else
-- does, as old clients read by position.
-- size counts bytes, uuid is 32 letters without dashes, percent may be absent.

structure {"int_bool", int32 "i", int32 "b", help = "A number and a flag"}

structure {"lvm_pv", text "pv_name", uuid "pv_uuid", text "pv_fmt", size "pv_size",
  size "dev_size", size "pv_free", size "pv_used", text "pv_attr", int64 "pv_pe_count",
  int64 "pv_pe_alloc_count", text "pv_tags", size "pe_start", int64 "pv_mda_count",
  size "pv_mda_free", help = "A physical volume; -1: LVM does not say"}

structure {"lvm_vg", text "vg_name", uuid "vg_uuid", text "vg_fmt", text "vg_attr", size "vg_size",
  size "vg_free", text "vg_sysid", size "vg_extent_size", int64 "vg_extent_count",
  int64 "vg_free_count", int64 "max_lv", int64 "max_pv", int64 "pv_count", int64 "lv_count",
  int64 "snap_count", int64 "vg_seqno", text "vg_tags", int64 "vg_mda_count", size "vg_mda_free",
  help = "A volume group"}

structure {"lvm_lv", text "lv_name", uuid "lv_uuid", text "lv_attr", int64 "lv_major",
  int64 "lv_minor", int64 "lv_kernel_major", int64 "lv_kernel_minor", size "lv_size",
  int64 "seg_count", text "origin", percent "snap_percent", percent "copy_percent", text "move_pv",
  text "lv_tags", text "mirror_log", text "modules", help = "A logical volume"}

structure {"stat", int64 "dev", int64 "ino", int64 "mode", int64 "nlink", int64 "uid", int64 "gid",
  int64 "rdev", int64 "size", int64 "blksize", int64 "blocks", int64 "atime", int64 "mtime",
  int64 "ctime", help = "File status in whole seconds; made by clients from statns"}

structure {"statns", int64 "st_dev", int64 "st_ino", int64 "st_mode", int64 "st_nlink",
  int64 "st_uid", int64 "st_gid", int64 "st_rdev", int64 "st_size", int64 "st_blksize",
  int64 "st_blocks", int64 "st_atime_sec", int64 "st_atime_nsec", int64 "st_mtime_sec",
  int64 "st_mtime_nsec", int64 "st_ctime_sec", int64 "st_ctime_nsec", int64 "st_spare1",
  int64 "st_spare2", int64 "st_spare3", int64 "st_spare4", int64 "st_spare5", int64 "st_spare6",
  help = "File status with nanoseconds; st_ino -1: no such name (lists only)"}

structure {"statvfs", int64 "bsize", int64 "frsize", int64 "blocks", int64 "bfree", int64 "bavail",
  int64 "files", int64 "ffree", int64 "favail", int64 "fsid", int64 "flag", int64 "namemax",
  help = "Room in a file system; bsize and frsize in bytes, the rest in blocks or inodes"}

structure {"dirent", int64 "ino", char "ftyp", text "name",
  help = "A directory entry; ftyp: b c d f l r s, u unknown, ? other"}

structure {"version", int64 "major", int64 "minor", int64 "release", text "extra",
  help = "A version; made by clients, never sent"}

structure {"xattr", text "attrname", bytes "attrval", help = "An extended attribute"}

structure {"inotify_event", int64 "in_wd", uint32 "in_mask", uint32 "in_cookie", text "in_name",
  help = "A change seen by inotify"}

structure {"partition", int32 "part_num", size "part_start", size "part_end", size "part_size",
  help = "A partition; start, end (inclusive) and size in bytes"}

structure {"application", text "app_name", text "app_display_name", int32 "app_epoch",
  text "app_version", text "app_release", text "app_install_path", text "app_trans_path",
  text "app_publisher", text "app_url", text "app_source_package", text "app_summary",
  text "app_description", help = "An installed program, the old form; made by clients"}

structure {"application2", text "app2_name", text "app2_display_name", int32 "app2_epoch",
  text "app2_version", text "app2_release", text "app2_arch", text "app2_install_path",
  text "app2_trans_path", text "app2_publisher", text "app2_url", text "app2_source_package",
  text "app2_summary", text "app2_description", text "app2_spare1", text "app2_spare2",
  text "app2_spare3", text "app2_spare4", help = "An installed program"}

structure {"isoinfo", text "iso_system_id", text "iso_volume_id", uint32 "iso_volume_space_size",
  uint32 "iso_volume_set_size", uint32 "iso_volume_sequence_number",
  uint32 "iso_logical_block_size", text "iso_volume_set_id", text "iso_publisher_id",
  text "iso_data_preparer_id", text "iso_application_id", text "iso_copyright_file_id",
  text "iso_abstract_file_id", text "iso_bibliographic_file_id", int64 "iso_volume_creation_t",
  int64 "iso_volume_modification_t", int64 "iso_volume_expiration_t",
  int64 "iso_volume_effective_t",
  help = "The volume descriptor of an ISO 9660 image; times in seconds since 1970, -1 unset"}

structure {"mdstat", text "mdstat_device", int32 "mdstat_index", text "mdstat_flags",
  help = "A member of a RAID array"}

structure {"btrfssubvolume", uint64 "btrfssubvolume_id", uint64 "btrfssubvolume_top_level_id",
  text "btrfssubvolume_path", help = "A subvolume"}

structure {"btrfsqgroup", text "btrfsqgroup_id", uint64 "btrfsqgroup_rfer",
  uint64 "btrfsqgroup_excl", help = "A quota group; rfer and excl in bytes"}

structure {"btrfsbalance", text "btrfsbalance_status", uint64 "btrfsbalance_total",
  uint64 "btrfsbalance_balanced", uint64 "btrfsbalance_considered", uint64 "btrfsbalance_left",
  help = "Progress of a balance, in chunks"}

structure {"btrfsscrub", uint64 "btrfsscrub_data_extents_scrubbed",
  uint64 "btrfsscrub_tree_extents_scrubbed", uint64 "btrfsscrub_data_bytes_scrubbed",
  uint64 "btrfsscrub_tree_bytes_scrubbed", uint64 "btrfsscrub_read_errors",
  uint64 "btrfsscrub_csum_errors", uint64 "btrfsscrub_verify_errors", uint64 "btrfsscrub_no_csum",
  uint64 "btrfsscrub_csum_discards", uint64 "btrfsscrub_super_errors",
  uint64 "btrfsscrub_malloc_errors", uint64 "btrfsscrub_uncorrectable_errors",
  uint64 "btrfsscrub_unverified_errors", uint64 "btrfsscrub_corrected_errors",
  uint64 "btrfsscrub_last_physical", help = "Progress of a scrub"}

structure {"xfsinfo", text "xfs_mntpoint", uint32 "xfs_inodesize", uint32 "xfs_agcount",
  uint32 "xfs_agsize", uint32 "xfs_sectsize", uint32 "xfs_attr", uint32 "xfs_blocksize",
  uint64 "xfs_datablocks", uint32 "xfs_imaxpct", uint32 "xfs_sunit", uint32 "xfs_swidth",
  uint32 "xfs_dirversion", uint32 "xfs_dirblocksize", uint32 "xfs_cimode", text "xfs_logname",
  uint32 "xfs_logblocksize", uint32 "xfs_logblocks", uint32 "xfs_logversion",
  uint32 "xfs_logsectsize", uint32 "xfs_logsunit", uint32 "xfs_lazycount", text "xfs_rtname",
  uint32 "xfs_rtextsize", uint64 "xfs_rtblocks", uint64 "xfs_rtextents",
  help = "Geometry of an XFS; sizes in the units of xfs_info"}

structure {"utsname", text "uts_sysname", text "uts_release", text "uts_version",
  text "uts_machine", help = "The appliance's kernel"}

structure {"hivex_node", int64 "hivex_node_h", help = "A node of a hive"}

structure {"hivex_value", int64 "hivex_value_h", help = "A value of a hive"}

structure {"internal_mountable", int32 "im_type", text "im_device", text "im_volume",
  help = "A mountable in its parts; im_type: 0 device, 1 Btrfs volume, 2 path"}

structure {"tsk_dirent", uint64 "tsk_inode", char "tsk_type", int64 "tsk_size", text "tsk_name",
  uint32 "tsk_flags", int64 "tsk_atime_sec", int64 "tsk_atime_nsec", int64 "tsk_mtime_sec",
  int64 "tsk_mtime_nsec", int64 "tsk_ctime_sec", int64 "tsk_ctime_nsec", int64 "tsk_crtime_sec",
  int64 "tsk_crtime_nsec", int64 "tsk_nlink", text "tsk_link", int64 "tsk_spare1",
  help = "An entry found below a file system, deleted ones too; streamed, not in a reply"}

structure {"yara_detection", text "yara_name", text "yara_rule",
  help = "A rule that matched a file; streamed, not in a reply"}
