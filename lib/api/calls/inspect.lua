-- inspect_os looks; the others answer from what it found.
group("inspect", "Inspection of guests")

call {"inspect_os", 480,
  returns = list(mountable) "roots", added = "1.5.3",
  help = "look for operating systems; answers their root file systems",
  note = "Nothing stays mounted; what was mounted before is unmounted."}

call {"inspect_get_roots", 481,
  returns = list(mountable) "roots", added = "1.7.3",
  help = "root file systems that inspect_os found"}

call {"inspect_get_format", 482, mountable "root",
  returns = text "format", deprecated = true, added = "1.9.4",
  help = "whether a root is installed or an installer"}

call {"inspect_get_type", 483, mountable "root",
  returns = text "name", added = "1.5.3",
  help = "kind of an operating system: linux, windows, freebsd and so on"}

call {"inspect_get_distro", 484, mountable "root",
  returns = text "distro", added = "1.5.3",
  help = "distribution of an operating system"}

call {"inspect_get_package_format", 485, mountable "root",
  returns = text "packageformat", added = "1.7.5",
  help = "package format: rpm, deb and so on"}

call {"inspect_get_package_management", 486, mountable "root",
  returns = text "packagemanagement", added = "1.7.5",
  help = "package manager: dnf, apt and so on"}

call {"inspect_get_product_name", 487, mountable "root",
  returns = text "product", added = "1.5.3",
  help = "name of an operating system for people"}

call {"inspect_get_product_variant", 488, mountable "root",
  returns = text "variant", added = "1.9.13",
  help = "edition of an operating system"}

call {"inspect_get_major_version", 489, mountable "root",
  returns = int32 "major", added = "1.5.3",
  help = "major version of an operating system"}

call {"inspect_get_minor_version", 490, mountable "root",
  returns = int32 "minor", added = "1.5.3",
  help = "minor version of an operating system"}

call {"inspect_get_arch", 491, mountable "root",
  returns = text "arch", added = "1.5.3",
  help = "processor that an operating system is for"}

call {"inspect_get_hostname", 492, mountable "root",
  returns = text "hostname", added = "1.7.9",
  help = "host name of an operating system"}

call {"inspect_get_windows_systemroot", 493, mountable "root",
  returns = text "systemroot", added = "1.5.25",
  help = "Windows directory"}

call {"inspect_get_windows_software_hive", 494, mountable "root",
  returns = text "path", added = "1.35.26",
  help = "path of the software hive"}

call {"inspect_get_windows_system_hive", 495, mountable "root",
  returns = text "path", added = "1.35.26",
  help = "path of the system hive"}

call {"inspect_get_windows_current_control_set", 496, mountable "root",
  returns = text "controlset", added = "1.9.17",
  help = "name of the control set that Windows uses"}

call {"inspect_is_live", 497, mountable "root",
  returns = bool "live", deprecated = true, added = "1.9.4",
  help = "whether a root is a live medium"}

call {"inspect_is_netinst", 498, mountable "root",
  returns = bool "netinst", deprecated = true, added = "1.9.4",
  help = "whether a root is a network installer"}

call {"inspect_is_multipart", 499, mountable "root",
  returns = bool "multipart", deprecated = true, added = "1.9.4",
  help = "whether a root is one of several installer media"}

call {"inspect_get_mountpoints", 500, mountable "root",
  returns = pairs(text, mountable) "mountpoints", added = "1.5.3",
  help = "device for each mountpoint of an operating system",
  note = "Mount the shortest mountpoint first."}

call {"inspect_get_filesystems", 501, mountable "root",
  returns = list(mountable) "filesystems", added = "1.5.3",
  help = "file systems that belong to an operating system"}

call {"inspect_get_drive_mappings", 502, mountable "root",
  returns = pairs(text, device) "drives", added = "1.9.17",
  help = "device for each drive letter of Windows"}

call {"internal_list_rpm_applications", 510,
  returns = structs "application2" "applications2", visibility = "internal", added = "1.45.3",
  help = "programs in the RPM database of a guest"}
