-- Finding and mounting the root filesystem.
local rules = {
  { cause = "root_uuid_corrupt", stage = "root-device",
    any = { "root UUID is longer than 16 bytes", "root UUID is not a 16 byte UUID string",
      "root UUID is not" },
    confidence = "high",
    summary = "supermin's init misreads root=UUID= on the kernel's command line.",
    cure = { text = "Remove modules that are not the distribution's from the host's " ..
        "/lib/modules, rm -rf /var/tmp/.guestfs-$(id -u), and try again" },
    match = [[
supermin: root UUID is not a 16 byte UUID string
[    0.5] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100]],
    healthy = [[supermin: picked 8:16 as root device]] },

  { cause = "root_device_not_found", stage = "root-device",
    any = { "ns for /sys/block/", "supermin: no ext2 root device found",
      "no ext2 root device found" }, confidence = "high",
    summary = "The disk that is to be the root device never appears: mostly a bus that this " ..
        "architecture or kernel does not have.",
    cure = { text = "Use a disk bus that the kernel knows (virtio-scsi; virtio-blk-ccw on " ..
        "s390x), and a kernel with that driver" },
    match = [[supermin: waiting another 4096000000 ns for /sys/block/vda/dev to appear]],
    healthy = [[
supermin: waiting another 1024000000 ns for /sys/block/sdb/dev to appear
supermin: picked /sys/block/sdb/dev (8:16) as root device
Starting /init script ...]] },

  -- The kernel has virtio, and still the disk does not come.
  { cause = "root_device_not_found", stage = "root-device",
    any = { "ns for root UUID to appear", "for root UUID to appear" },
    all = { "insmod virtio_pci.ko" }, unless = { "Invalid ELF header magic" },
    confidence = "high",
    summary = "The disk that is to be the root device never appears, though the kernel has " ..
        "virtio: the driver of its bus is missing, or qemu was not given the disk.",
    cure = { text = "Is virtio_scsi (or virtio_blk) among the modules above, and the " ..
        "appliance's disk on qemu's command line (guestscope record)? Else rm -rf " ..
        "/var/tmp/.guestfs-*" },
    match = [[
supermin: internal insmod virtio_pci.ko
supermin: internal insmod ext4.ko
supermin: waiting another 1024000000 ns for root UUID to appear]],
    healthy = [[supermin: waiting another 1024000000 ns for root UUID to appear]] },

  { cause = "kernel_without_virtio", stage = "root-device",
    any = { "ns for root UUID to appear", "your kernel doesn't support virtio",
      "kernel without virtio", "for root UUID to appear" },
    unless = { "ns for /sys/block/", "Invalid ELF header magic", "Invalid module format",
      "insmod virtio_pci.ko" },
    confidence = "high",
    summary = "The appliance's disk never appears: supermin picked a kernel that has no virtio " ..
        "(PCI) driver.",
    cure = { text = "export SUPERMIN_KERNEL=/boot/vmlinuz-OTHER " ..
        "SUPERMIN_MODULES=/lib/modules/OTHER (a distribution kernel), or remove the odd kernel" },
    match = [[
supermin: waiting another 2048000000 ns for root UUID to appear
This usually means your kernel doesn't support virtio, or supermin was unable
to load some kernel modules (see module loading messages above).]],
    healthy = [[
supermin: waiting another 1024000000 ns for root UUID to appear
supermin: picked 8:16 as root device
Starting /init script ...]] },

  { cause = "root_9p_missing", stage = "root-device",
    any = { "9pnet_virtio: no channels available", "9p: Could not find request transport",
      "9pnet: Could not find request transport", "no channels available for device",
      "9pnet_virtio: no channel", "mount: mounting rootfs failed: 9p",
      "unknown filesystem type '9p'", "Failed to mount 9p", "9p: no channels" },
    confidence = "high",
    summary = "The root filesystem is to come over 9p, and the machine has no virtio channel " ..
        "for it.",
    cure = { text = "Give qemu -fsdev local,id=r,path=/,security_model=none -device " ..
        "virtio-9p-pci,fsdev=r,mount_tag=TAG with the tag of root=, and a kernel with " ..
        "9pnet_virtio" },
    match = [[
[    1.1] 9pnet_virtio: no channels available for device /dev/root
[    1.1] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)]],
    healthy = [[[    1.1] 9pnet: Installing 9P2000 support]] },

  { cause = "root_device_misdetected", stage = "root-device",
    any = { "supermin: picked 7:", "supermin: picked 1:", "supermin: picked 43:",
      "supermin: picked 11:", "supermin: picked 2:", "supermin: picked 9:" },
    confidence = "high",
    summary = "A loop, RAM or network block device is taken for the root device in place of " ..
        "the appliance's disk.",
    cure = { text = "Use a kernel with loop and ram devices as modules, or a distribution " ..
        "kernel: export SUPERMIN_KERNEL and SUPERMIN_MODULES" },
    match = [[supermin: picked 7:3 as root device]],
    healthy = [[supermin: picked 8:16 as root device]] },

  { cause = "wrong_disk_as_root", stage = "root-device",
    any = { "VFS: Can't find ext4 filesystem", "VFS: Can't find ext2 filesystem",
      "VFS: Can't find an ext2 filesystem", "VFS: Can't find ext3 filesystem",
      "VFS: Can't find an ext4 filesystem" },
    all = { "mount: /root:" }, unless = { "EXT4-fs (loop", "EXT4-fs (ram" }, confidence = "medium",
    summary = "The disk that is mounted as root has no filesystem: the order of the disks is " ..
        "not the expected one, or the appliance's root is empty.",
    cure = { text = "Attach the appliance by id (libguestfs 1.36 and later use root=UUID=), or " ..
        "the disks in a fixed order; rm -rf /var/tmp/.guestfs-*" },
    match = [[
supermin: mounting new root on /root
[    1.3] EXT4-fs (vdb): VFS: Can't find ext4 filesystem
mount: /root: Invalid argument]],
    healthy = [[[    9.3] EXT4-fs (sda1): VFS: Can't find ext4 filesystem]] },

  { cause = "wrong_disk_as_root", stage = "root-device", rank = "weak",
    any = { "VFS: Can't find ext4 filesystem", "VFS: Can't find ext2 filesystem",
      "VFS: Can't find an ext2 filesystem" },
    all = { "supermin: mounting new root" }, unless = { "GUESTFS_LAUNCH_FLAG", "EXT4-fs (loop" },
    confidence = "medium",
    summary = "The disk that is mounted as root has no filesystem.",
    cure = { text = "Attach the disks in a fixed order; rm -rf /var/tmp/.guestfs-*" },
    match = [[
supermin: mounting new root on /root
[    1.3] EXT4-fs (vda): VFS: Can't find ext4 filesystem]],
    healthy = [[[    9.3] EXT4-fs (sda1): VFS: Can't find ext4 filesystem]] },

  { cause = "root_image_corrupt", stage = "root-device",
    any = { "bad geometry: block count", "group descriptors corrupted", "unable to read superblock",
      "ext4_check_descriptors", "Superblock checksum does not match", "error loading journal",
      "Found ext4 filesystem with invalid superblock checksum", "unable to load journal",
      "can't read group descriptor", "failed to read root inode", "get root inode failed",
      "corrupt root inode", "invalid log block size",
      "Couldn't mount because of unsupported optional features",
      "couldn't mount RDWR because of unsupported", "Unsupported filesystem blocksize",
      "SQUASHFS error: Unable to", "SQUASHFS error: unable to",
      "SQUASHFS error: Can't find a SQUASHFS superblock",
      "erofs: cannot find valid erofs superblock", "SB validate failed",
      "Metadata corruption detected", "open_ctree failed", "Corruption of in-memory data",
      "bad superblock on /dev" },
    all = { "Kernel panic" }, unless = { "EXT4-fs (loop", "EXT4-fs (ram", "EXT4-fs (nbd",
      "GUESTFS_LAUNCH_FLAG" }, confidence = "high",
    summary = "The root filesystem is damaged or cut short.",
    cure = { text = "libguestfs: rm -rf /var/tmp/.guestfs-$(id -u) and try again; a fixed " ..
        "appliance: unpack it again (tar -S); a guest: fsck on a copy" },
    match = [[
supermin: mounting new root on /root
[    1.3] EXT4-fs (sdb): bad geometry: block count 1048576 exceeds size of device (65320 blocks)
mount: /root: Invalid argument
[    1.3] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100]],
    healthy = [[
[    1.3] EXT4-fs (sda2): unable to read superblock
[    5.4] EXT4-fs (sdb): mounted filesystem without journal.]] },

  { cause = "root_image_corrupt",
    any = { "UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY", "requires a manual fsck",
      "fsck exited with status code 4", "fsck exited with status code 8",
      "Failed to start File System Check on", "*** An error occurred during the file system check",
      "fsck failed with exit status 4", "fsck died with exit status 4",
      "Dropping you to a shell; the system will reboot" },
    confidence = "high",
    summary = "The guest's root filesystem is damaged, and its automatic check gives up.",
    cure = { text = "Repair a copy from outside: guestfish -a IMAGE run : e2fsck /dev/sda1 " ..
        "forceall:true (xfs_repair for XFS)" },
    match = [[
/dev/vda1: UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.
fsck exited with status code 4]],
    healthy = [[/dev/vda1: clean, 61244/262144 files, 437280/1048576 blocks]] },

  { cause = "root_mount_failed", stage = "root-device", rank = "weak",
    any = { "mount: /root: Invalid argument", "mount: /root: No such device",
      "mount: /root: No such file or directory", "mount: /root: Input/output error",
      "mknod: /dev/root", "mount: /root: Structure needs cleaning",
      "mount: /root: Read-only file system" },
    unless = { "GUESTFS_LAUNCH_FLAG" }, confidence = "medium",
    summary = "supermin's init cannot mount the appliance's root filesystem.",
    cure = { text = "rm -rf /var/tmp/.guestfs-$(id -u) and try again; is ext4 (ext2) in this " ..
        "kernel or its modules?" },
    match = [[
supermin: mounting new root on /root
mount: /root: No such device]],
    healthy = [[supermin: mounting new root on /root]] },

  { cause = "root_device_io_error", rank = "weak",
    any = { "Buffer I/O error on dev vd", "Buffer I/O error on dev sd", "I/O error, dev vda",
      "I/O error, dev sda", "critical medium error, dev" },
    confidence = "low",
    summary = "The guest gets input/output errors from its disk.",
    cure = { text = "Check the host's storage and free space (qemu pauses or fails writes when " ..
        "the host's disk is full): df -h; qemu-img check IMAGE" },
    match = [[[   12.3] blk_update_request: I/O error, dev vda, sector 2048 op 0x0:(READ)]],
    healthy = [[[   12.3] blk_update_request: I/O error, dev fd0, sector 0]] },
}

-- Disks that a kernel has of its own, tried as root: nobody's root is a loop device by intention.
for _, name in ipairs({ "loop", "ram", "nbd", "zram", "sr", "fd", "md" }) do
  table.insert(rules, 1, { cause = "root_device_misdetected", stage = "root-device",
    any = { "unable to read superblock", "VFS: Can't find ext", "VFS: Can't find an ext" },
    line = "EXT%d%-fs %(" .. name .. "%d",
    confidence = "high",
    summary = "Something else than the appliance's disk (a loop or RAM device) is taken for " ..
        "the root device.",
    cure = { text = "Use a kernel with loop and ram devices as modules, or a distribution " ..
        "kernel: export SUPERMIN_KERNEL and SUPERMIN_MODULES" },
    match = "[    1.8] EXT4-fs (" .. name .. "0): unable to read superblock\n" ..
      "[    1.9] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100",
    healthy = "[    5.4] EXT4-fs (" .. name .. "0): mounted filesystem without journal." })
end
return rules
