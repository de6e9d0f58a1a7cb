-- The kernel, initrds (dracut, initramfs-tools, mkinitcpio, Alpine), init programs, log-in prompts.
return {
  {stage = "kernel", kind = "restart-after-end", phrase = "Linux version ",
    line = "Linux version %d"},
  {stage = "kernel", phrase = {
    "Booting Linux on physical CPU", "Decompressing Linux", "early console in",
    "Booting the kernel", "Memory KASLR using", "Kernel command line:",
    "BIOS-provided physical RAM map", "Booting paravirtualized kernel",
    "Trying to unpack rootfs image as initramfs", "Freeing unused kernel",
    "Write protecting the kernel"}},
  {kind = "end", phrase = {"Kernel panic - not syncing", "reboot: Restarting system"}},

  -- The first program: /init is an initrd's, /sbin/init is on the root filesystem.
  {stage = "initrd", phrase = "Run /init as init process"},
  {stage = "init", phrase = {
    "Run /sbin/init as init process", "Run /etc/init as init process",
    "Run /bin/init as init process", "Run /bin/sh as init process",
    "Run /usr/lib/systemd/systemd as init process", "Run /lib/systemd/systemd as init process",
    "Run /usr/sbin/init as init process", "Run /usr/bin/init as init process"}},

  -- initrds.
  {stage = "initrd", phrase = {
    "dracut: dracut-", "dracut-cmdline", "dracut-pre-udev", "dracut-initqueue",
    "dracut-pre-trigger", "dracut Warning:", "dracut:/#", "Loading, please wait...",
    "Begin: Loading essential drivers", "Begin: Running /scripts/init-premount",
    "Begin: Mounting root file system", "running early hook [udev]", "running hook [udev]",
    ":: Triggering uevents", "Starting systemd-udevd version", "Running in initial RAM disk",
    "Running in initrd", "Running in initramfs", "Alpine Init ", "(initramfs)",
    "Gave up waiting for root"}},
  {stage = "initrd", phrase = "Welcome to ", line = "[Ii]nitramfs"},
  {stage = "root-device", phrase = {
    "Begin: Waiting for root file system", "Mounting /sysroot", "Mounting root: ",
    "Begin: Running /scripts/local-premount", "Begin: Running /scripts/local-top",
    "Reached target Initrd Root Device", "Reached target initrd-root-device"}},

  -- init on the root filesystem.
  {stage = "init", phrase = {
    "Begin: Running /scripts/init-bottom", "Switching root", "Switched root",
    "Reached target Initrd Default Target", "INIT: version", "OpenRC ",
    "Queued start job for default target", "entering rust-agent", "Started Journal Service",
    "Reached target Local File Systems", "Reached target Basic System",
    "Reached target System Initialization", "Entering runlevel"},
   reject = "[Dd]racut"},
  {stage = "init", phrase = "Welcome to ", line = "Welcome to .*!%s*$",
   reject = {"[Ii]nitramfs", "GRUB", "emergency mode", "rescue mode", "virt%-rescue"}},
  {stage = "init", confidence = "medium", phrase = {"systemd[1]: Set hostname to",
    "systemd[1]: Starting", "systemd[1]: Started"},
   reject = "[Dd]racut"},

  -- Log-in.
  {stage = "ready", phrase = {
    "Reached target Multi-User System", "Reached target multi-user.target",
    "Reached target Graphical Interface", "Reached target graphical.target", "Startup finished in",
    "Reached target Login Prompts"}},
  {stage = "ready", confidence = "medium", phrase = " login:", line = "%w login:%s*%w*%s*$"},
  {stage = "ready", confidence = "medium", phrase = "Cloud-init v.", line = "finished at"},

  -- The end.
  {stage = "shutdown", phrase = {
    "reboot: Power down", "reboot: Restarting system", "reboot: System halted",
    "Reached target Power-Off", "Reached target System Power Off", "Reached target Reboot",
    "Reached target System Reboot", "Reached target Shutdown", "systemd-shutdown[1]",
    "Powering off.", "Rebooting.", "Requesting system poweroff", "The system is going down"}},
}
