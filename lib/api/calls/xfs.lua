-- XFS, through xfsprogs.
group("xfs", "XFS")

call {"xfs_info", 337, device_or_path "pathordevice",
  returns = struct "xfsinfo" "info", needs = "xfs", added = "1.19.21",
  help = "geometry of an XFS"}

call {"xfs_growfs", 343, pathname "path",
  optional = {
    opt(0, bool "datasec"), opt(1, bool "logsec"), opt(2, bool "rtsec"), opt(3, int64 "datasize"),
    opt(4, int64 "logsize"), opt(5, int64 "rtsize"), opt(6, int64 "rtextsize"),
    opt(7, int32 "maxpct")},
  needs = "xfs", added = "1.19.28",
  help = "grow a mounted XFS"}

call {"xfs_admin", 349, device "device",
  optional = {
    opt(0, bool "extunwritten"), opt(1, bool "imgfile"), opt(2, bool "v2log"),
    opt(3, bool "projid32bit"), opt(4, bool "lazycounter"), opt(5, text "label"),
    opt(6, text "uuid")},
  needs = "xfs", added = "1.19.33",
  help = "change settings of an unmounted XFS"}

call {"xfs_repair", 366, device_or_path "device",
  optional = {
    opt(0, bool "forcelogzero"), opt(1, bool "nomodify"), opt(2, bool "noprefetch"),
    opt(3, bool "forcegeometry"), opt(4, int64 "maxmem"), opt(5, int64 "ihashsize"),
    opt(6, int64 "bhashsize"), opt(7, int64 "agstride"), opt(8, text "logdev"),
    opt(9, text "rtdev")},
  returns = int32 "status", needs = "xfs", added = "1.19.36",
  help = "repair an XFS; answers the exit status of xfs_repair",
  note = "The file system must not be mounted. Status 1: damage was found (with nomodify), 2: " ..
    "the log has to be replayed by mounting first."}
