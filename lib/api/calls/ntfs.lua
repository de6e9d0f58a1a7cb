-- NTFS, through ntfs-3g and ntfsprogs.
group("ntfs", "NTFS")

call {"ntfs_3g_probe", 110, bool "rw", device "device",
  returns = int32 "status", needs = "ntfs3g", added = "1.0.43",
  help = "whether ntfs-3g could mount a device; answers its exit status"}

call {"ntfsresize_size", 250, device "device", int64 "size",
  needs = "ntfsprogs", replaced_by = "ntfsresize", added = "1.3.14",
  help = "set the size of an NTFS in bytes"}

call {"ntfsresize", 288, device "device",
  optional = {opt(0, int64 "size"), opt(1, bool "force")},
  needs = "ntfsprogs", aliases = {"ntfsresize_opts"}, added = "1.3.2",
  help = "set the size of an NTFS, by default that of its device",
  note = "force works on a file system that is marked as in need of a check."}

call {"ntfsfix", 307, device "device",
  optional = {opt(0, bool "clearbadsectors")},
  needs = "ntfs3g", added = "1.17.9",
  help = "repair simple faults of an NTFS and have Windows check it"}

call {"ntfsclone_out", 308, device "device", file_out "backupfile",
  optional = {
    opt(0, bool "metadataonly"), opt(1, bool "rescue"), opt(2, bool "ignorefscheck"),
    opt(3, bool "preservetimestamps"), opt(4, bool "force")},
  cancellable = true, needs = "ntfs3g", added = "1.17.9",
  help = "fetch an NTFS as an image of ntfsclone"}

call {"ntfsclone_in", 309, file_in "backupfile", device "device",
  cancellable = true, needs = "ntfs3g", added = "1.17.9",
  help = "restore an NTFS from an image of ntfsclone"}
