-- The program in the initrd: supermin's own, dracut, initramfs-tools, mkinitcpio, Alpine. It loads
-- modules and waits for the root device. A wait that ended well is no failure: the verdict sees
-- that the boot went on.
local gave_up = {
  "dracut-initqueue timeout - starting timeout scripts",
  "dracut-initqueue: timeout, still waiting for following initqueue hooks",
  "dracut-initqueue timeout", "dracut-initqueue: timeout",
  "dracut-initqueue: starting timeout scripts", "Warning: Could not boot.",
  "Generating \"/run/initramfs/rdsosreport.txt\"", "Starting Dracut Emergency Shell",
  "Gave up waiting for root", "Timed out waiting for device", "Dropping to a shell",
  "Dropping to shell", "Entering emergency mode", "Dropping to debug shell", "does not exist",
}
-- root= names a device of the host that built the image: that is the cause, not the wait for it.
local build_host_device = { "root=/dev/loop", "root=/dev/mapper/loop", "root=/dev/nbd",
  "/dev/mapper/loop0p1", "/dev/mapper/loop0p2", "/dev/mapper/loop0p3", "/dev/mapper/loop1p1",
  "/dev/loop0p1", "/dev/loop0p2", "/dev/nbd0p1", "/dev/nbd0p2" }

