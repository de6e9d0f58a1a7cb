-- Partition tables. Sectors are 512 bytes unless the disk says otherwise; numbers start at 1.
group("partitions", "Partitions")

call {"list_partitions", 8,
  returns = list(device) "partitions", added = "0.0.4",
  help = "names of the partitions on all disks"}

call {"sfdisk", 43, device "device", int32 "cyls", int32 "heads", int32 "sectors",
  list(text) "lines",
  replaced_by = "part_add", added = "0.0.8",
  help = "partition a disk from lines for sfdisk"}

call {"sfdisk_N", 99, device "device", int32 "partnum", int32 "cyls", int32 "heads",
  int32 "sectors", text "line",
  replaced_by = "part_add", added = "1.0.26",
  help = "change one partition through sfdisk"}

call {"sfdisk_l", 100, device "device",
  returns = device "partitions", replaced_by = "part_list", added = "1.0.26",
  help = "partitions as sfdisk prints them"}

call {"sfdisk_kernel_geometry", 101, device "device",
  returns = text "partitions", added = "1.0.26",
  help = "cylinders, heads and sectors as the kernel sees them"}

call {"sfdisk_disk_geometry", 102, device "device",
  returns = text "partitions", added = "1.0.26",
  help = "cylinders, heads and sectors as the partition table suggests"}

call {"sfdiskM", 139, device "device", list(text) "lines",
  replaced_by = "part_add", added = "1.0.55",
  help = "partition a disk from lines for sfdisk, sizes in MiB"}

call {"part_init", 208, device "device", text "parttype",
  added = "1.0.78",
  help = "write an empty partition table",
  note = "parttype: mbr (or msdos), gpt, and the rarer aix, amiga, bsd, dasd, dvh, mac, pc98, " ..
    "sun."}

call {"part_add", 209, device "device", text "prlogex", int64 "startsect", int64 "endsect",
  added = "1.0.78",
  help = "add a partition",
  note = "prlogex: p primary, l logical, e extended; sectors count from 0, negative endsect " ..
    "from the end of the disk."}

call {"part_disk", 210, device "device", text "parttype",
  added = "1.0.78",
  help = "write a partition table with one partition over the whole disk",
  note = "parttype as for part_init."}

call {"part_set_bootable", 211, device "device", int32 "partnum", bool "bootable",
  added = "1.0.78",
  help = "set or clear the boot flag of a partition"}

call {"part_set_name", 212, device "device", int32 "partnum", text "name",
  added = "1.0.78",
  help = "name a partition (GPT)"}

call {"part_list", 213, device "device",
  returns = structs "partition" "partitions", added = "1.0.78",
  help = "partitions of a disk with start, end and size"}

call {"part_get_parttype", 214, device "device",
  returns = text "parttype", added = "1.0.78",
  help = "kind of the partition table"}

call {"part_del", 233, device "device", int32 "partnum",
  added = "1.3.2",
  help = "remove a partition"}

call {"part_get_bootable", 234, device "device", int32 "partnum",
  returns = bool "bootable", added = "1.3.2",
  help = "whether a partition has the boot flag"}

call {"part_get_mbr_id", 235, device "device", int32 "partnum",
  returns = int32 "idbyte", added = "1.3.2",
  help = "type byte of an MBR partition"}

call {"part_set_mbr_id", 236, device "device", int32 "partnum", int32 "idbyte",
  added = "1.3.2",
  help = "set the type byte of an MBR partition"}

call {"part_to_dev", 272, device "partition",
  returns = device "device", added = "1.5.15",
  help = "disk that a partition is on"}

call {"part_to_partnum", 293, device "partition",
  returns = int32 "partnum", added = "1.13.25",
  help = "number of a partition"}

call {"part_set_gpt_type", 392, device "device", int32 "partnum", guid "guid",
  needs = "gdisk", added = "1.21.1",
  help = "set the type GUID of a GPT partition"}

call {"part_get_gpt_type", 393, device "device", int32 "partnum",
  returns = text "guid", needs = "gdisk", added = "1.21.1",
  help = "type GUID of a GPT partition"}

call {"part_get_name", 416, device "device", int32 "partnum",
  returns = text "name", added = "1.25.33",
  help = "name of a partition (GPT)"}

call {"part_set_gpt_guid", 446, device "device", int32 "partnum", guid "guid",
  needs = "gdisk", added = "1.29.25",
  help = "set the GUID of a GPT partition"}

call {"part_get_gpt_guid", 447, device "device", int32 "partnum",
  returns = text "guid", needs = "gdisk", added = "1.29.25",
  help = "GUID of a GPT partition"}

call {"part_get_mbr_part_type", 454, device "device", int32 "partnum",
  returns = text "partitiontype", added = "1.29.32",
  help = "whether an MBR partition is primary, logical or extended",
  note = "primary, extended or logical."}

call {"part_set_disk_guid", 459, device "device", guid "guid",
  needs = "gdisk", added = "1.33.2",
  help = "set the GUID of a GPT disk"}

call {"part_get_disk_guid", 460, device "device",
  returns = text "guid", needs = "gdisk", added = "1.33.2",
  help = "GUID of a GPT disk"}

call {"part_set_disk_guid_random", 461, device "device",
  needs = "gdisk", added = "1.33.2",
  help = "give a GPT disk a new random GUID"}

call {"part_expand_gpt", 462, device "device",
  needs = "gdisk", added = "1.33.2",
  help = "move the second GPT to the end of a disk that has grown"}

call {"part_resize", 477, device "device", int32 "partnum", int64 "endsect",
  added = "1.37.20",
  help = "move the end of a partition"}

call {"part_set_gpt_attributes", 503, device "device", int32 "partnum", int64 "attributes",
  needs = "gdisk", added = "1.21.1",
  help = "set the attribute bits of a GPT partition",
  note = "Bit 0 required, 1 ignored by EFI, 2 bootable by BIOS, 48 to 63 by type."}

call {"part_get_gpt_attributes", 504, device "device", int32 "partnum",
  returns = int64 "attributes", needs = "gdisk", added = "1.21.1",
  help = "attribute bits of a GPT partition"}
