-- Reading what a file system does not show.
group("forensics", "Deleted files, raw blocks, malware rules")

call {"ntfscat_i", 463, mountable "device", int64 "inode", file_out "filename",
  progress = true, cancellable = true, added = "1.33.14",
  help = "fetch a file of an NTFS by its inode"}

call {"download_inode", 464, mountable "device", int64 "inode", file_out "filename",
  progress = true, cancellable = true, needs = "sleuthkit", added = "1.33.14",
  help = "fetch a file by its inode, a removed one too"}

call {"internal_filesystem_walk", 466, mountable "device", file_out "filename",
  needs = "libtsk", visibility = "internal", added = "1.33.39",
  help = "fetch all names of a file system, removed ones too",
  note = "A stream of tsk_dirent without count or frame, up to the end of the file."}

call {"download_blocks", 468, mountable "device", int64 "start", int64 "stop", file_out "filename",
  optional = {opt(0, bool "unallocated")},
  progress = true, cancellable = true, needs = "sleuthkit", added = "1.33.45",
  help = "fetch blocks of a file system as they are",
  note = "From block start up to stop; unallocated asks for the free ones."}

call {"internal_find_inode", 470, mountable "device", int64 "inode", file_out "filename",
  needs = "libtsk", visibility = "internal", added = "1.35.6",
  help = "fetch the names that an inode has",
  note = "A stream of tsk_dirent without count or frame, up to the end of the file."}

call {"yara_load", 472, file_in "filename",
  progress = true, cancellable = true, needs = "libyara", added = "1.37.13",
  help = "load rules that files are matched against"}

call {"yara_destroy", 473,
  needs = "libyara", added = "1.37.13",
  help = "forget the loaded rules"}

call {"internal_yara_scan", 474, pathname "path", file_out "filename",
  needs = "libyara", visibility = "internal", added = "1.37.13",
  help = "fetch the rules that a file matches",
  note = "A stream of yara_detection without count or frame, up to the end of the file."}
