-- The appliance is up; what the tool (or its script) does fails: wrong commands, no network, tools
-- that do not know this guest.
-- A session that the client shut down in order was not ended by what it printed before.
local ended_well = { "trace: shutdown = 0", "TEST FINISHED OK" }

return {
  { cause = "fixed_appliance_too_old", stage = "ready",
    any = { "unknown procedure number",
      "set LIBGUESTFS_PATH to point to the matching libguestfs appliance directory" },
    confidence = "high",
    summary = "The fixed appliance is older than the library and does not know the call.",
    cure = { text = "Make or download an appliance of the library's release: " ..
        "libguestfs-make-fixed-appliance /folder; export LIBGUESTFS_PATH=/folder" },
    match = [[
guestfsd: error: dispatch_incoming_message: unknown procedure number 511, set LIBGUESTFS_PATH to
point to the matching libguestfs appliance directory]],
    healthy = [[guestfsd: <= mount (0x1) request length 64 bytes]] },

  { cause = "bad_guestfish_command", stage = "ready",
    any = { "error: incorrect number of arguments", "should have 1 parameter",
      "should have 2 parameter", "should have 3 parameter", "should have 0 parameter",
      "should have at least", "command arguments not separated by whitespace",
      "unterminated double quote", "unterminated single quote", "invalid integer parameter",
      "command not known:", "call launch before using this function",
      "don't forget to use the 'run' command", "empty command on command line",
      "Did you mean to open a disk image?", "invalid escape sequence in string",
      "this command cannot be called before launch",
      "the libguestfs handle has already been launched",
      "add_drive: this function can only be called in the config state",
      "can only be called in the config state", "internal error parsing string at",
      "path must start with a / character", "unknown optional argument" },
    confidence = "high",
    summary = "A command of the script is wrong; the appliance itself is well.",
    cure = { text = "guestfish: 'help COMMAND' shows how it is called; use 'run' before the " ..
        "first command that needs the appliance" },
    match = [[
><fs> mount /dev/sda1
error: incorrect number of arguments
usage: mount mountable mountpoint]],
    healthy = [[><fs> mount /dev/sda1 /]] },

  { cause = "bad_guestfish_command", stage = "ready", any = { ": unknown command" },
    line = ": unknown command%s*$", confidence = "high",
    summary = "The script has a command that guestfish does not know; the appliance itself is " ..
        "well.",
    cure = { text = "guestfish -h lists the commands of this release" },
    match = [[
><fs> mout /dev/sda1 /
mout: unknown command]],
    healthy = [[error: unknown command: 'foo']] },

  { cause = "bad_guestfish_command", stage = "ready", rank = "weak", unless = ended_well,
    any = { "type 'help ", "device name is not a partition", "you must call 'mount' first" },
    confidence = "low",
    summary = "A command of the script is wrong.",
    cure = { text = "guestfish: 'help COMMAND' shows how it is called" },
    match = [[type 'help part-add' for more help on part-add]],
    healthy = [[*stdin*:4: libguestfs: error: tar_in: tar subcommand failed on directory]] },

  { cause = "appliance_no_network", stage = "ready",
    any = { "Temporary failure resolving", "Temporary failure in name resolution",
      "Could not resolve host", "Could not resolve 'archive", "Could not resolve 'deb",
      "Could not resolve 'security", "Could not resolve 'http", "Couldn't resolve host",
      "Curl error (6)", "curl: (6)", "Could not retrieve mirrorlist",
      "Cannot find a valid baseurl for repo",
      "the command may have failed because the network is disabled",
      "unable to resolve host address", "dhcpcd: command not found", "dhclient: command not found",
      "dhcpcd: not found", "no interfaces have a carrier", "No DHCPOFFERS received" },
    unless = { "host: builder.libguestfs.org" }, confidence = "medium",
    summary = "The appliance has no network or no name server, so packages cannot be installed.",
    cure = { text = "apt-get install dhcpcd-base (isc-dhcp-client) on the host and rm -rf " ..
        "/var/tmp/.guestfs-*; or write a resolver first: --run-command 'echo nameserver " ..
        "1.1.1.1 >/etc/resolv.conf'" },
    match = [[
[  12.0] Installing packages: vim
E: Failed to fetch http://deb.debian.org/debian  Temporary failure resolving 'deb.debian.org']],
    healthy = [[[  12.0] Installing packages: vim]] },

  { cause = "appliance_no_network", stage = "ready", rank = "weak", unless = ended_well,
    any = { "Name or service not known", "Network is unreachable",
      "Cannot initiate the connection to", "No route to host",
      "Failed to download metadata for repo", "No working leases", "server misbehaving",
      "Connection timed out [IP", "Could not connect to archive", "Could not connect to deb" },
    confidence = "low",
    summary = "A program in the appliance cannot reach the network.",
    cure = { text = "Check that the tool runs with network (--network), passt or slirp on the " ..
        "host, and the resolver in the image" },
    match = [[
Err:1 http://deb.debian.org/debian bookworm InRelease Cannot initiate the connection to
deb.debian.org:80]],
    healthy = [[[  12.0] Installing packages: vim]] },

  { cause = "guest_zstd_modules_unsupported", stage = "ready",
    any = { "file_architecture: unknown architecture" }, all = { ".ko." }, confidence = "high",
    summary = "The tool cannot read the guest's compressed kernel modules (.ko.zst).",
    cure = { text = "Update libguestfs (1.56 reads .ko.zst) and rm -rf /var/tmp/.guestfs-*; or " ..
        "convert on a newer host" },
    match = [[
virt-customize: error: libguestfs error: file_architecture: unknown architecture:
/usr/lib/modules/6.8.0-31-generic/kernel/fs/ext4.ko.zst]],
    healthy = [[
libguestfs: trace: file_architecture "/usr/lib/modules/6.8.0/kernel/fs/ext4.ko.zst"]] },

  { cause = "guest_architecture_unknown", stage = "ready",
    any = { "file_architecture: unknown architecture", "host cpu (" }, unless = { ".ko.",
      "host cpu (x86_64) and guest arch (x86_64)" }, confidence = "medium",
    summary = "The tool cannot tell (or run programs of) the guest's architecture.",
    cure = { text = "Use --firstboot-command in place of --run-command, or a host of the " ..
        "guest's architecture" },
    match = [[
virt-customize: error: host cpu (x86_64) and guest arch (aarch64) are not compatible, so you
cannot use command line options]],
    healthy = [[host_cpu: x86_64]] },

  { cause = "no_kernel_in_guest", stage = "ready",
    any = { "no installed kernel packages were found",
      "only Xen kernels are installed in this guest", "no kernel found in /boot of the guest",
      "virt-get-kernel: error: no kernel found", "no bootable kernels were found",
      "no kernels were found in", "no installed kernels", "no valid modprobe configuration",
      "inspection of the package database failed for this Linux" },
    confidence = "high",
    summary = "The tool finds no kernel package in the guest.",
    cure = { text = "Update virt-v2v (2.3.4 and later), and check the guest's package " ..
        "database: virt-inspector -a IMAGE | grep -i kernel" },
    match = [[virt-v2v: error: no installed kernel packages were found.]],
    healthy = [[[  48.6] Converting CentOS Stream release 9 to run on KVM]] },

  { cause = "partition_not_resizable", stage = "ready",
    any = { "partition not found in the source disk image",
      "logical volume not found in the source disk image",
      "unknown/unavailable method for expanding",
      "This extended partition contains logical partitions",
      "You cannot use --expand when there is no surplus",
      "You cannot use --shrink when there is no deficit", "new partition size is zero or negative",
      "this partition has already been marked for resizing",
      "this partition has already been ignored", "contains an LVM physical volume which",
      "contains a filesystem which will be damaged by shrinking",
      "filesystem which will be damaged", "extended partition that cannot",
      "cannot expand a logical partition" },
    confidence = "high",
    summary = "virt-resize cannot change that partition: it is a logical one, is not there, or " ..
        "there is nothing to gain.",
    cure = { text = "virt-filesystems --partitions --long -a IMAGE lists them; resize a " ..
        "primary partition, or grow it inside the guest with growpart" },
    match = [[virt-resize: error: /dev/sda7: partition not found in the source disk image]],
    healthy = [[[  10.9] Resizing (using virt-resize) to expand the disk to 30.0G]] },

  { cause = "selinux_relabel_failed", stage = "ready",
    any = { "selinux_relabel: : Success", "error: selinux_relabel:", "selinux_relabel = -1 (error)",
      "no selinux relabel feature", "error: setfiles", "setfiles exited with",
      "SELinux relabel failed", "SELinux relabelling failed" },
    confidence = "high",
    summary = "SELinux relabelling failed.",
    cure = { text = "Use --no-selinux-relabel (or --touch /.autorelabel, so that the guest " ..
        "does it at its next boot), and update libguestfs" },
    match = [[virt-customize: error: libguestfs error: selinux_relabel: : Success]],
    healthy = [[[  48.6] SELinux relabelling]] },

  { cause = "unsupported_guest_filesystem", stage = "ready",
    any = { "mount_stub: ", "is unable to convert this guest type", "unsupported guest type",
      "does not support this guest", "guest type is not supported",
      "conversion of this guest is not supported", "don't know how to convert",
      "operating system is not supported for conversion", "virt-v2v can't convert",
      "is not supported by virt-v2v", "guest operating system is not supported" },
    confidence = "high",
    summary = "The guest is of a type (operating system, filesystem) that the tool does not " ..
        "handle.",
    cure = { text = "virt-v2v(1), section SUPPORT MATRIX, lists what can be converted; copy " ..
        "the disk with qemu-img convert instead" },
    match = [[virt-v2v: error: virt-v2v is unable to convert this guest type (freebsd/freebsd)]],
    healthy = [[[  18.0] Converting Ubuntu 24.04.1 LTS to run on KVM]] },

  { cause = "bootloader_update_failed", stage = "ready", rank = "weak", unless = ended_well,
    any = { "unable to rebuild initrd", "unable to find any valid modprobe configuration",
      "grub2-install: error", "grub-install: error", "dracut: Cannot find module",
      "no grub1/grub-legacy or grub2 configuration file" },
    confidence = "medium",
    summary = "The tool cannot update the guest's boot loader or initrd.",
    cure = { text = "Boot the source guest and check /boot, /etc/default/grub and dracut there" },
    match = [[
virt-v2v: error: unable to rebuild initrd (/boot/initramfs-5.14.img) because mkinitrd or dracut
was not found in the guest.]],
    healthy = [[
virt-v2v: warning: could not determine a way to update the configuration of Grub2]] },

  { cause = "guest_script_failed", stage = "ready", rank = "weak", unless = ended_well,
    any = { "command exited with an error", "run_command: command exited",
      "sh: E: Unable to locate package", "sh_lines: ", "sh: command exited",
      "script exited with an error", "firstboot: error", "nonzero exit code from the script" },
    confidence = "low",
    summary = "A command that was run in the guest failed.",
    cure = { text = "Its output stands above; run it in the guest by hand (virt-rescue -i " ..
        "IMAGE, chroot /sysroot)" },
    match = [[virt-customize: error: /usr/local/bin/setup.sh: command exited with an error]],
    healthy = [[[  20.1] Running: /usr/local/bin/setup.sh]] },
}
