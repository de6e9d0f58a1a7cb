-- Making, removing, copying and changing files and directories below the mounted root.
group("files", "Files and directories")

call {"touch", 3, pathname "path",
  added = "0.0.3",
  help = "set the times of a path to now, creating a file where nothing is"}

call {"rm", 29, pathname "path",
  added = "0.0.8",
  help = "remove one file (not a directory)"}

call {"rmdir", 30, pathname "path",
  added = "0.0.8",
  help = "remove one empty directory"}

call {"rm_rf", 31, pathname "path",
  added = "0.0.8",
  help = "remove a whole tree; a missing path is no error"}

call {"mkdir", 32, pathname "path",
  added = "0.0.8",
  help = "make one directory"}

call {"mkdir_p", 33, pathname "path",
  added = "0.0.8",
  help = "make a directory and its missing parents"}

call {"chmod", 34, int32 "mode", pathname "path",
  added = "0.0.8",
  help = "set the permission bits of a path",
  note = "mode holds the 12 low bits; 0644 is octal. Symlinks are followed."}

call {"chown", 35, int32 "owner", int32 "group", pathname "path",
  added = "0.0.8",
  help = "set owner and group, following symlinks"}

call {"cp", 87, pathname "src", pathname "dest",
  added = "1.0.18",
  help = "copy one file"}

call {"cp_a", 88, pathname "src", pathname "dest",
  added = "1.0.18",
  help = "copy a tree with its attributes"}

call {"mv", 89, pathname "src", pathname "dest",
  added = "1.0.18",
  help = "move a file or directory, between file systems too"}

call {"mkdtemp", 117, pathname "tmpl",
  returns = text "dir", added = "1.0.54",
  help = "make a directory with a unique name",
  note = "tmpl ends in XXXXXX, which becomes something unique: /tmp/workXXXXXX."}

call {"mknod", 133, int32 "mode", int32 "devmajor", int32 "devminor", pathname "path",
  needs = "mknod", added = "1.0.55",
  help = "make a device node, a pipe or a socket",
  note = "mode holds the kind of node too, as for mknod(2)."}

call {"mkfifo", 134, int32 "mode", pathname "path",
  needs = "mknod", added = "1.0.55",
  help = "make a named pipe"}

call {"mknod_b", 135, int32 "mode", int32 "devmajor", int32 "devminor", pathname "path",
  needs = "mknod", added = "1.0.55",
  help = "make a block device node"}

call {"mknod_c", 136, int32 "mode", int32 "devmajor", int32 "devminor", pathname "path",
  needs = "mknod", added = "1.0.55",
  help = "make a character device node"}

call {"umask", 137, int32 "mask",
  returns = int32 "oldmask", added = "1.0.55",
  help = "set the daemon's umask; answers the old one",
  note = "Applies to files that later calls make."}

call {"ln", 164, text "target", pathname "linkname",
  added = "1.0.66",
  help = "make a hard link"}

call {"ln_f", 165, text "target", pathname "linkname",
  added = "1.0.66",
  help = "make a hard link, replacing what is there"}

call {"ln_s", 166, text "target", pathname "linkname",
  added = "1.0.66",
  help = "make a symlink"}

call {"ln_sf", 167, text "target", pathname "linkname",
  added = "1.0.66",
  help = "make a symlink, replacing what is there"}

call {"fallocate", 169, pathname "path", int32 "len",
  replaced_by = "fallocate64", added = "1.0.66",
  help = "reserve space for a file, below 2 GiB"}

call {"truncate", 199, pathname "path",
  added = "1.0.77",
  help = "cut a file to no bytes"}

call {"truncate_size", 200, pathname "path", int64 "size",
  added = "1.0.77",
  help = "set the length of a file"}

call {"utimens", 201, pathname "path", int64 "atsecs", int64 "atnsecs", int64 "mtsecs",
  int64 "mtnsecs",
  added = "1.0.77",
  help = "set access and modification time",
  note = "Seconds since 1970 and nanoseconds. Nanoseconds of -1 mean now, -2 leave that time as " ..
    "it is."}

call {"mkdir_mode", 202, pathname "path", int32 "mode",
  added = "1.0.77",
  help = "make one directory with the given mode"}

call {"lchown", 203, int32 "owner", int32 "group", pathname "path",
  added = "1.0.77",
  help = "set owner and group of a link itself"}

call {"fill", 215, int32 "c", int32 "len", pathname "path",
  progress = true, added = "1.0.79",
  help = "make a file of one byte, repeated",
  note = "c is the byte as a number, 0 to 255."}

call {"get_umask", 240,
  returns = int32 "mask", added = "1.3.4",
  help = "the daemon's umask"}

call {"fill_pattern", 245, text "pattern", int32 "len", pathname "path",
  progress = true, added = "1.3.12",
  help = "make a file of a string, repeated"}

call {"fallocate64", 252, pathname "path", int64 "len",
  added = "1.3.17",
  help = "reserve space for a file"}

call {"copy_file_to_file", 297, pathname "src", pathname "dest",
  optional = {
    opt(0, int64 "srcoffset"), opt(1, int64 "destoffset"), opt(2, int64 "size"),
    opt(3, bool "sparse"), opt(4, bool "append")},
  progress = true, added = "1.13.25",
  help = "copy from a file to a file"}

call {"rsync", 344, pathname "src", pathname "dest",
  optional = {opt(0, bool "archive"), opt(1, bool "deletedest")},
  needs = "rsync", added = "1.19.29",
  help = "copy a tree within the guest with rsync"}

call {"rsync_in", 345, text "remote", pathname "dest",
  optional = {opt(0, bool "archive"), opt(1, bool "deletedest")},
  needs = "rsync", added = "1.19.29",
  help = "fetch a tree from a machine in the network with rsync",
  note = "The appliance needs a network."}

call {"rsync_out", 346, pathname "src", text "remote",
  optional = {opt(0, bool "archive"), opt(1, bool "deletedest")},
  needs = "rsync", added = "1.19.29",
  help = "send a tree to a machine in the network with rsync",
  note = "The appliance needs a network."}

call {"fill_dir", 348, pathname "dir", int32 "nr",
  added = "1.19.32",
  help = "make many empty files in a directory"}

call {"rm_f", 367, pathname "path",
  added = "1.19.42",
  help = "remove one file; a missing one is no error"}

call {"mktemp", 373, pathname "tmpl",
  optional = {opt(0, text "suffix")},
  returns = text "path", added = "1.19.53",
  help = "make a file with a unique name",
  note = "tmpl ends in XXXXXX; suffix, when given, is appended after it."}

call {"rename", 394, pathname "oldpath", pathname "newpath",
  added = "1.21.5",
  help = "rename within one file system"}

call {"cp_r", 401, pathname "src", pathname "dest",
  added = "1.21.38",
  help = "copy a tree without its attributes"}

call {"copy_attributes", 415, pathname "src", pathname "dest",
  optional = {
    opt(0, bool "all"), opt(1, bool "mode"), opt(2, bool "xattributes"), opt(3, bool "ownership")},
  added = "1.25.21",
  help = "copy mode, owner and extended attributes from one path to another",
  note = "Copies what is asked for; all asks for everything."}
