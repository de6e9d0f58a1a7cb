-- The kernel, up to the first program: memory, initrd, root device without an initrd, crashes.
return {
  { cause = "initrd_too_large", stage = "kernel",
    any = { "initrd too large to handle", "initrd extends beyond end of memory",
      "Initramfs unpacking failed: write error", "not enough memory for initrd",
      "initrd overwritten", "ramdisk_size is too small", "RAMDISK: image too big",
      "failed to allocate memory for initrd", "Failed to allocate initrd memory" },
    confidence = "high",
    summary = "The initrd does not fit in the guest's memory.",
    cure = { text = "Give the guest more memory (-m, LIBGUESTFS_MEMSIZE): at least three times " ..
        "the unpacked initrd" },
    match = [[
[    0.2] Kernel panic - not syncing: initrd too large to handle, disabling initrd (9000 needed,
8000 available)]],
    healthy = [[[    2.126297] Freeing initrd memory: 6392K]] },

  { cause = "initrd_truncated", stage = "kernel",
    any = { "RAMDISK: EOF while reading compressed data",
      "Initramfs unpacking failed: unexpected EOF",
      "Initramfs unpacking failed: ran out of input data",
      "Initramfs unpacking failed: uncompression error",
      "Initramfs unpacking failed: XZ-compressed data is corrupt",
      "Initramfs unpacking failed: ZSTD-compressed data is corrupt",
      "Initramfs unpacking failed: LZMA data is corrupt", "Initramfs unpacking failed: crc error",
      "Initramfs unpacking failed: length error",
      "Initramfs unpacking failed: invalid compressed format",
      "Initramfs unpacking failed: ZSTD-compressed data is truncated",
      "Initramfs unpacking failed: out of input data",
      "Initramfs unpacking failed: invalid distance", "Initramfs unpacking failed: incomplete",
      "Initramfs unpacking failed: EOF", "Initramfs unpacking failed: read error",
      "RAMDISK: incomplete write", "crc error uncompression error",
      "ran out of input data uncompression error" },
    confidence = "high",
    summary = "The initrd cannot be uncompressed to its end: the file is truncated or damaged.",
    cure = { text = "Make the initrd again (update-initramfs -u; rm -rf /var/tmp/.guestfs-*), " ..
        "and compare sizes after a copy or download" },
    match = [[
[    0.9] Initramfs unpacking failed: unexpected EOF
[    1.1] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)]],
    healthy = [[
[    0.9] Trying to unpack rootfs image as initramfs...
[    1.1] Freeing initrd memory: 6392K]] },

  { cause = "initrd_invalid", stage = "kernel",
    any = { "RAMDISK: Couldn't find valid RAM disk image", "rootfs image is not initramfs",
      "Initramfs unpacking failed: no cpio magic", "Initramfs unpacking failed: invalid magic",
      "Initramfs unpacking failed: junk", "Initramfs unpacking failed: broken padding",
      "Initramfs unpacking failed: compression method", "compression method not configured",
      "Initramfs unpacking failed: Decoding failed", "Initramfs unpacking failed: invalid",
      "checking if image is initramfs... it isn't", "checking if image is initramfs...it isn't",
      "Initramfs unpacking failed: bad", "looks like an initrd",
      "RAMDISK: cramfs filesystem found" },
    all = { "Kernel panic" }, confidence = "high",
    summary = "The file given as initrd is not one (or is compressed in a way that this kernel " ..
        "does not know).",
    cure = { text = "file INITRD shows what it is; give the initrd that belongs to this kernel" },
    match = [[
[    0.9] Initramfs unpacking failed: invalid magic at start of compressed archive
[    1.1] VFS: Cannot open root device "(null)" or unknown-block(0,0): error -6
[    1.1] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)]],
    healthy = [[
[    0.9] Initramfs unpacking failed: Decoding failed
[    1.2] Run /init as init process]] },

  -- Some kernels print this for padding after a good initrd and go on.
  { cause = "initrd_invalid", stage = "kernel", rank = "weak",
    any = { "RAMDISK: Couldn't find valid RAM disk image", "rootfs image is not initramfs",
      "Initramfs unpacking failed:", "checking if image is initramfs... it isn't" },
    confidence = "medium",
    summary = "The kernel cannot unpack the file given as initrd.",
    cure = { text = "file INITRD shows what it is; make it again, or give the one that belongs " ..
        "to this kernel" },
    match = [[[    0.9] rootfs image is not initramfs (no cpio magic); looks like an initrd]],
    healthy = [[
[    0.9] Initramfs unpacking failed: Decoding failed
[    1.2] Run /init as init process]] },

  { cause = "no_root_or_initrd", stage = "kernel",
    any = { "Cannot open root device \"(null)\"", "Cannot open root device \"\"",
      "Cannot open root device \"NULL\"", "/dev/root: Can't open blockdev",
      "VFS: Cannot open root device \"\" or" },
    confidence = "high",
    summary = "The kernel has neither an initrd nor a root device.",
    cure = { text = "Give an initrd (-initrd FILE), or root=/dev/vda1 in -append with a kernel " ..
        "that has the drivers built in" },
    match = [[
[    1.8] VFS: Cannot open root device "(null)" or unknown-block(0,0): error -6
[    1.8] Please append a correct "root=" boot option; here are the available partitions:]],
    healthy = [[[    2.7] Run /init as init process]] },

  { cause = "root_device_not_found", stage = "root-device",
    any = { "VFS: Cannot open root device" }, line = "root device \"[^\"()]+\"",
    confidence = "medium",
    summary = "The kernel does not find the root device: no driver for its bus, or another name.",
    cure = { text = "The kernel lists the partitions it has below this line; correct root=, or " ..
        "give an initrd with the driver (virtio_blk, virtio_scsi)" },
    match = [[
[    1.8] VFS: Cannot open root device "vda1" or unknown-block(0,0): error -6
[    1.8] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)]],
    healthy = [[[    1.8] VFS: Mounted root (ext4 filesystem) readonly on device 254:1.]] },

  { cause = "no_root_or_initrd", stage = "kernel", rank = "weak",
    any = { "VFS: Unable to mount root fs on unknown-block(0,0)",
      "VFS: Unable to mount root fs on \"\"", "unknown-block(0,0)",
      "Please append a correct \"root=\" boot option", "No filesystem could mount root, tried: [",
      "VFS: Unable to mount root fs via NFS" },
    confidence = "medium",
    summary = "The kernel has no root device that it can mount and no initrd.",
    cure = { text = "Give an initrd (-initrd FILE), or a correct root= in -append" },
    match = [[
[    1.8] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)]],
    healthy = [[[    1.8] VFS: Mounted root (ext4 filesystem) readonly on device 254:1.]] },

  { cause = "root_image_corrupt", stage = "root-device",
    any = { "VFS: Unable to mount root fs on unknown-block(",
      "No filesystem could mount root, tried:", "List of all bdev filesystems:" },
    line = "unknown%-block%([1-9]%d*,", confidence = "medium",
    summary = "The kernel finds the root device, but none of its filesystems can mount it: " ..
        "damaged, empty, or a type that it does not know.",
    cure = { text = "virt-filesystems -a IMAGE --all --long shows what is there; fsck it, or " ..
        "build the filesystem into the kernel or initrd" },
    match = [[
[    1.8] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(254,1)]],
    healthy = [[
[    1.8] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)]] },

  { cause = "guest_out_of_memory",
    any = { "Out of memory: Killed process", "Out of memory: Kill process",
      "System is deadlocked on memory", "Kernel panic - not syncing: Out of memory",
      "not syncing: Out of memory", "Out of memory and no killable processes",
      "invoked oom-killer" },
    unless = { "(qemu-system", "(qemu-kvm" }, confidence = "high",
    summary = "The guest ran out of memory.",
    cure = { text = "Give the guest more memory: export LIBGUESTFS_MEMSIZE=4096, or -m 4096" },
    match = [[
[   31.116012] guestfsd invoked oom-killer: gfp_mask=0xcc0
[   31.216012] Out of memory: Killed process 301 (mkfs.xfs) total-vm:916232kB]],
    healthy = [[
[91813.1] Out of memory: Killed process 4711 (qemu-system-x86) total-vm:9216232kB]] },

  { cause = "guest_out_of_memory", stage = "kernel", rank = "weak",
    any = { "Cannot allocate memory for initrd", "page allocation failure",
      "Kernel panic - not syncing: No memory", "No usable memory", "Failed to allocate mem_map",
      "Unable to allocate" }, line = "^%[ *%d", confidence = "low",
    summary = "The guest's kernel gets no memory.",
    cure = { text = "Give the guest more memory: export LIBGUESTFS_MEMSIZE=4096, or -m 4096" },
    match = [[[    0.1] swapper: page allocation failure: order:9]],
    healthy = [[mkfs: Unable to allocate]] },

  { cause = "appliance_kernel_bug", stage = "ready",
    any = { "BUG: kernel NULL pointer dereference", "BUG: unable to handle", "kernel BUG at ",
      "general protection fault", "Internal error: Oops", "Unable to handle kernel", "Oops: ",
      "soft lockup", "INFO: task guestfsd:", "blocked for more than" },
    all = { "Comm: guestfsd" }, confidence = "high",
    summary = "The appliance's kernel crashed while the daemon worked on a call.",
    cure = { text = "Use another kernel for the appliance: export " ..
        "SUPERMIN_KERNEL=/boot/vmlinuz-OTHER SUPERMIN_MODULES=/lib/modules/OTHER" },
    match = [[
[  62.04] BUG: unable to handle page fault for address: ffffc90000000000
[  62.04] CPU: 0 PID: 161 Comm: guestfsd Tainted: G      D W]],
    healthy = [[[    0.0] Kernel Oops handling ready]] },

  { cause = "appliance_kernel_bug",
    any = { "BUG: kernel NULL pointer dereference", "BUG: unable to handle", "kernel BUG at ",
      "general protection fault", "Internal error: Oops", "Unable to handle kernel NULL",
      "Unable to handle kernel paging", "Kernel panic - not syncing: Fatal exception",
      "Kernel panic - not syncing: Fatal hardware error",
      "Kernel panic - not syncing: stack-protector", "Kernel panic - not syncing: Oops" },
    confidence = "medium",
    summary = "The guest's kernel crashed.",
    cure = { text = "Use another kernel (libguestfs: export " ..
        "SUPERMIN_KERNEL=/boot/vmlinuz-OTHER SUPERMIN_MODULES=/lib/modules/OTHER)" },
    match = [[
[    1.04] BUG: unable to handle page fault for address: ffffc90000000000
[    1.05] Kernel panic - not syncing: Fatal exception in interrupt]],
    healthy = [[[    0.7] SMP alternatives: switching to UP code]] },

  { cause = "kernel_hang", rank = "weak",
    any = { "watchdog: BUG: soft lockup", "BUG: soft lockup", "rcu_sched self-detected stall",
      "rcu: INFO: rcu_sched", "rcu: INFO: rcu_preempt", "detected stalls on CPUs",
      "Kernel panic - not syncing: softlockup", "Kernel panic - not syncing: hung_task",
      "NMI watchdog: Watchdog detected hard LOCKUP" },
    confidence = "low",
    summary = "The guest's processors get no time: the host is overloaded, or virtualisation " ..
        "is broken.",
    cure = { text = "Run without KVM, or with one CPU, or on a less loaded host",
      hook = "force-tcg" },
    match = [[[   44.0] watchdog: BUG: soft lockup - CPU#0 stuck for 22s!]],
    healthy = [[[    1.1] NMI watchdog: Perf NMI watchdog permanently disabled]] },

  { cause = "kernel_timer_missing", stage = "kernel",
    any = { "IO-APIC + timer doesn't work",
      "MP-BIOS bug: 8254 timer not connected to IO-APIC panic",
      "Kernel panic - not syncing: timer" },
    confidence = "medium",
    summary = "The guest's kernel cannot use the virtual machine's timer.",
    cure = { text = "Add no_timer_check (or noapic) to the kernel's command line" },
    match = [[Kernel panic - not syncing: IO-APIC + timer doesn't work!  Boot with apic=debug]],
    healthy = [[..TIMER: vector=0x30 apic1=0 pin1=2 apic2=-1 pin2=-1]] },
}
