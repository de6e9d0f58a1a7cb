-- Linux software RAID (md) and dynamic disks of Windows (ldmtool).
group("raid", "Software RAID and Windows dynamic disks")

call {"md_create", 299, text "name", list(device) "devices",
  optional = {
    opt(0, int64 "missingbitmap"), opt(1, int32 "nrdevices"), opt(2, int32 "spare"),
    opt(3, int64 "chunk"), opt(4, text "level")},
  needs = "mdadm", added = "1.15.6",
  help = "make a RAID array",
  note = "level: linear, raid0 or 0, raid1 or 1, raid4, raid5, raid6, raid10. missingbitmap has " ..
    "bit i set where device i is left out."}

call {"list_md_devices", 300,
  returns = list(device) "devices", added = "1.15.4",
  help = "names of the RAID arrays"}

call {"md_detail", 301, device "md",
  returns = pairs(text, text) "info", needs = "mdadm", added = "1.15.6",
  help = "what mdadm knows about a RAID array"}

call {"md_stop", 302, device "md",
  needs = "mdadm", added = "1.15.6",
  help = "stop a RAID array"}

call {"md_stat", 316, device "md",
  returns = structs "mdstat" "devices", needs = "mdadm", added = "1.17.21",
  help = "members of a RAID array and their state"}

call {"list_ldm_volumes", 380,
  returns = list(device) "devices", needs = "ldm", added = "1.20.0",
  help = "devices of the dynamic volumes"}

call {"list_ldm_partitions", 381,
  returns = list(device) "devices", needs = "ldm", added = "1.20.0",
  help = "devices of the dynamic partitions"}

call {"ldmtool_create_all", 382,
  needs = "ldm", added = "1.20.0",
  help = "make devices for all dynamic volumes"}

call {"ldmtool_remove_all", 383,
  needs = "ldm", added = "1.20.0",
  help = "remove the devices of all dynamic volumes"}

call {"ldmtool_scan", 384,
  returns = list(text) "guids", needs = "ldm", added = "1.20.0",
  help = "GUIDs of the disk groups on all disks"}

call {"ldmtool_scan_devices", 385, list(device) "devices",
  returns = list(text) "guids", needs = "ldm", added = "1.20.0",
  help = "GUIDs of the disk groups on given disks"}

call {"ldmtool_diskgroup_name", 386, text "diskgroup",
  returns = text "name", needs = "ldm", added = "1.20.0",
  help = "name of a disk group"}

call {"ldmtool_diskgroup_volumes", 387, text "diskgroup",
  returns = list(text) "volumes", needs = "ldm", added = "1.20.0",
  help = "names of the volumes in a disk group"}

call {"ldmtool_diskgroup_disks", 388, text "diskgroup",
  returns = list(device) "disks", needs = "ldm", added = "1.20.0",
  help = "GUIDs of the disks in a disk group"}

call {"ldmtool_volume_type", 389, text "diskgroup", text "volume",
  returns = text "voltype", needs = "ldm", added = "1.20.0",
  help = "layout of a dynamic volume"}

call {"ldmtool_volume_hint", 390, text "diskgroup", text "volume",
  returns = text "hint", needs = "ldm", added = "1.20.0",
  help = "drive letter that a dynamic volume asks for"}

call {"ldmtool_volume_partitions", 391, text "diskgroup", text "volume",
  returns = list(device) "partitions", needs = "ldm", added = "1.20.0",
  help = "partitions that make up a dynamic volume"}
