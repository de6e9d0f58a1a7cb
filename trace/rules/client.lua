-- Failures of the client before (or without) an appliance: no appliance, no disk, qemu-img.
return {
  { cause = "no_appliance_found", stage = "client",
    any = { "cannot find any suitable libguestfs supermin, fixed or old-style appliance",
      "cannot find any suitable libguestfs supermin",
      "fixed or old-style appliance on LIBGUESTFS_PATH", "cannot find any suitable appliance",
      "no suitable libguestfs appliance", "libguestfs appliance not found", "No appliance found",
      "libguestfs supermin appliance not found", "no appliance has been found" },
    confidence = "high",
    summary = "The library finds neither a supermin.d folder nor a fixed appliance on " ..
        "LIBGUESTFS_PATH.",
    cure = { text = "Install the appliance (libguestfs-with-appliance on NixOS, " ..
        "libguestfs-appliance, update-libguestfs-appliance), or download a fixed one and " ..
        "export LIBGUESTFS_PATH=/its/folder" },
    match = [[
libguestfs: error: cannot find any suitable libguestfs supermin, fixed or old-style appliance on
LIBGUESTFS_PATH (search path: /usr/lib/guestfs)]],
    healthy = [[libguestfs: begin building supermin appliance]] },

  { cause = "no_disks_in_source", stage = "client",
    any = { "source has no hard disks", "no non-removable disks", "libvirt domain has no disks",
      "has no disks", "you must call guestfs_add_drive before guestfs_launch",
      "you must give either -a or -d options", "you must give at least one -a",
      "no disks were added", "no disk image specified", "guest has no disks", "no disks found in",
      "no disk found in source", "no disks attached to", "could not find any disks",
      "you must add some disks", "the source disk has no partitions",
      "you must specify at least one drive", "cannot find any disks" },
    confidence = "high",
    summary = "No disk was given, or the tool found none in the source's description.",
    cure = { text = "Give the disk image (-a IMAGE), or a newer tool if the description does " ..
        "name disks" },
    match = [[libguestfs: error: you must call guestfs_add_drive before guestfs_launch]],
    healthy = [[libguestfs: trace: add_drive "a.img" "readonly:true"]] },

  { cause = "qemu_img_crashed", stage = "client",
    any = { "qemu-img killed by signal", "qemu-img: killed by signal", "qemu-img stopped by signal",
      "qemu-img: Segmentation fault", "qemu-img crashed", "qemu-img: symbol lookup error",
      "qemu-img: Aborted", "qemu-img: error while loading shared libraries",
      "qemu-img' killed by signal", "qemu-img info' killed",
      "Segmentation fault (core dumped) qemu-img" },
    unless = { "begin testing qemu features" }, confidence = "high",
    summary = "qemu-img itself crashed.",
    cure = { text = "Run the qemu-img command by hand; do not run an x86 container under " ..
        "emulation; use another qemu-utils release" },
    match = [[
libguestfs: error: qemu-img: /srv/a.qcow2: qemu-img killed by signal 11 (Segmentation fault).]],
    healthy = [[libguestfs: command: run: qemu-img]] },

  { cause = "qemu_img_crashed", stage = "qemu-probe",
    any = { "qemu-img killed by signal", "qemu-img: killed by signal",
      "qemu-img: Segmentation fault" },
    all = { "begin testing qemu features" }, confidence = "high",
    summary = "qemu-img itself crashed.",
    cure = { text = "Run the qemu-img command by hand; use another qemu-utils release" },
    match = [[
libguestfs: begin testing qemu features
libguestfs: error: qemu-img: qemu-img killed by signal 6 (Aborted), see debug messages above]],
    healthy = [[
libguestfs: begin testing qemu features
libguestfs: command: run: qemu-img]] },

  { cause = "disk_image_dirty", stage = "client",
    any = { "contains a log that needs to be replayed", "To replay the log, run",
      "log that needs to be replayed", "image was not closed properly",
      "qcow2: Image is marked dirty", "qcow2: Marking image as corrupt",
      "opened read-only, but contains", "is dirty and needs to be repaired",
      "Image has been marked dirty", "VHDX log needs", "Image is corrupt" },
    confidence = "high",
    summary = "The image carries a log that has to be replayed before it can be opened read-only.",
    cure = { text = "qemu-img check -r all IMAGE (on a copy, if the original must not change)" },
    match = [[
qemu-img: Could not open 'a.vhdx': VHDX image file 'a.vhdx' opened read-only, but contains a log
that needs to be replayed]],
    healthy = [[supermin: if-newer: output does not need rebuilding]] },

  { cause = "qemu_img_backing_format_required", stage = "client",
    any = { "Backing file specified without backing format", "backing file without backing format",
      "without an explicit backing format", "Use of backing file without explicit backing format" },
    unless = { "is deprecated", "warning: Backing file" }, confidence = "high",
    summary = "This qemu-img refuses an overlay whose backing file has no format given.",
    cure = { text = "Give the format of the image (--format=qcow2, qemu-img create -F qcow2), " ..
        "or update the tool" },
    match = [[qemu-img: o.qcow2: Backing file specified without backing format]],
    healthy = [[
qemu-img: warning: Deprecated use of backing file without explicit backing format: is
deprecated]] },

  { cause = "backing_file_missing", stage = "client",
    any = { "Could not open backing image", "Could not open backing file",
      "could not open backing" },
    all = { "qemu-img: ", "No such file or directory" }, confidence = "high",
    summary = "The disk image is an overlay, and the image below it is not there.",
    cure = { text = "qemu-img info --backing-chain IMAGE; put the file back, or qemu-img " ..
        "rebase -u -b NEWPATH -F FORMAT IMAGE" },
    match = [[
qemu-img: o.qcow2: Could not open '/srv/base.qcow2': No such file or directory
Could not open backing image.]],
    healthy = [[qemu-img: o.qcow2: Backing file specified without backing format]] },

  { cause = "tmpdir_full", stage = "client",
    any = { "No space left on device" }, all = { "qemu-img" }, line = "qemu%-img",
    confidence = "high",
    summary = "The folder for temporary files and overlays is full.",
    cure = { text = "df -h /tmp /var/tmp; export TMPDIR=/a/larger/folder " ..
        "LIBGUESTFS_TMPDIR=/a/larger/folder" },
    match = [[qemu-img: error while writing sector 81920: No space left on device]],
    healthy = [[tar: ./lib/x: Cannot write: No space left on device]] },

  { cause = "tmpdir_full", stage = "client",
    any = { "insufficient free space in the conversion server",
      "cannot create temporary directory: No space left on device",
      "/overlay1.qcow2: No space left on device", "/scratch1.img: No space left on device",
      "cannot create raw file: No space", "not enough free space in the temporary directory",
      "There may not be enough free space on", "not enough free space in TMPDIR",
      "OSError: [Errno 28] No space left on device: '/tmp", "mkdtemp: No space left on device",
      "saving test results: No space left", "write: No space left on device: /tmp" },
    confidence = "high",
    summary = "The folder for temporary files and overlays is full.",
    cure = { text = "df -h /tmp /var/tmp; export TMPDIR=/a/larger/folder " ..
        "LIBGUESTFS_TMPDIR=/a/larger/folder" },
    match = [[
libguestfs: error: /tmp/libguestfsXXXXXX: cannot create temporary directory: No space left on
device]],
    healthy = [[libguestfs: trace: get_tmpdir = "/tmp"]] },

  { cause = "tmpdir_not_writable", stage = "client",
    any = { "cannot create temporary directory", "It may be that $XDG_RUNTIME_DIR is pointing to",
      "setting temporary directory", "mkdtemp: /tmp", "cannot create temporary file",
      "No usable temporary directory found" },
    unless = { "No space left on device" }, confidence = "high",
    summary = "The client cannot write to its folder for temporary files.",
    cure = { text = "export TMPDIR=/a/folder/you/may/write (after su: unset XDG_RUNTIME_DIR)" },
    match = [[
libguestfs: error: /run/user/1000/libguestfsXXXXXX: cannot create temporary directory.  It may
be that $XDG_RUNTIME_DIR is pointing to a directory]],
    healthy = [[libguestfs: trace: get_tmpdir = "/tmp"]] },

  { cause = "memsize_too_small", stage = "client",
    any = { "too small value for memsize" }, confidence = "high",
    summary = "Too little memory was asked for the appliance.",
    cure = { text = "unset LIBGUESTFS_MEMSIZE, or set it to 768 or more" },
    match = [[libguestfs: error: too small value for memsize (must be at least 256)]],
    healthy = [[guestfs_get_memsize: 1280]] },

  { cause = "backend_invalid", stage = "client",
    any = { "invalid backend:", "hotplugging support was removed", "live support was removed",
      "backend does not support", "this backend does not support" },
    all = { "guestfs" }, confidence = "medium",
    summary = "The backend that is asked for does not exist or cannot do this.",
    cure = { text = "export LIBGUESTFS_BACKEND=direct" },
    match = [[libguestfs: error: invalid backend: appliance]],
    healthy = [[libguestfs: launch: backend=direct]] },

  { cause = "disk_image_missing", stage = "client",
    any = { "libguestfs: error: /", "libguestfs error: /", "qemu-img: Could not open '",
      "guestfish: -a" },
    line = "%.%w+'?: No such file or directory", confidence = "medium",
    summary = "The disk image does not exist.",
    cure = { text = "Correct the path of the image" },
    match = [[libguestfs: error: /srv/nothing.qcow2: No such file or directory]],
    healthy = [[libguestfs: error: cat: /etc/fstab: No such file or directory]] },

  { cause = "image_format_unknown", stage = "client",
    any = { "could not auto-detect the format", "cannot detect input disk format",
      "unsupported file format", "has an unsupported type" },
    confidence = "medium",
    summary = "The tool cannot tell the format of the image.",
    cure = { text = "qemu-img info IMAGE, then give the format (--format=raw)" },
    match = [[libguestfs: error: could not auto-detect the format.]],
    healthy = [[libguestfs: trace: disk_format = "qcow2"]] },

  { cause = "download_failed", stage = "client",
    any = { "Could not resolve host: builder.libguestfs.org", "virt-builder: error: curl",
      "failed to download ", "curl error while fetching", "checksum of template did not match",
      "cannot find os-version", "there are no sources defined" },
    all = { "builder" }, confidence = "medium",
    summary = "virt-builder cannot get its template.",
    cure = { text = "virt-builder --list shows the templates; check the network and https_proxy" },
    match = [[virt-builder: error: failed to download http://builder.libguestfs.org/index.asc]],
    healthy = [[[   0.8] Downloading: http://builder.libguestfs.org/fedora-39.xz]] },

  { cause = "nbdkit_failed", stage = "client",
    any = { "nbdkit did not start up", "nbdkit is not installed or not working",
      "qemu-nbd did not start up", "nbdkit: error: ", "plugin is not installed or not working",
      "nbdkit exited with error", "must be >= 1." },
    line = "nbd", confidence = "medium",
    summary = "nbdkit (or qemu-nbd), which serves the disk to the tool, does not run.",
    cure = { text = "apt-get install nbdkit and the plugin named; nbdkit's message stands above" },
    match = [[
virt-v2v: error: nbdkit did not start up.  See previous debugging messages for problems.]],
    healthy = [[running nbdkit: nbdkit --exit-with-parent --foreground]] },

  { cause = "source_access_denied", stage = "client",
    any = { "vcenter: incorrect username or password",
      "could not copy the VMX file from the remote server", "Permission denied (publickey",
      "ssh: connect to host", "vcenter: URL not found", "Host key verification failed" },
    confidence = "medium",
    summary = "The source (vCenter, ESXi, ssh) cannot be reached or refuses the login.",
    cure = { text = "Check user, password file (-ip) and ssh key by hand: ssh root@HOST" },
    match = [[virt-v2v: error: vcenter: incorrect username or password]],
    healthy = [[[   0.0] Setting up the source: -i vmx ssh://root@host/a.vmx]] },
}
