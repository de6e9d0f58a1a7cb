-- libguestfs and its tools, supermin, guestfsd. Wordings of libguestfs 1.20 to 1.52 and supermin 4
-- to 5, on the client's stderr and on the appliance's console.

-- "libguestfs: error: CALL: ..." is said by the daemon, so the machine is ready, unless CALL is one
-- of those that the library does itself, or one of its own system calls.
local library_calls = {
  "error: add_", "error: disk_", "error: launch", "error: set_", "error: get_", "error: parse_",
  "error: config:", "error: shutdown", "error: open", "error: ftruncate", "error: mkdir",
  "error: mkdtemp", "error: mkstemp", "error: socket", "error: bind", "error: listen",
  "error: fork", "error: pipe", "error: connect", "error: read:", "error: write:", "error: accept",
  "error: stat", "error: unlink", "error: rename", "error: lseek", "error: close", "error: malloc",
  "error: access", "error: waitpid", "error: poll", "error: chmod", "error: chown",
  "error: execvp", "error: supermin", "error: qemu", "call launch before", "error: passt",
  "error: libvirt", "error: warning", "error: version", "error: nbd:", "error: copy:",
}

return {
  -- The client, before and between launches.
  {stage = "client", kind = "restart", phrase = "libguestfs: launch: program="},
  {stage = "client", phrase = {
    "libguestfs: create: flags", "libguestfs: new guestfs handle", "libguestfs: trace: add_drive",
    "libguestfs: trace: add_domain", "libguestfs: trace: set_verbose",
    "libguestfs: trace: disk_create", "libguestfs: creating COW overlay", "libguestfs: launch:",
    "libguestfs: trace: launch", "libguestfs-test-tool", "Launching appliance, timeout"}},
  {stage = "client", confidence = "medium", phrase = {
    "virt-v2v: ", "virt-v2v-in-place: ", "virt-sparsify: ", "virt-customize: ", "virt-builder: ",
    "virt-resize: ", "virt-sysprep: ", "virt-p2v: ", "guestfish: ", "guestmount: ", "virt-df: ",
    "virt-inspector: ", "virt-cat: ", "virt-ls: ", "virt-copy-out: ", "virt-copy-in: ",
    "virt-tar-out: ", "virt-make-fs: ", "virt-filesystems: ", "virt-edit: ", "virt-rescue: ",
    "virt-format: ", "virt-diff: ", "Setting up the source:", "Opening the source",
    "Opening the overlay", "Creating an overlay to protect the source", "Create overlay file in",
    "Examine source disk", "Examining the guest ...", "Planning how to build this image",
    "Opening the new disk", "Resizing (using virt-resize) to expand", "libguestfs: ",
    "libguestfs error: ", "><fs>"}},

  -- The appliance is made.
  {stage = "appliance-build", kind = "restart", phrase = "begin building supermin appliance"},
  {stage = "appliance-build", phrase = {
    "libguestfs: run supermin", "libguestfs: command: run: supermin", "supermin --build",
    "supermin: version:", "supermin: build:", "supermin: kernel:", "supermin: ext2: ",
    "supermin: mapping package",
    "supermin: package handler", "supermin: acquiring lock", "supermin: rpm: detected",
    "supermin: reading the supermin appliance", "supermin: if-newer", "supermin: renaming",
    "supermin helper", "supermin-helper", "febootstrap-supermin-helper", "febootstrap: ",
    "libguestfs: looking for supermin appliance", "libguestfs: check_for_cached_appliance",
    "libguestfs: build_supermin_appliance", "finished building supermin appliance",
    "/bin/supermin", "supermin exited with", "supermin5", "supermin: error:", "supermin: failed"}},

  -- qemu is asked what it can do.
  {stage = "qemu-probe", phrase = {
    "begin testing qemu features", "checking for previously cached test results",
    "loading previously cached test results", "libguestfs: saving test results",
    "libguestfs: qemu version:", "libguestfs: qemu version ", "qemu mandatory locking",
    "finished testing qemu features", "libguestfs: qemu KVM:"}},

  -- qemu is started.
  {stage = "qemu-start", phrase = {
    "libguestfs: connect to libvirt", "libguestfs: opening libvirt handle",
    "libguestfs: successfully opened libvirt handle", "libguestfs: get libvirt capabilities",
    "libguestfs: parsing capabilities XML", "libguestfs: create libvirt XML",
    "libguestfs: libvirt XML:", "libguestfs: launch libvirt guest",
    "libguestfs: responding to serial console", "libguestfs: guest random name",
    "name=org.libguestfs.channel.0", "/guestfsd.sock,id=channel0",
    "-chardev socket,path=/tmp/libguestfs", "libguestfs: command: run: passt"}},
  {stage = "qemu-start", confidence = "low", phrase = {
    "could not create appliance through libvirt", "could not connect to libvirt"}},

  -- The program in the appliance's initrd, then the wait for the root disk.
  {stage = "initrd", phrase = {
    "supermin: mounting /proc", "mini initrd starting up", "supermin: mounting /sys",
    "supermin: internal insmod", "supermin: cmdline:", "supermin: uptime:",
    "supermin: internal modprobe"}},
  {stage = "root-device", phrase = {
    "for root UUID to appear", "supermin: waiting another", "supermin: picked ",
    "supermin: creating /dev/root", "supermin: mounting new root on"},
   line = {"supermin: .*root", "supermin: waiting another"}},

  -- /init of the appliance.
  {stage = "init", phrase = {
    "Starting /init script", "supermin: chroot", "+ mount -t devpts /dev/pts",
    "supermin: deleting initramfs"}},
  {stage = "init", confidence = "medium", phrase = {
    "+ systemd-tmpfiles --", "+ udevadm trigger", "+ udevadm settle", "+ cat /proc/mounts",
    "+ lvm pvs", "+ lvm vgscan", "+ ip addr add", "+ grep -Eo 'guestfs_", "+ mdadm -As"}},

  -- The daemon was started.
  {stage = "daemon", phrase = {
    "+ guestfsd", "guestfsd --verbose", "guestfsd: error while loading", "lvm_system_dir = /tmp",
    "OCaml daemon loaded", "trying to open virtio-serial channel", "+ cmd=guestfsd",
    "guestscope: qmp: VSERPORT_CHANGE"},
   reject = "VSERPORT_CHANGE.*\"open\":false"},
  {stage = "daemon", confidence = "low", phrase = {"commandrvf: ", "commandrf: "}},

  -- The daemon answers.
  {stage = "ready", phrase = {
    "received GUESTFS_LAUNCH_FLAG", "libguestfs: appliance is up", "guestfsd: <= ",
    "guestfsd: => ", "guestfsd: main_loop: ", "trace: launch = 0", "Guest launched OK",
    "Welcome to virt-rescue", "><rescue>"}},
  {stage = "ready", confidence = "medium", phrase = {
    "Inspecting the source", "Inspecting the overlay", "Checking filesystem integrity before",
    "Checking for sufficient free disk space", "Detecting if this guest uses BIOS",
    "Mapping filesystem data to avoid", "Fill free space in", "Setting a random seed",
    "Setting the hostname:", "Setting passwords", "Installing packages:", "SELinux relabelling",
    "Setting up initial partition table", "Summary of changes:", "commandrvf: mount ",
    "umount-all: /proc/mounts", "libguestfs: trace: mount", "libguestfs: trace: inspect_os",
    "libguestfs: trace: list_filesystems"}},
  {stage = "ready", confidence = "medium", phrase = "Converting ",
    line = "Converting .+ to run on "},
  -- Low: an error is no progress, it overcomes no failure that stands before it.
  {stage = "ready", confidence = "low", phrase = {"libguestfs: error: ", "libguestfs error: "},
   line = "libguestfs:? error: [%l%d][%l%d_]+: ", reject = library_calls},
  {stage = "ready", confidence = "low", phrase = "virt-resize: error: /dev/"},

  -- The end.
  {stage = "shutdown", phrase = {
    "libguestfs: sending SIGTERM to process", "libguestfs: trace: shutdown",
    "guestfsd: <= internal_autosync", "libguestfs: trace: internal_autosync",
    "libguestfs: qemu maxrss"}},
}
