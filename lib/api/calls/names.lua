-- What is there: existence, kind, status, listings, resolving names.
group("names", "Names, kinds and directory listings")

call {"ll", 5, pathname "directory",
  returns = text "listing", added = "0.0.4",
  help = "listing of one directory as text, as `ls -la` prints it"}

call {"exists", 36, pathname "path",
  returns = bool "existsflag", added = "0.0.8",
  help = "whether a path leads to anything"}

call {"is_file", 37, pathname "path",
  optional = {opt(0, bool "followsymlinks")},
  returns = bool "fileflag", aliases = {"is_file_opts"}, added = "0.0.8",
  help = "whether a path is a regular file"}

call {"is_dir", 38, pathname "path",
  optional = {opt(0, bool "followsymlinks")},
  returns = bool "dirflag", aliases = {"is_dir_opts"}, added = "0.0.8",
  help = "whether a path is a directory"}

call {"equal", 93, pathname "file1", pathname "file2",
  returns = bool "equality", added = "1.0.18",
  help = "whether two files have the same content"}

call {"glob_expand", 113, pathname "pattern",
  optional = {opt(0, bool "directoryslash")},
  returns = list(text) "paths", aliases = {"glob_expand_opts"}, added = "1.0.50",
  help = "paths that match a shell pattern",
  note = "directoryslash puts a / behind the directories found; that is the default."}

call {"du", 127, pathname "path",
  returns = int64 "sizekb", progress = true, added = "1.0.54",
  help = "disk space used below a path, in KiB"}

call {"readdir", 138, pathname "dir",
  returns = structs "dirent" "entries", added = "1.0.55",
  help = "entries of a directory with inode and kind",
  note = "ftyp is one letter: b block device, c character device, d directory, f pipe, l " ..
    "symlink, r file, s socket, u unknown, ? anything else."}

call {"realpath", 163, pathname "path",
  returns = text "rpath", added = "1.0.66",
  help = "absolute path without dots and symlinks"}

call {"readlink", 168, pathname "path",
  returns = text "link", added = "1.0.66",
  help = "what a symlink points at"}

call {"find0", 196, pathname "directory", file_out "files",
  cancellable = true, added = "1.0.74",
  help = "fetch all names below a directory, each ended by NUL",
  note = "Names are relative to the directory."}

call {"case_sensitive_path", 197, pathname "path",
  returns = text "rpath", added = "1.0.75",
  help = "how a path is really spelt, upper and lower case ignored",
  note = "For file systems of Windows, where /WINDOWS and /Windows are the same."}

call {"internal_readlinklist", 206, pathname "path", list(filename) "names",
  returns = list(text) "links", visibility = "internal", added = "1.19.32",
  help = "targets of many links in one directory",
  note = "A name that is no link gives an empty string."}

call {"filesize", 218, pathname "file",
  returns = int64 "size", added = "1.0.82",
  help = "length of a file in bytes"}

call {"is_chardev", 267, pathname "path",
  optional = {opt(0, bool "followsymlinks")},
  returns = bool "flag", aliases = {"is_chardev_opts"}, added = "1.5.10",
  help = "whether a path is a character device"}

call {"is_blockdev", 268, pathname "path",
  optional = {opt(0, bool "followsymlinks")},
  returns = bool "flag", aliases = {"is_blockdev_opts"}, added = "1.5.10",
  help = "whether a path is a block device"}

call {"is_fifo", 269, pathname "path",
  optional = {opt(0, bool "followsymlinks")},
  returns = bool "flag", aliases = {"is_fifo_opts"}, added = "1.5.10",
  help = "whether a path is a named pipe"}

call {"is_symlink", 270, pathname "path",
  returns = bool "flag", added = "1.5.10",
  help = "whether a path is a symlink"}

call {"is_socket", 271, pathname "path",
  optional = {opt(0, bool "followsymlinks")},
  returns = bool "flag", aliases = {"is_socket_opts"}, added = "1.5.10",
  help = "whether a path is a Unix socket"}

call {"is_zero", 283, pathname "path",
  returns = bool "zeroflag", added = "1.11.8",
  help = "whether a file holds zero bytes only"}

call {"llz", 305, pathname "directory",
  returns = text "listing", replaced_by = "lgetxattrs", added = "1.17.6",
  help = "listing of one directory with SELinux contexts, as text"}

call {"ls0", 347, pathname "dir", file_out "filenames",
  added = "1.19.32",
  help = "fetch the names in a directory, each ended by NUL",
  note = "Without . and .. and in no order."}

call {"statns", 421, pathname "path",
  returns = struct "statns" "statbuf", added = "1.27.53",
  help = "status of a path, following symlinks"}

call {"lstatns", 422, pathname "path",
  returns = struct "statns" "statbuf", added = "1.27.53",
  help = "status of a link itself"}

call {"internal_lstatnslist", 423, pathname "path", list(filename) "names",
  returns = structs "statns" "statbufs", visibility = "internal", added = "1.27.53",
  help = "status of many names in one directory",
  note = "A name that cannot be looked at has st_ino -1."}
