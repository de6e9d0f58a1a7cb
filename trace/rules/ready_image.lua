-- The appliance is up; what the image holds makes a call fail. While a tool inspects an image it
-- tries much that fails without harm, so these phrases are those of messages that reach the user.
local filesystems = { "btrfs", "xfs", "ext4", "ext3", "f2fs", "jfs", "reiserfs", "zfs",
  "zfs_member", "hfsplus", "hfs", "apfs", "exfat", "vfat", "msdos", "iso9660", "udf", "squashfs",
  "erofs", "nilfs2", "minix", "ufs", "bcachefs", "ocfs2", "gfs2", "VMFS", "VMFS_volume_member",
  "ReFS", "ext2", "sysv", "fuseblk", "bcache", "overlay" }
local unknown_type = { "filesystem type not configured in kernel",
  "unknown filesystem type (null)" }
for _, fs in ipairs(filesystems) do
  unknown_type[#unknown_type + 1] = "unknown filesystem type '" .. fs .. "'"
  unknown_type[#unknown_type + 1] = "unbekannter Dateisystemtyp '" .. fs .. "'"
end

-- A session that the client shut down in order was not ended by what it printed before.
local ended_well = { "trace: shutdown = 0", "TEST FINISHED OK" }

return {
  { cause = "filesystem_unsupported_by_kernel", stage = "ready", any = unknown_type,
    confidence = "high",
    summary = "The appliance's kernel cannot mount this filesystem of the guest.",
    cure = { text = "Use a kernel that has it (export SUPERMIN_KERNEL and SUPERMIN_MODULES), " ..
        "or a fixed appliance of another distribution (LIBGUESTFS_PATH)" },
    match = [[
libguestfs: error: mount: mount exited with status 32: mount: /sysroot: unknown filesystem type
'btrfs'.]],
    healthy = [[guestfsd: error: mount: /sysroot: unknown filesystem type 'LVM2_member'.]] },

  { cause = "filesystem_unsupported_by_kernel", stage = "ready",
    any = { "Superblock has unknown read-only compatible features",
      "Superblock has unknown incompatible features", "has unknown read-only compatible features",
      "has unknown incompatible features", "couldn't mount because of unsupported optional",
      "couldn't mount RDWR because of unsupported optional", "cannot mount because of unsupported",
      "cannot mount read-write because of unknown compat_ro features" },
    unless = { "mount: /root:" }, confidence = "high",
    summary = "The guest's filesystem has features that the appliance's kernel is too old for.",
    cure = { text = "Use a newer kernel for the appliance: export SUPERMIN_KERNEL and " ..
        "SUPERMIN_MODULES, or a newer host" },
    match = [[
[   12.1] XFS (sda3): Superblock has unknown read-only compatible features (0x8) enabled.]],
    healthy = [[[   12.1] XFS (sda3): Mounting V5 Filesystem]] },

  { cause = "filesystem_tools_too_old", stage = "ready",
    any = { "has unsupported feature(s)", "Get a newer version of e2fsck",
      "Get a newer version of e2fsprogs", "unsupported filesystem features" },
    confidence = "high",
    summary = "The guest's filesystem has features that the host's (appliance's) tools are too " ..
        "old for.",
    cure = { text = "Use a newer host (its e2fsprogs, xfsprogs go into the appliance), or make " ..
        "the filesystem with fewer features" },
    match = [[virt-resize: error: libguestfs error: e2fsck_f: /dev/sda1 has unsupported feature(s):
FEATURE_C12 e2fsck: Get a newer version of e2fsck!]],
    healthy = [[e2fsck 1.47.0 (5-Feb-2023)]] },

  { cause = "filesystem_tools_missing_in_appliance", stage = "ready",
    any = { "is not available in this build of libguestfs", "unknown filesystem type 'ntfs'",
      "unknown filesystem type 'ntfs3'", "mkfs.ntfs: No such file", "mkfs: failed to execute mkfs.",
      "mkfs.btrfs: not found", "mkfs.xfs: not found", "mkfs.vfat: not found",
      "mkfs.ntfs: not found", "mkfs.ext4: not found", "mkfs.f2fs: not found",
      "failed to execute mkfs", "ntfsresize: No such file", "xfs_growfs: No such file",
      "resize2fs: No such file", "ntfsfix: No such file", "btrfs: No such file",
      "zfs: command not found", "zpool: command not found", "libguestfs-winsupport",
      "libguestfs-xfs", "ntfs-3g: command not found", "mkfs.vfat: No such file",
      "mkfs.xfs: No such file", "mkfs.btrfs: No such file", "mkfs.ext4: No such file",
      "xfs_repair: No such file", "external command 'mkfs", "external command 'ntfs",
      "external command 'xfs", "external command 'btrfs", "Unix.Unix_error(Unix.ENOENT, \"execvp\"",
      "feature 'ntfs3g'", "feature 'ntfsprogs'", "feature 'xfs'", "feature 'btrfs'",
      "feature 'zfs'" },
    confidence = "high",
    summary = "The appliance lacks the tools of a filesystem (or of another feature).",
    cure = { text = "Install them on the host (apt-get install ntfs-3g dosfstools xfsprogs " ..
        "btrfs-progs zfs-fuse; dnf install libguestfs-xfs libguestfs-winsupport), then rm -rf " ..
        "/var/tmp/.guestfs-$(id -u)" },
    match = [[libguestfs: error: mkfs: feature 'ntfs3g' is not available in this
build of libguestfs.  Read 'AVAILABILITY' in the guestfs(3) man page]],
    healthy = [[libguestfs: trace: feature_available "ntfs3g ntfsprogs"]] },

  { cause = "no_os_found_in_image", stage = "ready",
    any = { "No root device found in this operating system image",
      "no operating system was found on this disk",
      "no operating systems were found in the guest image", "no operating system was found",
      "inspection could not detect the source guest", "no guest operating systems or multiboot OS",
      "no operating system found", "No operating system found in", "no operating systems found",
      "libguestfs thinks this is not an installed operating",
      "could not detect an operating system", "no OS found in",
      "unable to find an operating system", "not a bootable or installed operating system",
      "guestfs_inspect_os: no" },
    confidence = "high",
    summary = "No operating system was found in the image.",
    cure = { text = "virt-filesystems -a IMAGE --all --long shows what is in it: right disk of " ..
        "the guest? encrypted? ; mount by hand with -m /dev/sda1" },
    match = [[guestfish: no operating system was found on this disk]],
    healthy = [[libguestfs: trace: inspect_os = ["/dev/sda1"] ]] },

  { cause = "multiboot_image", stage = "ready",
    any = { "multi-boot operating systems are not supported",
      "dual/multi-boot images are not supported", "multi-boot operating systems" },
    confidence = "high",
    summary = "The image holds several operating systems, which the tool does not handle.",
    cure = { text = "Choose one: virt-v2v --root /dev/sda2; or mount by hand with guestfish -m" },
    match = [[virt-cat: error: multi-boot operating systems are not supported]],
    healthy = [[libguestfs: trace: inspect_os = ["/dev/sda1"] ]] },

  { cause = "bad_partition_table", stage = "ready",
    any = { "Can't have a partition outside the disk", "Can't have overlapping partitions",
      "Invalid partition table", "The backup GPT table is corrupt", "primary GPT table is corrupt",
      "GPT table states that the backup header is beyond the end of disk",
      "unknown partition table type", "corrupt partition table",
      "Partition table entries are not in disk order and", "Invalid argument during seek for read",
      "Both the primary and backup GPT tables are corrupt",
      "does not match the geometry stored on the disk label",
      "GPT headers, but they appear to be fake", "overlapping partitions",
      "Error: Can't have the end before the start", "this partition overlaps the previous one",
      "The driver descriptor says the physical block size", "bad partition table",
      "partition table is broken", "partition table is corrupt",
      "contains GPT signatures, indicating that it has a GPT table" },
    confidence = "high",
    summary = "The partition table of the image is broken.",
    cure = { text = "Look at it: guestfish --ro -a IMAGE run : debug sh 'sfdisk -d /dev/sda'; " ..
        "repair a copy with sgdisk -e or gdisk" },
    match = [[
libguestfs: error: part_list: parted exited with status 1: Error: Can't have a partition outside
the disk!]],
    healthy = [[
Warning: The resulting partition is not properly aligned for best performance: 128s % 2048s !=
0s]] },

  -- Inspection tries parted on whole disks as well; only what the client reports counts.
  { cause = "bad_partition_table", stage = "ready", any = { "unrecognised disk label",
    "unrecognized disk label" },
    line = "libguestfs.*error.*", rank = "weak", unless = ended_well, confidence = "medium",
    summary = "The disk has no partition table that parted knows.",
    cure = { text = "Look at it: virt-filesystems -a IMAGE --all --long; is it the right " ..
        "image, and of the format given?" },
    match = [[
libguestfs: error: part_list: parted exited with status 1: Error: /dev/sda: unrecognised disk
label]],
    healthy = [[
guestfsd: error: parted exited with status 1: Error: /dev/sda: unrecognised disk label]] },

  { cause = "image_too_small", stage = "ready",
    any = { "Cannot write: No space left on device", "You don't have enough free space in",
      "not enough free space for conversion on filesystem", "more space needed on the",
      "MB more space on the", "KB more space on the", "GB more space on the",
      "not enough available inodes for conversion",
      "images cannot be shrunk, the output size is too small",
      "Cannot mkdir: No space left on device", "Cannot create symlink to", "There is a deficit of",
      "output size is too small", "/sysroot: No space left", "Disk Requirements:",
      "needs more space on the", "cannot copy extracted data for", "failed in write on buffer copy",
      "rpm: No space left on device", "unable to write to guest filesystem: No space" },
    confidence = "high",
    summary = "A filesystem in the image is full.",
    cure = { text = "Make the image larger first: qemu-img create -f qcow2 NEW 20G && " ..
        "virt-resize --expand /dev/sda1 OLD NEW" },
    match = [[
libguestfs: error: tar_in: tar subcommand failed on directory: /: tar: ./usr/x: Cannot write: No
space left on device]],
    healthy = [[qemu-img: error while writing: No space left on device]] },

  { cause = "tmpdir_full", stage = "client", any = { "No space left on device" }, line = "/tmp",
    rank = "weak", unless = ended_well, confidence = "medium",
    summary = "A folder for temporary files on the host is full.",
    cure = { text = "df -h /tmp /var/tmp; export TMPDIR=/a/larger/folder " ..
        "LIBGUESTFS_CACHEDIR=/a/larger/folder" },
    match = [[cp: error writing '/var/tmp/x/kernel': No space left on device]],
    healthy = [[libguestfs: error: upload: write: /usr/share/big: No space left on device]] },

  { cause = "image_too_small", stage = "ready", any = { "No space left on device" }, rank = "weak",
    unless = ended_well,
    confidence = "medium",
    summary = "A filesystem is full, by the context one of the image.",
    cure = { text = "Make the image larger first (virt-resize --expand); check the host with " ..
        "df -h too" },
    match = [[libguestfs: error: upload: write: /usr/share/big: No space left on device]],
    healthy = [[cp: error writing '/var/tmp/x/kernel': No space left on device]] },

  { cause = "filesystem_file_size_limit", stage = "ready",
    any = { "File too large", "EFBIG", "file size limit exceeded", "Datei zu groß",
      "exceeds the maximum file size", "larger than 4GB", "file is too large for the filesystem" },
    confidence = "high",
    summary = "A file grew beyond what its filesystem allows (4 GB on FAT).",
    cure = { text = "Use another filesystem (ext4, exfat, ntfs), or split the file" },
    match = [[
libguestfs: error: copy_in: tar: big.iso: Wrote only 512 of 10240 bytes tar: big.iso: Cannot
write: File too large]],
    healthy = [[-rw-r--r-- 1 root root 4294967296 big.iso]] },

  { cause = "bad_mount_order", stage = "ready",
    any = { "mount: /boot: No such file or directory",
      "mount: /boot/efi: No such file or directory", "mount: /home: No such file or directory",
      "mount: /var: No such file or directory", "mount: /usr: No such file or directory",
      "mount: /tmp: No such file or directory", "mount: /opt: No such file or directory",
      "mount: /srv: No such file or directory", "mount: /mnt: No such file or directory",
      "mount: /data: No such file or directory", "mount: mount point /sysroot/",
      "mount: /sysroot/boot: mount point does not exist",
      "you must call 'mount' first to mount the root filesystem", "mount point is not a directory",
      "you must mount something on / first", "mkdir_p: /boot: you must call" },
    confidence = "high",
    summary = "Filesystems are mounted in the wrong order: the one on / has to come first.",
    cure = { text = "Sort the list by the length of the mount point, / first (guestfish: mount " ..
        "/dev/sda2 / before mount /dev/sda1 /boot)" },
    match = [[libguestfs: error: mount_options: mount: /boot/efi: No such file or directory]],
    healthy = [[libguestfs: trace: mount_options "" "/dev/sda1" "/boot"]] },

  { cause = "bad_mount_order", stage = "ready",
    any = { "mount point does not exist", "mount: /sysroot/" },
    line = "/sysroot/%w.*does not exist", confidence = "medium",
    summary = "A filesystem is mounted before the one that holds its mount point.",
    cure = { text = "Mount / first, then by the length of the mount point" },
    match = [[
libguestfs: error: mount: mount: /sysroot/var/log: mount point does not exist.]],
    healthy = [[mount: /sysroot: mount point busy]] },

  { cause = "guest_hibernated", stage = "ready",
    any = { "Windows is hibernated, refused to mount", "Windows Hibernation or Fast Restart",
      "Metadata kept in Windows cache, refused to mount",
      "The disk contains an unclean file system", "unable to mount the disk image for writing",
      "filesystem was mounted read-only, even though",
      "volume is dirty and \"force\" flag is not set" },
    confidence = "high",
    summary = "The Windows guest is hibernated (or fast start-up is on), so its disk cannot be " ..
        "written.",
    cure = { text = "Boot the guest, run powercfg /h off and shut it down fully; or open it " ..
        "read-only (--ro)" },
    match = [[
virt-v2v: error: unable to mount the disk image for writing. This has probably happened because
Windows Hibernation or Fast Restart is in use]],
    healthy = [[libguestfs: trace: ntfs_3g_probe true "/dev/sda2"]] },

  { cause = "guest_filesystem_corrupt", stage = "ready",
    any = { "Structure needs cleaning", "detected errors on the XFS filesystem",
      "e2fsck: e2fsck exited with status", "$MFTMirr does not match $MFT",
      "Superblock has an invalid journal", "xfs_repair exited with status",
      "e2fsck exited with status 4", "e2fsck exited with status 8",
      "The superblock could not be read or does not describe a valid", "needs to be cleaned",
      "filesystem is corrupt", "Filesystem has errors", "NTFS is either inconsistent",
      "can't find valid filesystem", "superblock checksum does not match" },
    unless = { "mount: /root:", "trace: shutdown = 0" }, rank = "weak", confidence = "medium",
    summary = "A filesystem of the guest is damaged.",
    cure = { text = "Repair a copy: guestfish -a COPY run : e2fsck /dev/sda1 forceall:true " ..
        "(xfs_repair, ntfsfix), or boot the guest and let it check" },
    match = [[
libguestfs: error: mount: mount exited with status 32: mount: /sysroot: mount(2) system call
failed: Structure needs cleaning.]],
    healthy = [[e2fsck 1.47.0 (5-Feb-2023)]] },

  { cause = "guest_filesystem_corrupt", stage = "ready",
    any = { "wrong fs type, bad option, bad superblock" }, line = "libguestfs.*error: ",
    unless = { "mount: /root:", "trace: shutdown = 0" }, rank = "weak", confidence = "low",
    summary = "A filesystem of the guest cannot be mounted: damaged, or none at all.",
    cure = { text = "virt-filesystems -a IMAGE --all --long shows the types; check the " ..
        "filesystem on a copy" },
    match = [[
libguestfs: error: mount: mount exited with status 32: mount: /sysroot: wrong fs type, bad
option, bad superblock on /dev/sda1]],
    healthy = [[
mount: /sysroot: wrong fs type, bad option, bad superblock on /dev/sda1, missing codepage or
other error.]] },

  { cause = "luks_key_missing", stage = "ready",
    any = { "could not find key to open LUKS encrypted", "No key available with this passphrase",
      "cryptsetup_open: cryptsetup exited", "luks_open: cryptsetup exited",
      "could not read key from user", "no key was provided to open LUKS",
      "Failed to open key file" },
    confidence = "high",
    summary = "A disk of the guest is encrypted, and the right key was not given.",
    cure = { text = "Give it: --key /dev/sda3:key:SECRET (or --key ID:file:FILE, " ..
        "--keys-from-stdin)" },
    match = [[virt-cat: could not find key to open LUKS encrypted /dev/sda3.]],
    healthy = [[libguestfs: trace: cryptsetup_open "/dev/sda3" "***" "luks"]] },

  { cause = "lvm_problem", stage = "ready", rank = "weak", unless = ended_well,
    any = { "Couldn't find device with uuid", "is missing PVs", "VG is missing PV" },
    confidence = "low",
    summary = "A volume group of the guest is not complete: a disk is missing.",
    cure = { text = "Add all disks of the guest (-a A -a B)" },
    match = [[WARNING: Couldn't find device with uuid 1a2b3c-...: VG vg0 is missing PVs]],
    healthy = [[+ lvm vgs]] },
}
