-- Lines that look like errors and are none: healthy boots print them.
return {
  { cause = "ok_with_noise", rank = "noise", stage = "shutdown",
    any = { "libguestfs: sending SIGTERM to process" }, unless = { "TEST FINISHED OK" },
    summary = "Every normal session ends with SIGTERM to qemu.",
    match = [[
libguestfs: sending SIGTERM to process 23188]], healthy = [[libguestfs: appliance is up]] },

  { cause = "ok_with_noise", rank = "noise", stage = "shutdown",
    any = { "qemu-system-x86_64: terminating on signal 15", "terminating on signal 15 from pid",
      "umount: /sysroot: not mounted", "terminating on signal 2" },
    summary = "qemu says so when the client ends a session in the normal way.",
    match = [[qemu-system-x86_64: terminating on signal 15 from pid 4711 (/usr/bin/guestfish)]],
    healthy = [[libguestfs: appliance is up]] },

  { cause = "ok_with_noise", rank = "noise", stage = "initrd",
    any = { "No such device", "Unknown symbol in module", "Invalid argument", "File exists",
      "Operation not permitted" },
    line = "insmod: init_module", unless = { "Starting /init script", "GUESTFS_LAUNCH_FLAG",
      "appliance is up" },
    summary = "supermin tries every module that it has; those whose device is not there do not " ..
        "load.",
    match = [[insmod: init_module: virtio_pmem.ko: No such device]],
    healthy = [[supermin: internal insmod virtio_pmem.ko]] },

  { cause = "ok_with_noise", rank = "noise", stage = "initrd",
    any = { "module is missing" }, line = "skipped .*module is missing",
    unless = { "Starting /init script", "GUESTFS_LAUNCH_FLAG", "appliance is up" },
    summary = "supermin tries every module that could be needed, also those that this kernel " ..
        "does not have.",
    match = [[skipped virtio-rng.ko, module is missing]],
    healthy = [[supermin: internal insmod virtio_pmem.ko]] },

  { cause = "ok_with_noise", rank = "noise", stage = "init",
    any = { "lvmetad.socket: connect failed", "lvmetad: connect failed",
      "WARNING: Failed to connect to lvmetad", "Failed to resolve group", "Failed to resolve user",
      "mdadm: No arrays found", "Unknown group 'sgx'", "Unknown group", "specified group '",
      "specified user '", "cat: /proc/mdstat: No such file", "No volume groups found",
      "/dev/lvm: open failed", "systemd-tmpfiles: ", "Failed to create directory or subvolume",
      "cannot open /proc/sys/kernel/", "File descriptor 3 (", "cat: /etc/resolv.conf: No such file",
      "Cannot open device /dev", "chmod: cannot access '/dev/",
      "No matching physical volumes found", "udevadm: symbol", "ldmtool: command not found",
      "mount: none already mounted", "RTNETLINK answers: File exists", "dhclient: /etc/resolv",
      "mount: /dev: devtmpfs already mounted", "devtmpfs already mounted",
      "Cannot find device \"eth0\"" },
    unless = { "GUESTFS_LAUNCH_FLAG", "appliance is up", "Guest launched OK", "login:" },
    summary = "The appliance's init starts with little: helpers that find nothing to do complain.",
    match = [[/run/lvm/lvmetad.socket: connect failed: No such file or directory]],
    healthy = [[+ lvm vgs]] },

  { cause = "ok_with_noise", rank = "noise", stage = "kernel",
    any = { "Fast TSC calibration failed", "Unable to calibrate against PIT",
      "Marking TSC unstable", "TSC found unstable", "MP-BIOS bug: 8254 timer not connected",
      "trying to set up timer", "can't access extended PCI configuration space",
      "Unknown kernel command line parameters", "Cannot get hvm parameter",
      "failed to set affinity", "x86/cpu: VMX (outside TXT) disabled", "unchecked MSR access error",
      "pmd_set_huge: Cannot satisfy", "platform regulatory.0: Direct firmware load",
      "Failed to find cpu0 device node", "Spectre V2 : WARNING" },
    unless = { "as init process", "mini initrd", "systemd[1]", "login:" },
    summary = "Kernels print this on virtual hardware and go on.",
    match = [[
[    0.000000] Linux version 6.1.0 (a@b)
[    0.000000] tsc: Fast TSC calibration failed]],
    healthy = [[[    0.000000] tsc: Detected 2596.139 MHz processor]] },

  { cause = "ok_with_noise", rank = "noise", stage = "qemu-start",
    any = { "Back to tcg accelerator", "falling back to tcg",
      "host doesn't support requested feature", "TCG doesn't support requested feature",
      "Image format was not specified for", "warning: dbind:", "is deprecated, please",
      "has no peer", "will fall back to userspace virtio",
      "current user is not a member of the KVM group", "getenforce: not found" },
    unless = { "Linux version", "mini initrd", "Guest launched OK" },
    summary = "qemu warns, and goes on.",
    match = [[
Could not access KVM kernel module: No such file or directory
qemu-system-x86_64: failed to initialize KVM: No such file or directory
qemu-system-x86_64: Back to tcg accelerator]],
    healthy = [[libguestfs: qemu KVM: enabled]] },

  { cause = "ok_with_noise", rank = "noise",
    any = { "SELinux enabled state cached to", "Failed to determine unit we run in",
      "No filesystem is currently mounted on /sys/fs/cgroup",
      "groups: cannot find name for group ID" },
    unless = { "Guest launched OK", "Welcome to virt-rescue", "appliance is up",
      "sending SIGTERM" },
    summary = "Helpers in the appliance miss what a full system would have, without harm.",
    match = [[
commandrvf: udevadm --debug settle -E /dev/sda
Failed to determine unit we run in, ignoring: No data available]],
    healthy = [[commandrvf: udevadm --debug settle -E /dev/sda]] },
}
