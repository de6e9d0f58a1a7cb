-- Building the appliance on the host: febootstrap-supermin-helper, supermin-helper (4), supermin 5.
return {
  { cause = "kernel_image_unreadable", stage = "appliance-build",
    any = { "cp: cannot open '/boot/vmlinu", "cp: cannot open /boot/vmlinu", "open: /boot/vmlinu",
      "cp: '/boot/vmlinu", "cp: /boot/vmlinu", "cp -p '/boot/vmlinu",
      "requires the kernel executable to be readable", "cp: cannot stat '/boot/vmlinu",
      "cannot read kernel /boot/vmlinu", "cp: impossible d'ouvrir '/boot/vmlinu",
      "/boot/vmlinuz is not readable", "kernel image is not readable", "vmlinuz not readable",
      "zcat '/boot/vmlinu", "open: Permission denied: /boot/vmlinu",
      "supermin: error: open: Permission denied: /boot/vmlinu", "Permission denied: '/boot/vmlinu",
      "cp: cannot open '/lib/modules", "cp -p '/lib/modules", "gunzip: /boot/vmlinu" },
    confidence = "high",
    summary = "The kernel in /boot may only be read by root (Ubuntu, Debian), so supermin, run " ..
        "as a normal user, cannot copy it.",
    cure = { text = "sudo chmod 0644 /boot/vmlinuz-* (and dpkg-statoverride --add, to keep " ..
        "it), or run as root" },
    match = [[
cp: cannot open '/boot/vmlinuz-6.8.0-31-generic' for reading: Permission denied
supermin: cp -p '/boot/vmlinuz-6.8.0-31-generic' '/var/tmp/.guestfs-1000/appliance.d.x/kernel':
command failed, see earlier errors]],
    healthy = [[supermin: kernel: picked vmlinuz /boot/vmlinuz-6.8.0-31-generic]] },

  { cause = "kernel_image_unreadable", stage = "appliance-build",
    any = { "/boot/vmlinuz" }, line = "[Pp]ermission denied", rank = "weak", confidence = "medium",
    summary = "The kernel in /boot may not be read.",
    cure = { text = "sudo chmod 0644 /boot/vmlinuz-*, or run as root" },
    match = [[supermin-helper: failed on /boot/vmlinuz-3.13.0-24-generic: Permission denied]],
    healthy = [[supermin: kernel: picked vmlinuz /boot/vmlinuz-6.8.0-31-generic]] },

  { cause = "no_kernel_found", stage = "appliance-build",
    any = { "failed to find a suitable kernel", "I looked for kernels in /boot",
      "no kernels found in /boot", "no suitable kernel found in /boot", "No kernel found in /boot",
      "unable to find a suitable kernel", "cannot find any suitable kernel",
      "could not find a kernel in /boot", "no kernel image found in /boot",
      "ls: cannot access '/boot/vmlinuz", "opendir: /lib/modules: No such file",
      "/lib/modules: No such file or directory",
      "opendir: No such file or directory: /lib/modules" },
    confidence = "high",
    summary = "supermin finds no kernel in /boot or /lib/modules: containers and WSL have none.",
    cure = { text = "apt-get install linux-image-generic (dnf install kernel-core); or set " ..
        "SUPERMIN_KERNEL and SUPERMIN_MODULES" },
    match = [[supermin: failed to find a suitable kernel (host_cpu=x86_64).]],
    healthy = [[supermin: kernel: looking for kernels in /boot ...]] },

  { cause = "supermin_bug_usrmerge", stage = "appliance-build",
    any = { "parent directory not found", "File not found by ext2_lookup", "ext2fs_mkdir: /lib",
      "ext2fs_link: lib", "ext2fs_symlink: lib", "ext2fs_namei", "Ext2 directory already exists" },
    confidence = "high",
    summary = "This old febootstrap or supermin cannot cope with /lib (or another folder) " ..
        "being a symbolic link.",
    cure = { text = "Install supermin 5 and the libguestfs that belongs to it" },
    match = [[
febootstrap-supermin-helper: ext2: parent directory not found: /lib/modules: File not found by
ext2_lookup]],
    healthy = [[supermin: ext2: copying files from host filesystem]] },

  { cause = "supermin_bug_usrmerge", stage = "appliance-build", rank = "weak",
    any = { "Unix.Unix_error(20, \"lstat\"", "Unix_error(Unix.ENOTDIR",
      "error: lstat: No such file or directory: /lib", "error: lstat: Not a directory",
      "lstat: No such file or directory: /bin", "lstat: No such file or directory: /sbin" },
    all = { "supermin" }, confidence = "low",
    summary = "This old supermin does not find a file below a folder that is a symbolic link.",
    cure = { text = "Install supermin 5 and the libguestfs that belongs to it" },
    match = [[
supermin: reading the supermin appliance
supermin: error: lstat: No such file or directory: /lib/x86_64-linux-gnu/libfoo.so]],
    healthy = [[supermin: ext2: copying files from host filesystem]] },

  { cause = "supermin_version_mismatch", stage = "appliance-build",
    any = { "This is supermin version 5", "It looks like you are looking for supermin version 4",
      "supermin: unknown option", "supermin: unrecognized option",
      "supermin-helper: unrecognized option", "supermin-helper: unknown option",
      "supermin-helper: invalid option", "febootstrap-supermin-helper: unrecognized option",
      "supermin: invalid option", "febootstrap-supermin-helper: invalid option",
      "febootstrap-supermin-helper: unknown option", "The --dtb option was removed in supermin",
      "incorrect output format (-f)", "supermin: bad option", "unknown --format option",
      "cpio files are not supported in this version of supermin",
      "must use --prepare or --build to select the mode", "supermin-helper: command not found",
      "supermin-helper: No such file or directory",
      "febootstrap-supermin-helper: No such file or directory",
      "use -o to specify output directory", "unknown file type in supermin directory",
      "not enough files specified on the command line", "supermin: error: unknown option",
      "doesn't support --use-installed", "unknown option '--names'",
      "unknown option '--use-installed'" },
    confidence = "high",
    summary = "The calling tool was built for another major version of supermin (febootstrap).",
    cure = { text = "Install the supermin and the libguestfs of one distribution release" },
    match = [[
supermin: *** error: This is supermin version 5.
supermin: *** It looks like you are looking for supermin version 4.]],
    healthy = [[supermin: version: 5.2.2]] },

  { cause = "tmpdir_full", stage = "appliance-build",
    any = { "supermin: error: write: No space left on device",
      "supermin: error: statvfs: No space left on device",
      "supermin: error: block size: No space left on device",
      "supermin: error: mkdir: No space left on device",
      "supermin: error: open: No space left on device",
      "supermin: error: close: No space left on device",
      "Could not allocate block in ext2 filesystem", "Block allocation failures can happen here",
      "bytes, available only" },
    confidence = "high",
    summary = "The folder for the cached appliance (TMPDIR, /var/tmp) is full, or the " ..
        "appliance's own filesystem is.",
    cure = { text = "df -h /var/tmp; free at least 2 GB there, or export " ..
        "TMPDIR=/a/larger/folder LIBGUESTFS_CACHEDIR=/a/larger/folder" },
    match = [[
supermin: error: write: No space left on device: /var/tmp/.guestfs-0/appliance.d.x/root]],
    healthy = [[
supermin: ext2: creating empty ext2 filesystem '/var/tmp/.guestfs-0/appliance.d.x/root']] },

  { cause = "tmpdir_full", stage = "appliance-build",
    any = { "No space left on device" }, all = { "supermin" },
    unless = { "recv_from_daemon", "appliance is up", "tar_in", "ext2 mini initrd" },
    confidence = "high",
    summary = "The folder for the cached appliance (TMPDIR, /var/tmp) is full.",
    cure = { text = "df -h /var/tmp; free at least 2 GB there, or export " ..
        "LIBGUESTFS_CACHEDIR=/a/larger/folder" },
    match = [[
libguestfs: run supermin
cp: error writing '/var/tmp/.guestfs-0/appliance.d.x/kernel': No space left on device]],
    healthy = [[
libguestfs: run supermin
libguestfs: recv_from_daemon: received GUESTFS_LAUNCH_FLAG
tar: ./x: Cannot write: No space left on device]] },

  { cause = "tmpdir_not_writable", stage = "appliance-build",
    any = { "supermin: error: open: Permission denied:",
      "supermin: error: mkdir: Permission denied", "supermin: error: mkdir: Read-only file system",
      "supermin: error: open: Read-only file system",
      "supermin: error: mkdir: No such file or directory",
      "supermin: error: open: No such file or directory: /var/tmp",
      "supermin: error: rename: Permission denied", "supermin: error: openfile: Permission denied",
      "supermin: error: error: open: Permission denied", "supermin: error: error: mkdir",
      "supermin: failure: mkdtemp", "mkdir: cannot create directory '/var/tmp/.guestfs",
      "TMPDIR must be an absolute path", "mkdir: /var/tmp/.guestfs", "open: /var/tmp/.guestfs",
      "supermin: error: lockf:", "Can't create directory /var/tmp", "security: cached appliance" },
    confidence = "high",
    summary = "supermin cannot write to the folder for the cached appliance (/var/tmp): a " ..
        "sandbox, or files of another user.",
    cure = { text = "export LIBGUESTFS_CACHEDIR=/a/folder/you/may/write TMPDIR=/the/same; " ..
        "remove /var/tmp/.guestfs-$(id -u)" },
    match = [[supermin: error: mkdir: Permission denied: /var/tmp/.guestfs-1000/appliance.d.x]],
    healthy = [[supermin: acquiring lock on /var/tmp/.guestfs-0/lock]] },

  { cause = "tmpdir_not_writable", stage = "appliance-build",
    any = { "/.guestfs-", "/var/tmp/supermin", "/appliance.d", "supermin: error:" },
    line = "[Pp]ermission denied", rank = "weak",
    confidence = "medium",
    summary = "The folder for the cached appliance cannot be written to.",
    cure = { text = "export LIBGUESTFS_CACHEDIR=/a/folder/you/may/write TMPDIR=/the/same" },
    match = [[supermin: something with '/var/tmp/.guestfs-1000/lock': Permission denied]],
    healthy = [[supermin: acquiring lock on /var/tmp/.guestfs-0/lock]] },

  { cause = "tmpdir_not_writable", stage = "appliance-build",
    any = { "/var/tmp", "supermin: error:", "/.guestfs-" }, line = "Read%-only file system",
    all = { "guestfs" }, confidence = "medium",
    summary = "The folder for the cached appliance is on a read-only file system.",
    cure = { text = "export LIBGUESTFS_CACHEDIR=/a/folder/you/may/write TMPDIR=/the/same" },
    match = [[
libguestfs: run supermin
supermin: error: open: Read-only file system: /var/tmp/.guestfs-1000/lock]],
    healthy = [[guestfsd: error: mount: Read-only file system]] },

  { cause = "tmpdir_not_writable", stage = "appliance-build", rank = "weak",
    any = { "/var/tmp/supermin", "/.guestfs-", "supermin: exception: Sys_error" },
    line = "No such file or directory", unless = { "mini initrd" }, confidence = "medium",
    summary = "The folder for the cached appliance is not there (a sandbox without /var/tmp).",
    cure = { text = "export LIBGUESTFS_CACHEDIR=/a/folder/you/may/write TMPDIR=/the/same" },
    match = [[
supermin: exception: Sys_error("/var/tmp/supermin12.tmpdir: No such file or directory")]],
    healthy = [[supermin: acquiring lock on /var/tmp/.guestfs-0/lock]] },

  -- libguestfs does not say that it could not make its cache folder, only that it is not there.
  { cause = "tmpdir_not_writable", stage = "appliance-build",
    any = { "error: stat: " }, line = "%.guestfs%-%d+: No such file", confidence = "high",
    summary = "libguestfs cannot make its folder for the cached appliance: /var/tmp cannot be " ..
        "written to.",
    cure = { text = "export LIBGUESTFS_CACHEDIR=/a/folder/you/may/write TMPDIR=/the/same" },
    match = [[libguestfs: error: stat: /var/tmp/.guestfs-1000: No such file or directory]],
    healthy = [[libguestfs: error: stat: /usr/libexec/qemu-kvm: No such file or directory]] },

  { cause = "supermin_package_manager_unknown", stage = "appliance-build",
    any = { "could not detect package manager used by this system",
      "none of the packages listed on the command line seem to be installed",
      "rpm: cannot locate RPM database", "supermin: dpkg: expecting", "supermin: RPM error:",
      "build: no input supermin appliance specified", "supermin: pacman:" },
    confidence = "high",
    summary = "supermin cannot use the package database of this host.",
    cure = { text = "Use a fixed appliance: libguestfs-make-fixed-appliance on another host, " ..
        "then export LIBGUESTFS_PATH" },
    match = [[supermin: could not detect package manager used by this system or distro.]],
    healthy = [[supermin: package handler: debian/dpkg]] },

  { cause = "supermin_command_failed", stage = "appliance-build",
    any = { "command failed, see earlier errors",
      "external shell program failed, see earlier error messages",
      "see earlier error messages supermin: error", "supermin: error: ", "supermin: failure: ",
      "supermin: exception:", "supermin: internal error:", "cpio failed", "mke2fs: " },
    all = { "supermin" }, unless = { "supermin: internal insmod", "appliance is up" },
    rank = "weak", confidence = "low",
    summary = "A command of supermin failed while it built the appliance.",
    cure = { text = "Read the line before it; rm -rf /var/tmp/.guestfs-$(id -u) and run " ..
        "libguestfs-test-tool again" },
    match = [[
supermin: ext2: creating empty ext2 filesystem
supermin: mke2fs -t ext2 '/var/tmp/x/root': command failed, see earlier errors]],
    healthy = [[supermin: build: 214 packages, including dependencies]] },

  -- Generic messages without the debug output that would name the cause.
  { cause = "undetermined_debug_off", stage = "appliance-build", rank = "symptom",
    any = { "supermin exited with error status", "supermin-helper exited with error status",
      "febootstrap-supermin-helper exited", "external command failed, see earlier error messages",
      "supermin killed by signal", "supermin-helper: external command failed" },
    unless = { "supermin: version:", "libguestfs: command: run:", "libguestfs: launch:" },
    confidence = "medium",
    summary = "supermin failed to build the appliance; without debugging output the log does " ..
        "not say why.",
    cure = { text = "export LIBGUESTFS_DEBUG=1 LIBGUESTFS_TRACE=1 and run it again (often: " ..
        "sudo chmod 0644 /boot/vmlinuz-*)" },
    match = [[libguestfs: error: /usr/bin/supermin exited with error status 1.]],
    healthy = [[libguestfs: finished building supermin appliance]] },

  { cause = "appliance_build_failed", stage = "appliance-build", rank = "symptom",
    any = { "supermin exited with error status", "supermin-helper exited with error status",
      "supermin killed by signal" },
    all = { "see debug messages above" }, confidence = "medium",
    summary = "supermin failed to build the appliance.",
    cure = { text = "Read supermin's lines above; rm -rf /var/tmp/.guestfs-$(id -u) and run " ..
        "libguestfs-test-tool" },
    match = [[
libguestfs: launch: program=guestfish
libguestfs: error: /usr/bin/supermin exited with error status 1, see debug messages above]],
    healthy = [[libguestfs: finished building supermin appliance]] },
}