return {
  { cause = "compressed_modules_unsupported", stage = "initrd",
    any = { "Invalid ELF header magic", "Invalid module format", "Exec format error",
      "Unknown module compression", "decompression failed with status",
      "module decompression failed", "Module has invalid ELF" },
    line = "%.ko%.[xzg][zs]", confidence = "high",
    summary = "The kernel's modules are compressed in a way that this supermin cannot load " ..
        "(.ko.zst, .ko.xz).",
    cure = { text = "Update supermin (5.3.3 reads zstd), or use a kernel with plain modules: " ..
        "export SUPERMIN_KERNEL and SUPERMIN_MODULES" },
    match = [[
supermin: internal insmod virtio_pci.ko.zst
insmod: init_module: virtio_pci.ko.zst: Invalid module format]],
    healthy = [[insmod: init_module: crc32c-intel.ko: No such device]] },

  { cause = "compressed_modules_unsupported", stage = "initrd",
    any = { "Invalid ELF header magic: !=" }, confidence = "medium",
    summary = "The modules in the initrd are no plain ELF files: mostly compressed in a way " ..
        "that supermin does not know.",
    cure = { text = "Update supermin (5.3.3 reads zstd), or use a kernel with plain modules: " ..
        "export SUPERMIN_KERNEL and SUPERMIN_MODULES" },
    match = [[[    0.9] Invalid ELF header magic: != \x7fELF]],
    healthy = [[insmod: init_module: crc32c-intel.ko: No such device]] },

  { cause = "initrd_truncated", stage = "initrd",
    any = { "fopen: /modules: No such file or directory" }, confidence = "high",
    summary = "The initrd is cut short: supermin's init runs, its list of modules at the end " ..
        "of the archive is not there.",
    cure = { text = "rm -rf /var/tmp/.guestfs-$(id -u) (or unpack the fixed appliance again), " ..
        "and check the space on that disk: df -h /var/tmp" },
    match = [[
supermin: mounting /sys
fopen: /modules: No such file or directory
[    2.4] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100]],
    healthy = [[supermin: internal insmod virtio_pci.ko]] },

  { cause = "module_version_mismatch", stage = "initrd", rank = "weak",
    any = { "version magic '", "disagrees about version of symbol" },
    confidence = "medium",
    summary = "The modules in the initrd do not belong to this kernel.",
    cure = { text = "Make the initrd again for this kernel (update-initramfs -u -k VERSION; rm " ..
        "-rf /var/tmp/.guestfs-*)" },
    match = [[
[    0.9] virtio_pci: version magic '6.1.0-18-amd64 SMP' should be '6.1.0-17-amd64 SMP']],
    healthy = [[[    0.9] vboxdrv: loading out-of-tree module taints kernel.]] },

  -- The library's own kernel command line, written into a guest's boot loader in the appliance.
  { cause = "appliance_cmdline_leaked_into_guest", stage = "initrd",
    any = { "udevtimeout=6000", "guestfs_network=1", "guestfs_verbose=1", "guestfs_channel=",
      "cryptomgr.notests", "usbcore.nousb" },
    line = "BOOT_IMAGE=", confidence = "high",
    summary = "The appliance's own kernel command line was written into the guest's boot " ..
        "loader, so the guest looks for the appliance's root.",
    cure = { text = "In the guest, correct GRUB_CMDLINE_LINUX and /etc/kernel/cmdline, then " ..
        "grub2-mkconfig; run kernel updates at first boot (--firstboot-command), not in the " ..
        "appliance" },
    match = [[
[    0.0] Command line: BOOT_IMAGE=/vmlinuz-5.14 panic=1 console=ttyS0 edd=off udevtimeout=6000
root=UUID=1234]],
    healthy = [[
[    0.0] Command line: panic=1 console=ttyS0 edd=off udevtimeout=6000 root=UUID=1234
supermin: picked 8:16 as root device]] },

  { cause = "appliance_cmdline_leaked_into_guest", stage = "initrd", any = gave_up,
    all = { "udevtimeout=6000" },
    unless = { "libguestfs: launch:", "supermin: ext2", "mini initrd",
      "supermin: internal insmod" }, confidence = "high",
    summary = "The appliance's own kernel command line was written into the guest's boot " ..
        "loader, so the guest looks for the appliance's root.",
    cure = { text = "In the guest, correct GRUB_CMDLINE_LINUX and /etc/kernel/cmdline, then " ..
        "grub2-mkconfig; run kernel updates at first boot (--firstboot-command), not in the " ..
        "appliance" },
    match = [[
options panic=1 console=ttyS0 edd=off udevtimeout=6000 root=UUID=1234
dracut-initqueue[301]: Warning: dracut-initqueue timeout - starting timeout scripts]],
    healthy = [[
dracut-initqueue[301]: Warning: dracut-initqueue timeout - starting timeout scripts]] },

  { cause = "appliance_cmdline_leaked_into_guest", stage = "initrd",
    any = { "guestfs_network=1", "guestfs_verbose=1", "udevtimeout=6000" },
    line = "vmlinu", rank = "weak", confidence = "medium",
    summary = "A boot entry of the guest carries the appliance's kernel command line.",
    cure = { text = "In the guest, correct GRUB_CMDLINE_LINUX and /etc/kernel/cmdline, then " ..
        "grub2-mkconfig" },
    match = [[linux /boot/vmlinuz-6.1.0 panic=1 console=ttyS0 udevtimeout=6000 root=UUID=1234]],
    healthy = [[supermin: kernel: picked vmlinuz /boot/vmlinuz-6.1.0]] },

  { cause = "root_param_wrong", stage = "initrd",
    any = { "ALERT! /dev/mapper/loop", "ALERT! /dev/loop", "ALERT! /dev/nbd", "/dev/mapper/loop",
      "/dev/loop", "/dev/nbd", "/dev/mapper/nbd", "/dev/mapper/hda", "/dev/dm-" },
    line = "does not exist", confidence = "high",
    summary = "root= names a device of the host that built the image (a loop or nbd device), " ..
        "which the guest does not have.",
    cure = { text = "Use root=UUID=... or root=LABEL=... in the image's boot loader " ..
        "configuration" },
    match = [[
Gave up waiting for root device.
ALERT!  /dev/loop0p1 does not exist.  Dropping to a shell!]],
    healthy = [[ALERT!  UUID=1234 does not exist.  Dropping to a shell!]] },

  { cause = "root_param_wrong", stage = "initrd",
    any = { "Don't know how to handle 'root=", "No or empty root= argument", "Empty root= argument",
      "No root device specified", "missing root= parameter on the command line",
      "unknown root= parameter on the command line", "root= parameter is missing",
      "No root device given", "no root= on the kernel command line" },
    confidence = "high",
    summary = "root= on the kernel's command line is missing, or not of a form that this " ..
        "initrd knows.",
    cure = { text = "Use root=UUID=... or root=/dev/vda1" },
    match = [[dracut: FATAL: Don't know how to handle 'root=live:/dev/foo']],
    healthy = [[supermin: cmdline: panic=1 root=UUID=1234]] },

  { cause = "root_param_wrong", stage = "initrd",
    any = { "device '/dev/loop", "device '/dev/mapper/loop", "device '/dev/nbd",
      "mount: mounting /dev/loop", "mount: mounting /dev/nbd", "waiting for device dev-loop",
      "waiting for device /dev/loop", "waiting for device /dev/mapper/loop" },
    confidence = "high",
    summary = "root= names a device of the host that built the image, which the guest does not " ..
        "have.",
    cure = { text = "Use root=UUID=... or root=LABEL=... in the image's boot loader " ..
        "configuration" },
    match = [[ERROR: device '/dev/loop0p2' not found. Skipping fsck.]],
    healthy = [[loop0: detected capacity change from 0 to 8]] },

  { cause = "dracut_root_timeout", stage = "initrd", unless = build_host_device,
    any = { "dracut-initqueue timeout - starting timeout scripts",
      "dracut-initqueue: timeout, still waiting for following initqueue hooks",
      "dracut-initqueue: starting timeout scripts", "initqueue timeout",
      "dracut: Warning: Could not boot", "dracut Warning: Could not boot",
      "Warning: Could not boot.", "Generating \"/run/initramfs/rdsosreport.txt\"",
      "Starting Dracut Emergency Shell", "dracut: FATAL:", "dracut Warning: No root device",
      "dracut: Warning: No root device", "Can't mount root filesystem",
      "dracut Warning: Unable to process initqueue", "dracut: Warning: Unable to process initqueue",
      "dracut:/#", "dracut Warning: Boot has failed", "Boot has failed. To debug this issue add" },
    confidence = "high",
    summary = "dracut waits for the root device until it gives up.",
    cure = { text = "Check root= against the disk (virt-filesystems -a IMAGE --all --long " ..
        "--uuid), and that the initrd has the driver: dracut -f --add-drivers 'virtio_blk " ..
        "virtio_scsi virtio_pci' --no-hostonly" },
    match = [[
[  133.2] dracut-initqueue[273]: Warning: dracut-initqueue timeout - starting timeout scripts]],
    healthy = [[
[  133.2] dracut-initqueue[273]: Warning: dracut-initqueue timeout - starting timeout scripts
[  140.2] systemd[1]: Switching root.
Welcome to AlmaLinux 9]] },

  { cause = "dracut_root_timeout", stage = "initrd", any = { "dracut" },
    line = "[Ww]arning: .*does not exist", rank = "weak",
    unless = build_host_device, confidence = "medium",
    summary = "dracut does not find the root device.",
    cure = { text = "Check root= against the disk, and that the initrd has the driver: dracut " ..
        "-f --add-drivers 'virtio_blk virtio_scsi virtio_pci'" },
    match = [[dracut-initqueue[301]: Warning: /dev/disk/by-uuid/1234 does not exist]],
    healthy = [[dracut: *** Creating initramfs image file done ***]] },

  { cause = "root_device_timeout", stage = "initrd", unless = build_host_device,
    any = { "Timed out waiting for device", "Dependency failed for Initrd Root Device",
      "Dependency failed for initrd-root-device", "Dependency failed for /sysroot",
      "Dependency failed for File System Check on /dev",
      "Dependency failed for Initrd Root File System", "Dependency failed for Root" },
    confidence = "high",
    summary = "systemd waits for the root device until it gives up.",
    cure = { text = "Check root= and /etc/fstab against the disk (virt-filesystems -a IMAGE " ..
        "--all --long --uuid), and that the initrd has the driver" },
    match = [[[ TIME ] Timed out waiting for device /dev/disk/by-uuid/1234-5678.]],
    healthy = [[
[ TIME ] Timed out waiting for device /dev/disk/by-label/data.
[  OK  ] Reached target Multi-User System.]] },

  { cause = "root_device_timeout", stage = "initrd", rank = "weak",
    any = { "A start job is running for /dev/", "A start job is running for dev-" },
    confidence = "low",
    summary = "systemd waits for a device.",
    cure = { text = "Check root= and /etc/fstab against the disk" },
    match = [[[ ***  ] A start job is running for /dev/disk/by-uuid/1234 (1min 20s / 1min 30s)]],
    healthy = [[
[ ***  ] A start job is running for /dev/disk/by-uuid/1234 (3s / 1min 30s)
[  OK  ] Reached target Multi-User System.]] },

  -- initramfs-tools, mkinitcpio and others, when the device is one that the guest could have.
  { cause = "root_device_not_found", stage = "initrd",
    any = { "ALERT! UUID=", "ALERT! LABEL=", "ALERT! PARTUUID=", "ALERT! /dev/", "ALERT! ZFS=",
      "ERROR: device '", "Failed to mount '/dev", "Unable to find root device",
      "ERROR: Unable to find root", "Could not find the root block device", "Mounting root: failed",
      "Root device not found", "initramfs emergency recovery shell launched",
      "Cannot find root device" },
    confidence = "medium",
    summary = "The root device does not appear: another name or UUID, or the initrd lacks the " ..
        "driver of its bus.",
    cure = { text = "Check root= against the disk (virt-filesystems -a IMAGE --all --long " ..
        "--uuid), and put the driver into the initrd (MODULES=most)" },
    match = [[
Gave up waiting for root device.  Common problems:
ALERT!  UUID=1234 does not exist.  Dropping to a shell!]],
    healthy = [[ALERT!  /dev/mapper/loop0p1 does not exist.  Dropping to a shell!]] },

  { cause = "root_device_not_found", stage = "initrd", rank = "weak",
    any = { "Gave up waiting for root", "Dropping to a shell", "Dropping to shell",
      "You are now being dropped into an emergency shell" },
    confidence = "medium",
    summary = "The initrd gave up waiting for the root device.",
    cure = { text = "Check root= against the disk, and that the initrd has the driver of its bus" },
    match = [[Gave up waiting for root file system device.  Common problems:]],
    healthy = [[Begin: Waiting for root file system ... done.]] },

  { cause = "emergency_mode", rank = "symptom",
    any = { "You are in emergency mode", "Entering emergency mode", "Welcome to emergency mode",
      "Reached target Emergency Mode", "Started Emergency Shell",
      "Give root password for maintenance",
      "Cannot open access to console, the root account is locked" },
    confidence = "low",
    summary = "The guest stopped in emergency mode.",
    cure = { text = "journalctl -xb in the emergency shell says why; mostly a line in /etc/fstab" },
    match = [[You are in emergency mode. After logging in, type "journalctl -xb" to view]],
    healthy = [[[  OK  ] Reached target Multi-User System.]] },
}
