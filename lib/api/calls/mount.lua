-- Where file systems are attached below the daemon's sysroot.
group("mount", "Mounting")

call {"mount", 1, mountable "mountable", text "mountpoint",
  added = "0.0.3",
  help = "attach a file system read-write",
  note = "The first mount has to be at /. A mountable is a device or btrfsvol:DEVICE/VOLUME."}

call {"umount", 45, device_or_path "pathordevice",
  optional = {opt(0, bool "force"), opt(1, bool "lazyunmount")},
  aliases = {"umount_opts", "unmount"}, added = "0.0.8",
  help = "detach a file system, named by mountpoint or device",
  note = "force detaches a server that does not answer; lazyunmount detaches now and cleans up " ..
    "when nobody uses it any more."}

call {"mounts", 46,
  returns = list(mountable) "devices", added = "0.0.8",
  help = "devices mounted below the sysroot"}

call {"umount_all", 47,
  aliases = {"unmount_all"}, added = "0.0.8",
  help = "detach every file system below the sysroot"}

call {"statvfs", 54, pathname "path",
  returns = struct "statvfs" "statbuf", added = "1.9.2",
  help = "blocks and inodes of a file system, used and free"}

call {"mount_ro", 73, mountable "mountable", text "mountpoint",
  added = "1.0.10",
  help = "attach a file system read-only"}

call {"mount_options", 74, text "options", mountable "mountable", text "mountpoint",
  added = "1.0.10",
  help = "attach a file system with mount options"}

call {"mount_vfs", 75, text "options", text "vfstype", mountable "mountable", text "mountpoint",
  added = "1.0.10",
  help = "attach a file system with mount options and a type"}

call {"df", 125,
  returns = text "output", added = "1.0.54",
  help = "room in the mounted file systems, as `df` prints it"}

call {"df_h", 126,
  returns = text "output", added = "1.0.54",
  help = "room in the mounted file systems, as `df -h` prints it"}

call {"mount_loop", 129, pathname "file", pathname "mountpoint",
  added = "1.0.54",
  help = "attach a file system that lies in a file of the guest"}

call {"mountpoints", 147,
  returns = pairs(mountable, text) "mps", added = "1.0.62",
  help = "mountpoint of each device mounted below the sysroot"}

call {"mkmountpoint", 148, text "exemptpath",
  added = "1.0.62",
  help = "make a mountpoint, even where nothing is mounted yet",
  note = "Needed to mount anywhere but at / first."}

call {"rmmountpoint", 149, text "exemptpath",
  added = "1.0.62",
  help = "remove a mountpoint made by mkmountpoint"}

call {"list_9p", 285,
  returns = list(text) "mounttags", deprecated = true, added = "1.11.12",
  help = "retired, always fails"}

call {"mount_9p", 286, text "mounttag", text "mountpoint",
  optional = {opt(0, text "options")},
  deprecated = true, added = "1.11.12",
  help = "retired, always fails"}

call {"mklost_and_found", 374, pathname "mountpoint",
  added = "1.19.56",
  help = "make the lost+found directory of an ext file system"}

call {"internal_parse_mountable", 396, mountable "mountable",
  returns = struct "internal_mountable" "mountable", visibility = "internal", added = "1.21.11",
  help = "parts of a mountable: kind, device, volume",
  note = "The device is the appliance's own name for it."}

call {"remount", 402, pathname "mountpoint",
  optional = {opt(0, bool "rw")},
  added = "1.23.2",
  help = "make a mounted file system writable or read-only"}
