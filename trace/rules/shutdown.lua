-- The end: power-off, unmounting, closing.
return {
  { cause = "panic_at_poweroff", stage = "shutdown",
    any = { "Attempted to kill init! exitcode=0x00000000" },
    all = { "reboot: " }, confidence = "high",
    summary = "The guest was powering off as its first program ended, and the kernel panicked " ..
        "over that.",
    cure = { text = "Mostly harmless for the disk (it is synced before); update the guest's " ..
        "kernel, or let init call reboot(2) itself" },
    match = [[
[   64.0] reboot: Power down
[   64.1] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000000]],
    healthy = [[[   64.0] reboot: Power down]] },

  { cause = "panic_at_poweroff", stage = "shutdown",
    any = { "Kernel panic - not syncing" }, all = { "systemd-shutdow" },
    unless = { "exitcode=0x00007f00", "VFS: " }, confidence = "medium",
    summary = "The guest's kernel panicked while it was powering off.",
    cure = { text = "Update the guest's kernel; the disk is synced before this point" },
    match = [[
[   64.1] systemd-shutdown[1]: Powering off.
[   64.2] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000009]],
    healthy = [[[   64.1] systemd-shutdown[1]: Powering off.]] },

  { cause = "panic_at_poweroff", stage = "shutdown", rank = "weak",
    any = { "Attempted to kill init! exitcode=0x00000000" }, confidence = "medium",
    summary = "The first program of the guest ended without an error, and the kernel panicked " ..
        "over that.",
    cure = { text = "Let init call reboot(2) (poweroff -f) as its last act, in place of ending" },
    match = [[[   64.1] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000000]],
    healthy = [[
[   64.1] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100]] },

  { cause = "umount_busy", stage = "shutdown",
    any = { "target is busy", "device is busy", "Device or resource busy",
      "Das Gerät wird momentan noch benutzt", "Ziel wird gerade benutzt", "Device busy",
      "filesystem is busy" },
    line = "[uU]n?mount", unless = { "failed to initialize KVM" }, confidence = "high",
    summary = "A filesystem was unmounted by hand while something still used it; the image may " ..
        "be damaged when the machine is then stopped.",
    cure = { text = "End what uses it (fuser -mv DIR; leave the folder), then unmount again; " ..
        "with guestmount: guestunmount DIR and wait for the --pid-file" },
    match = [[umount: /sysroot: target is busy.]],
    healthy = [[umount-all: /proc/mounts: fsname=/dev/sda1 dir=/sysroot type=ext2]] },

  { cause = "close_failed", stage = "shutdown", rank = "weak",
    any = { "libguestfs: error: shutdown:", "error: could not destroy libvirt domain",
      "internal_autosync: ", "autosync failed" },
    line = "error", confidence = "medium",
    summary = "The session could not be closed in order: what was written last may be lost.",
    cure = { text = "Check the image (virt-df, fsck on a copy) and the space on the host (df -h)" },
    match = [[
libguestfs: error: could not destroy libvirt domain: Requested operation is not valid: domain is
not running]],
    healthy = [[libguestfs: trace: internal_autosync = 0]] },
}
