-- Whole files and trees, streamed in chunks beside the messages.
group("transfer", "Transfers and archives")

call {"upload", 66, file_in "filename", device_or_path "remotefilename",
  progress = true, cancellable = true, added = "1.0.2",
  help = "store a file of the host as a file or device of the guest"}

call {"download", 67, device_or_path "remotefilename", file_out "filename",
  progress = true, cancellable = true, added = "1.0.2",
  help = "fetch a file or device of the guest"}

call {"tar_in", 69, file_in "tarfile", pathname "directory",
  optional = {
    opt(0, text "compress"), opt(1, bool "xattrs"), opt(2, bool "selinux"), opt(3, bool "acls")},
  cancellable = true, aliases = {"tar_in_opts"}, added = "1.0.3",
  help = "unpack a tar file of the host into a directory",
  note = "compress: compress, gzip, bzip2, xz or lzop; none by default."}

call {"tar_out", 70, text "directory", file_out "tarfile",
  optional = {
    opt(0, text "compress"), opt(1, bool "numericowner"), opt(2, list(text) "excludes"),
    opt(3, bool "xattrs"), opt(4, bool "selinux"), opt(5, bool "acls")},
  cancellable = true, aliases = {"tar_out_opts"}, added = "1.0.3",
  help = "fetch a directory as a tar file",
  note = "compress as for tar_in; excludes are patterns of names to leave out."}

call {"tgz_in", 71, file_in "tarball", pathname "directory",
  cancellable = true, replaced_by = "tar_in", added = "1.0.3",
  help = "unpack a gzipped tar file into a directory"}

call {"tgz_out", 72, pathname "directory", file_out "tarball",
  cancellable = true, replaced_by = "tar_out", added = "1.0.3",
  help = "fetch a directory as a gzipped tar file"}

call {"txz_in", 229, file_in "tarball", pathname "directory",
  cancellable = true, needs = "xz", replaced_by = "tar_in", added = "1.3.2",
  help = "unpack a tar file compressed with xz into a directory"}

call {"txz_out", 230, pathname "directory", file_out "tarball",
  cancellable = true, needs = "xz", replaced_by = "tar_out", added = "1.3.2",
  help = "fetch a directory as a tar file compressed with xz"}

call {"debug_upload", 241, file_in "filename", text "tmpname", int32 "mode",
  cancellable = true, visibility = "debug", added = "1.3.5",
  help = "store a file in the appliance itself; for its developers"}

call {"base64_in", 242, file_in "base64file", pathname "filename",
  cancellable = true, added = "1.3.5",
  help = "store a file of the host that is base64 text, decoded"}

call {"base64_out", 243, pathname "filename", file_out "base64file",
  cancellable = true, added = "1.3.5",
  help = "fetch a file as base64 text"}

call {"upload_offset", 273, file_in "filename", device_or_path "remotefilename", int64 "offset",
  progress = true, cancellable = true, added = "1.5.17",
  help = "write a file of the host into a file or device, from an offset"}

call {"download_offset", 274, device_or_path "remotefilename", file_out "filename", int64 "offset",
  int64 "size",
  progress = true, cancellable = true, added = "1.5.17",
  help = "fetch a range of bytes of a file or device"}

call {"compress_out", 291, text "ctype", pathname "file", file_out "zfile",
  optional = {opt(0, int32 "level")},
  cancellable = true, added = "1.13.15",
  help = "fetch a file compressed",
  note = "ctype: compress, gzip, bzip2, xz or lzop; level is the compressor's."}

call {"compress_device_out", 292, text "ctype", device "device", file_out "zdevice",
  optional = {opt(0, int32 "level")},
  cancellable = true, added = "1.13.15",
  help = "fetch a device compressed",
  note = "ctype: compress, gzip, bzip2, xz or lzop; level is the compressor's."}

call {"internal_upload", 413, file_in "filename", text "tmpname", int32 "mode",
  cancellable = true, visibility = "internal", added = "1.23.30",
  help = "store a file in the appliance itself"}

call {"cpio_out", 419, text "directory", file_out "cpiofile",
  optional = {opt(0, text "format")},
  cancellable = true, added = "1.27.9",
  help = "fetch a directory as a cpio file",
  note = "format: newc, the default, or crc."}

call {"mksquashfs", 471, pathname "path", file_out "filename",
  optional = {opt(0, text "compress"), opt(1, list(text) "excludes")},
  cancellable = true, needs = "squashfs", added = "1.35.25",
  help = "fetch a directory as a squashfs image"}
