-- Sizes in mbytes are MiB; a device of a logical volume is /dev/VG/LV.
group("lvm", "LVM: physical volumes, volume groups, logical volumes")

call {"pvs", 9,
  returns = list(device) "physvols", needs = "lvm2", added = "0.0.4",
  help = "names of the devices that hold LVM physical volumes"}

call {"vgs", 10,
  returns = list(text) "volgroups", needs = "lvm2", added = "0.0.4",
  help = "names of the LVM volume groups"}

call {"lvs", 11,
  returns = list(device) "logvols", needs = "lvm2", added = "0.0.4",
  help = "names of the LVM logical volumes, as /dev/VG/LV"}

call {"pvs_full", 12,
  returns = structs "lvm_pv" "physvols", needs = "lvm2", added = "0.0.4",
  help = "all that LVM reports about the physical volumes"}

call {"vgs_full", 13,
  returns = structs "lvm_vg" "volgroups", needs = "lvm2", added = "0.0.4",
  help = "all that LVM reports about the volume groups"}

call {"lvs_full", 14,
  returns = structs "lvm_lv" "logvols", needs = "lvm2", added = "0.0.4",
  help = "all that LVM reports about the logical volumes"}

call {"pvcreate", 39, device "device",
  needs = "lvm2", added = "0.0.8",
  help = "make a device an LVM physical volume"}

call {"vgcreate", 40, text "volgroup", list(device) "physvols",
  needs = "lvm2", added = "0.0.8",
  help = "make a volume group from physical volumes"}

call {"lvcreate", 41, text "logvol", text "volgroup", int32 "mbytes",
  needs = "lvm2", added = "0.0.8",
  help = "make a logical volume of a size in MiB"}

call {"lvm_remove_all", 48,
  needs = "lvm2", added = "0.0.8",
  help = "remove all logical volumes, volume groups and physical volumes"}

call {"lvremove", 77, device "device",
  needs = "lvm2", added = "1.0.13",
  help = "remove a logical volume",
  note = "The name of a whole volume group, /dev/VG, removes all its logical volumes."}

call {"vgremove", 78, text "vgname",
  needs = "lvm2", added = "1.0.13",
  help = "remove a volume group and its logical volumes"}

call {"pvremove", 79, device "device",
  needs = "lvm2", added = "1.0.13",
  help = "remove LVM's label from a device"}

call {"pvresize", 98, device "device",
  needs = "lvm2", added = "1.0.26",
  help = "fit a physical volume to its device"}

call {"vg_activate_all", 103, bool "activate",
  needs = "lvm2", added = "1.0.26",
  help = "activate or deactivate all volume groups"}

call {"vg_activate", 104, bool "activate", list(text) "volgroups",
  needs = "lvm2", added = "1.0.26",
  help = "activate or deactivate volume groups",
  note = "An empty list means all of them."}

call {"lvresize", 105, device "device", int32 "mbytes",
  needs = "lvm2", added = "1.0.27",
  help = "set the size of a logical volume in MiB"}

call {"lvrename", 219, text "logvol", text "newlogvol",
  added = "1.0.83",
  help = "rename a logical volume"}

call {"vgrename", 220, text "volgroup", text "newvolgroup",
  added = "1.0.83",
  help = "rename a volume group"}

call {"pvuuid", 222, device "device",
  returns = text "uuid", added = "1.0.87",
  help = "UUID of a physical volume"}

call {"vguuid", 223, text "vgname",
  returns = text "uuid", added = "1.0.87",
  help = "UUID of a volume group"}

call {"lvuuid", 224, device "device",
  returns = text "uuid", added = "1.0.87",
  help = "UUID of a logical volume"}

call {"vgpvuuids", 225, text "vgname",
  returns = list(text) "uuids", added = "1.0.87",
  help = "UUIDs of the physical volumes in a volume group"}

call {"vglvuuids", 226, text "vgname",
  returns = list(text) "uuids", added = "1.0.87",
  help = "UUIDs of the logical volumes in a volume group"}

call {"vgscan", 232,
  replaced_by = "lvm_scan", added = "1.3.2",
  help = "look for volume groups again"}

call {"lvresize_free", 238, device "lv", int32 "percent",
  needs = "lvm2", added = "1.3.3",
  help = "grow a logical volume by a percentage of the free space"}

call {"pvresize_size", 249, device "device", int64 "size",
  needs = "lvm2", added = "1.3.14",
  help = "set the size of a physical volume in bytes"}

call {"lvm_set_filter", 255, list(device) "devices",
  needs = "lvm2", added = "1.5.1",
  help = "have LVM look at the given devices only",
  note = "All volume groups are deactivated first."}

call {"lvm_clear_filter", 256,
  added = "1.5.1",
  help = "have LVM look at every device again"}

call {"is_lv", 264, mountable "mountable",
  returns = bool "lvflag", added = "1.5.3",
  help = "whether a device is an LVM logical volume"}

call {"lvm_canonical_lv_name", 277, text "lvname",
  returns = device "lv", added = "1.5.24",
  help = "name of a logical volume as /dev/VG/LV"}

call {"lvcreate_free", 312, text "logvol", text "volgroup", int32 "percent",
  needs = "lvm2", added = "1.17.18",
  help = "make a logical volume of a percentage of the free space",
  note = "percent of what is free in the volume group, 1 to 100."}

call {"vgmeta", 315, text "vgname",
  returns = bytes "metadata", needs = "lvm2", added = "1.17.20",
  help = "LVM's metadata of a volume group"}

call {"pvchange_uuid", 338, device "device",
  needs = "lvm2", added = "1.19.26",
  help = "give a physical volume a new UUID"}

call {"pvchange_uuid_all", 339,
  needs = "lvm2", added = "1.19.26",
  help = "give all physical volumes new UUIDs"}

call {"vgchange_uuid", 340, text "vg",
  needs = "lvm2", added = "1.19.26",
  help = "give a volume group a new UUID"}

call {"vgchange_uuid_all", 341,
  needs = "lvm2", added = "1.19.26",
  help = "give all volume groups new UUIDs"}

call {"lvm_scan", 506, bool "activate",
  added = "1.39.8",
  help = "look for LVM's volumes again, activating them on request"}
