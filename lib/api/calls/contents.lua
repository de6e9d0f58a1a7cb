-- Reading and writing what is in files, in one message of at most 4 MiB.
group("contents", "Contents of files")
library_call "write"

call {"write_file", 44, pathname "path", text "content", int32 "size",
  replaced_by = "write", added = "0.0.8",
  help = "write a string to a file, its size given apart"}

call {"file", 49, device_or_path "path",
  returns = text "description", added = "1.9.1",
  help = "what `file` says about a file or device"}

call {"checksum", 68, text "csumtype", pathname "path",
  returns = text "checksum", added = "1.0.2",
  help = "checksum of a file",
  note = "csumtype: crc, md5, sha1, sha224, sha256, sha384 or sha512."}

call {"strings", 94, pathname "path",
  returns = list(text) "stringsout", added = "1.0.22",
  help = "printable strings in a file"}

call {"strings_e", 95, text "encoding", pathname "path",
  returns = list(text) "stringsout", added = "1.0.22",
  help = "printable strings in a file, in a given encoding",
  note = "encoding is a letter as strings -e knows them: s, S, b, l, B or L."}

call {"hexdump", 96, pathname "path",
  returns = text "dump", added = "1.0.22",
  help = "content of a file in hexadecimal, as text"}

call {"wc_l", 118, pathname "path",
  returns = int32 "lines", added = "1.0.54",
  help = "number of lines in a file"}

call {"wc_w", 119, pathname "path",
  returns = int32 "words", added = "1.0.54",
  help = "number of words in a file"}

call {"wc_c", 120, pathname "path",
  returns = int32 "chars", added = "1.0.54",
  help = "number of bytes in a file, by counting them"}

call {"head", 121, pathname "path",
  returns = list(text) "lines", added = "1.0.54",
  help = "first ten lines of a file"}

call {"head_n", 122, int32 "nrlines", pathname "path",
  returns = list(text) "lines", added = "1.0.54",
  help = "first lines of a file",
  note = "A negative nrlines leaves out that many lines at the end."}

call {"tail", 123, pathname "path",
  returns = list(text) "lines", added = "1.0.54",
  help = "last ten lines of a file"}

call {"tail_n", 124, int32 "nrlines", pathname "path",
  returns = list(text) "lines", added = "1.0.54",
  help = "last lines of a file",
  note = "A negative nrlines begins at that line instead."}

call {"initrd_list", 128, pathname "path",
  returns = list(text) "filenames", added = "1.0.54",
  help = "names in an initrd"}

call {"zfile", 140, text "meth", pathname "path",
  returns = text "description", replaced_by = "file", added = "1.0.59",
  help = "what `file` says about the content of a compressed file"}

call {"grep", 151, text "regex", pathname "path",
  optional = {
    opt(0, bool "extended"), opt(1, bool "fixed"), opt(2, bool "insensitive"),
    opt(3, bool "compressed")},
  returns = list(text) "lines", aliases = {"grep_opts"}, added = "1.0.66",
  help = "lines of a file that match a regular expression"}

call {"egrep", 152, text "regex", pathname "path",
  returns = list(text) "lines", replaced_by = "grep", added = "1.0.66",
  help = "lines that match an extended regular expression"}

call {"fgrep", 153, text "pattern", pathname "path",
  returns = list(text) "lines", replaced_by = "grep", added = "1.0.66",
  help = "lines that hold a string"}

call {"grepi", 154, text "regex", pathname "path",
  returns = list(text) "lines", replaced_by = "grep", added = "1.0.66",
  help = "lines that match, upper and lower case alike"}

call {"egrepi", 155, text "regex", pathname "path",
  returns = list(text) "lines", replaced_by = "grep", added = "1.0.66",
  help = "lines that match an extended expression, upper and lower case alike"}

call {"fgrepi", 156, text "pattern", pathname "path",
  returns = list(text) "lines", replaced_by = "grep", added = "1.0.66",
  help = "lines that hold a string, upper and lower case alike"}

call {"zgrep", 157, text "regex", pathname "path",
  returns = list(text) "lines", replaced_by = "grep", added = "1.0.66",
  help = "lines of a compressed file that match"}

call {"zegrep", 158, text "regex", pathname "path",
  returns = list(text) "lines", replaced_by = "grep", added = "1.0.66",
  help = "lines of a compressed file that match an extended expression"}

call {"zfgrep", 159, text "pattern", pathname "path",
  returns = list(text) "lines", replaced_by = "grep", added = "1.0.66",
  help = "lines of a compressed file that hold a string"}

call {"zgrepi", 160, text "regex", pathname "path",
  returns = list(text) "lines", replaced_by = "grep", added = "1.0.66",
  help = "lines of a compressed file that match, upper and lower case alike"}

call {"zegrepi", 161, text "regex", pathname "path",
  returns = list(text) "lines", replaced_by = "grep", added = "1.0.66",
  help = "lines of a compressed file that match an extended expression, in any case"}

call {"zfgrepi", 162, text "pattern", pathname "path",
  returns = list(text) "lines", replaced_by = "grep", added = "1.0.66",
  help = "lines of a compressed file that hold a string, in any case"}

call {"pread", 207, pathname "path", int32 "count", int64 "offset",
  returns = bytes "content", added = "1.0.77",
  help = "bytes of a file from an offset",
  note = "At most what fits into a message, less than 4 MiB."}

call {"initrd_cat", 221, pathname "initrdpath", text "filename",
  returns = bytes "content", added = "1.0.84",
  help = "content of one file in an initrd"}

call {"checksums_out", 244, text "csumtype", pathname "directory", file_out "sumsfile",
  cancellable = true, added = "1.3.7",
  help = "fetch the checksums of all files below a directory",
  note = "csumtype: crc, md5, sha1, sha224, sha256, sha384 or sha512. The form is that of " ..
    "sha256sum."}

call {"internal_write", 246, pathname "path", bytes "content",
  visibility = "internal", added = "1.19.32",
  help = "write a file",
  note = "At most what fits into a message, less than 4 MiB."}

call {"pwrite", 247, pathname "path", bytes "content", int64 "offset",
  returns = int32 "nbytes", added = "1.3.14",
  help = "write bytes into a file at an offset; counts those written",
  note = "Fewer bytes than given may be written."}

call {"internal_write_append", 290, pathname "path", bytes "content",
  visibility = "internal", added = "1.19.32",
  help = "add to the end of a file"}

call {"file_architecture", 475, pathname "filename",
  returns = text "arch", added = "1.5.3",
  help = "processor that a program or library is for"}
