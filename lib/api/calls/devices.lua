-- Whole disks and any block device: names, sizes, raw reading, writing, copying, erasing.
group("devices", "Disks and block devices")

call {"list_devices", 7,
  returns = list(device) "devices", added = "0.0.4",
  help = "names of the whole disks, without the appliance's own"}

call {"blockdev_setro", 56, device "device",
  added = "1.9.3",
  help = "make the kernel treat a device as read-only"}

call {"blockdev_setrw", 57, device "device",
  added = "1.9.3",
  help = "make the kernel treat a device as writable"}

call {"blockdev_getro", 58, device "device",
  returns = bool "ro", added = "1.9.3",
  help = "whether the kernel treats a device as read-only"}

call {"blockdev_getss", 59, device "device",
  returns = int32 "sectorsize", added = "1.9.3",
  help = "bytes in a sector of a device"}

call {"blockdev_getbsz", 60, device "device",
  returns = int32 "blocksize", added = "1.9.3",
  help = "bytes in a block of a device, as the kernel uses it"}

call {"blockdev_setbsz", 61, device "device", int32 "blocksize",
  deprecated = true, added = "1.9.3",
  help = "has no effect: the block size does not outlive the call"}

call {"blockdev_getsz", 62, device "device",
  returns = int64 "sizeinsectors", added = "1.9.3",
  help = "length of a device in 512-byte sectors"}

call {"blockdev_getsize64", 63, device "device",
  returns = int64 "sizeinbytes", added = "1.9.3",
  help = "length of a device in bytes"}

call {"blockdev_flushbufs", 64, device "device",
  added = "1.9.3",
  help = "write out and drop the kernel's buffers of a device"}

call {"blockdev_rereadpt", 65, device "device",
  added = "1.9.3",
  help = "have the kernel read the partition table again"}

call {"zero", 85, device "device",
  progress = true, added = "1.0.16",
  help = "overwrite the first blocks of a device with zeroes",
  note = "Enough to make the kernel forget what was there; not the whole device."}

call {"scrub_device", 114, device "device",
  needs = "scrub", added = "1.0.52",
  help = "erase a device by overwriting it with patterns",
  note = "Takes long, and devices that remap blocks may keep old ones."}

call {"scrub_file", 115, pathname "file",
  needs = "scrub", added = "1.0.52",
  help = "erase a file by overwriting it with patterns"}

call {"scrub_freespace", 116, pathname "dir",
  needs = "scrub", added = "1.0.52",
  help = "erase free space by filling a directory with patterns"}

call {"dd", 217, device_or_path "src", device_or_path "dest",
  replaced_by = "copy_device_to_device", added = "1.0.80",
  help = "copy between files and devices"}

call {"copy_size", 227, device_or_path "src", device_or_path "dest", int64 "size",
  progress = true, replaced_by = "copy_device_to_device", added = "1.0.87",
  help = "copy a number of bytes between files and devices"}

call {"zero_device", 228, device "device",
  progress = true, added = "1.3.1",
  help = "overwrite a whole device with zeroes"}

call {"checksum_device", 237, text "csumtype", device "device",
  returns = text "checksum", added = "1.3.2",
  help = "checksum of a whole device",
  note = "csumtype: crc, md5, sha1, sha224, sha256, sha384 or sha512."}

call {"findfs_uuid", 265, text "uuid",
  returns = device "device", added = "1.5.3",
  help = "device of the file system with a UUID"}

call {"findfs_label", 266, text "label",
  returns = device "device", added = "1.5.3",
  help = "device of the file system with a label"}

call {"pwrite_device", 275, device "device", bytes "content", int64 "offset",
  returns = int32 "nbytes", added = "1.5.20",
  help = "write bytes into a device at an offset; counts those written",
  note = "Fewer bytes than given may be written."}

call {"pread_device", 276, device "device", int32 "count", int64 "offset",
  returns = bytes "content", added = "1.5.21",
  help = "bytes of a device from an offset",
  note = "At most what fits into a message, less than 4 MiB."}

call {"is_zero_device", 284, device "device",
  returns = bool "zeroflag", added = "1.11.8",
  help = "whether a device holds zero bytes only"}

call {"list_dm_devices", 287,
  returns = list(device) "devices", added = "1.11.15",
  help = "device mapper's devices that are no logical volumes"}

call {"copy_device_to_device", 294, device "src", device "dest",
  optional = {
    opt(0, int64 "srcoffset"), opt(1, int64 "destoffset"), opt(2, int64 "size"),
    opt(3, bool "sparse"), opt(4, bool "append")},
  progress = true, added = "1.13.25",
  help = "copy from a device to a device",
  note = "Without size everything is copied. sparse skips blocks of zeroes; append adds at the " ..
    "end of a file."}

call {"copy_device_to_file", 295, device "src", pathname "dest",
  optional = {
    opt(0, int64 "srcoffset"), opt(1, int64 "destoffset"), opt(2, int64 "size"),
    opt(3, bool "sparse"), opt(4, bool "append")},
  progress = true, added = "1.13.25",
  help = "copy from a device to a file"}

call {"copy_file_to_device", 296, pathname "src", device "dest",
  optional = {
    opt(0, int64 "srcoffset"), opt(1, int64 "destoffset"), opt(2, int64 "size"),
    opt(3, bool "sparse"), opt(4, bool "append")},
  progress = true, added = "1.13.25",
  help = "copy from a file to a device"}

call {"blkid", 303, device "device",
  returns = pairs(text, text) "info", added = "1.15.9",
  help = "what blkid knows about a device"}

call {"wipefs", 306, device "device",
  needs = "wipefs", added = "1.17.6",
  help = "erase the signatures of file systems from a device"}

call {"nr_devices", 336,
  returns = int32 "nrdisks", added = "1.19.15",
  help = "number of whole disks"}

call {"list_disk_labels", 369,
  returns = pairs(text, device) "labels", added = "1.19.49",
  help = "device of each disk that was added with a label"}

call {"is_whole_device", 395, device "device",
  returns = bool "flag", added = "1.21.9",
  help = "whether a device is a disk and no partition"}

call {"blkdiscard", 417, device "device",
  needs = "blkdiscard", added = "1.25.44",
  help = "discard all blocks of a device",
  note = "All content is lost."}

call {"blkdiscardzeroes", 418, device "device",
  returns = bool "zeroes", needs = "blkdiscardzeroes", added = "1.25.44",
  help = "whether discarded blocks of a device read as zeroes"}

call {"blockdev_setra", 424, device "device", int32 "sectors",
  added = "1.29.10",
  help = "set how far the kernel reads ahead, in 512-byte sectors"}
