-- What stops qemu after its command line was read: its program, memory, disk images, signals.
local emulators = { "qemu-kvm", "kvm", "qemu", "qemu-system-x86_64", "qemu-system-aarch64",
  "qemu-system-ppc64", "qemu-system-s390x", "qemu-system-i386", "qemu-system-arm",
  "qemu-system-riscv64", "qemu-system-ppc" }
local not_found = { "Cannot check QEMU binary", "Unable to find qemu", "Could not find qemu",
  "qemu not found", "qemu binary not found", "no qemu binary", "Failed creating Qemu driver: exec:",
  "Cannot find suitable emulator for", "Cannot find QEMU binary", "could not find a working qemu",
  "couldn't find qemu", "qemu is not installed", "Unable to find 'qemu", "no emulator found for",
  "Failed to find qemu", "qemu executable not found", "cannot find qemu", "unable to locate qemu",
  "qemu-kvm is not installed", "qemu-system is not installed", "Unable to locate a suitable qemu" }
local for_any_name = { "exec: NAME: not found", "exec: 'NAME': executable file not found",
  "exec: \"NAME\": executable file not found", "command not found: NAME",
  "No such file or directory: 'NAME'", "No such file or directory - NAME",
  "env: NAME: No such file or directory", "env: 'NAME': No such file or directory",
  "spawn NAME ENOENT" }
-- Not for "kvm": "/kvm: No such file" is also what a complaint about /dev/kvm holds.
local for_long_name = { "/NAME': No such file or directory", "NAME: command not found",
  "NAME: not found", "NAME: No such file or directory", "no NAME in (", "NAME is not installed",
  "NAME not found", "NAME: Befehl nicht gefunden" }
for _, name in ipairs(emulators) do
  for _, text in ipairs(for_any_name) do
    not_found[#not_found + 1] = (text:gsub("NAME", name))
  end
  if name:find("-", 1, true) then
    for _, text in ipairs(for_long_name) do
      not_found[#not_found + 1] = (text:gsub("NAME", name))
    end
  end
end

return {
  { cause = "qemu_binary_not_found", stage = "qemu-probe", any = not_found, confidence = "high",
    summary = "There is no qemu under the name that is called.",
    cure = { text = "Install it (apt-get install qemu-system-x86, dnf install qemu-kvm), or " ..
        "name it: export LIBGUESTFS_HV=/usr/libexec/qemu-kvm" },
    match = [[./run.sh: line 7: qemu-system-s390x: command not found]],
    healthy = [[bash: qemu-img: command not found]] },

  { cause = "qemu_missing_shared_library", stage = "qemu-probe",
    any = { "error while loading shared libraries", "symbol lookup error", "Library not loaded" },
    line = "qemu%-[sk]", confidence = "high",
    summary = "qemu cannot load a shared library that it needs.",
    cure = { text = "ldd \"$(command -v qemu-system-x86_64)\" | grep 'not found', then install " ..
        "those packages" },
    match = [[
qemu-system-x86_64: error while loading shared libraries: libslirp.so.0: cannot open shared
object file: No such file or directory]],
    healthy = [[
guestfsd: error while loading shared libraries: libfoo.so.1: cannot open shared object file]] },

  { cause = "qemu_not_executable", stage = "qemu-probe",
    any = { "cannot execute binary /usr", "Failed to start QEMU binary", "failed to probe QEMU",
      "qemu-kvm: Permission denied", "qemu-system-x86_64: Permission denied",
      "for probing: libvirt: error", "Failed to probe QEMU binary",
      "cannot execute binary: Exec format error" },
    unless = { "qemu-img" }, confidence = "medium",
    summary = "qemu cannot be run: no permission, or a binary of another architecture.",
    cure = { text = "ls -lZ \"$(command -v qemu-system-x86_64)\"; run it with -version; look " ..
        "at dmesg for AppArmor or SELinux" },
    match = [[
error: internal error: Failed to start QEMU binary /usr/libexec/qemu-kvm for probing: libvirt: 
error : cannot execute binary /usr/libexec/qemu-kvm: Permission denied]],
    healthy = [[libguestfs: qemu version: 7.2]] },

  { cause = "host_out_of_memory", stage = "qemu-start",
    any = { "cannot set up guest memory", "'pc.ram': Cannot allocate memory",
      "cannot allocate memory for guest", "Insufficient free host memory pages",
      "unable to map backing store for guest RAM",
      "Failed to allocate memory: Cannot allocate memory", "failed to allocate memory for guest",
      "os_mem_prealloc", "qemu_alloc_from_fd", "ioctl(KVM_CREATE_VM) failed: 12",
      "GLib-ERROR **: gmem.c", "qemu: could not allocate", "g_malloc: failed to allocate",
      "error: fork: Cannot allocate memory", "fork: Cannot allocate memory",
      "not enough free memory", "cannot allocate guest memory", "can't allocate memory for guest",
      "ftruncate: Cannot allocate memory", "there is not enough memory on the host",
      "mmap of guest memory failed", "failed to mmap guest memory", "RSRC_INSUFFICIENT",
      "Cannot set up guest memory" },
    confidence = "high",
    summary = "The host cannot give the memory that the guest is to have.",
    cure = { text = "Give the guest less (export LIBGUESTFS_MEMSIZE=768, or -m), or free " ..
        "memory on the host (free -m)" },
    match = [[qemu-system-x86_64: cannot set up guest memory 'pc.ram': Cannot allocate memory]],
    healthy = [[[    0.000000] Memory: 260860K/1310188K available]] },

  { cause = "host_out_of_memory", stage = "qemu-start",
    any = { "Cannot allocate memory" }, line = "[Qq][Ee][Mm][Uu]", rank = "weak",
    confidence = "medium",
    summary = "qemu gets no memory from the host.",
    cure = { text = "Give the guest less (export LIBGUESTFS_MEMSIZE=768, or -m), or free " ..
        "memory on the host (free -m)" },
    match = [[qemu-kvm: mmap of a region failed: Cannot allocate memory]],
    healthy = [[tar: foo: Cannot allocate memory]] },

  { cause = "host_out_of_memory",
    any = { "Out of memory: Killed process", "Out of memory: Kill process",
      "oom_reaper: reaped process", "Memory cgroup out of memory: Killed process" },
    line = "%(qemu", confidence = "high",
    summary = "The host ran out of memory and killed qemu.",
    cure = { text = "Give the guest less memory, or the host (container, cgroup) more" },
    match = [[
[91813.116012] Out of memory: Killed process 4711 (qemu-system-x86) total-vm:9216232kB]],
    healthy = [[[   21.116012] Out of memory: Killed process 301 (mkfs.xfs) total-vm:916232kB]] },

  { cause = "disk_image_locked", stage = "qemu-start",
    any = { "Failed to get \"write\" lock", "Failed to get shared \"write\" lock",
      "Failed to get \"consistent read\" lock", "Failed to get \"resize\" lock",
      "Failed to lock byte", "Is another process using the image", "image is already in use",
      "disk is in use by another", "Failed to acquire lock: Lock is held by another",
      "is already in use by another guest", "resource busy: failed to acquire lock",
      "is locked by another process", "Conflicts with use by", "Failed to get exclusive lock" },
    unless = { "qemu-img: " }, confidence = "high",
    summary = "The disk image is in use by another process, mostly a virtual machine that " ..
        "still runs.",
    cure = { text = "Stop that machine (virsh list; fuser -v IMAGE shows who), or open the " ..
        "image read-only (--ro)" },
    match = [[
qemu-system-x86_64: -drive file=a.qcow2,if=virtio: Failed to get "write" lock
Is another process using the image [a.qcow2]?]],
    healthy = [[supermin: acquiring lock on /var/tmp/.guestfs-0/lock]] },

  { cause = "disk_image_locked", stage = "client",
    any = { "Failed to get \"write\" lock", "Failed to get shared \"write\" lock",
      "Failed to get \"consistent read\" lock", "Is another process using the image",
      "Failed to lock byte" },
    all = { "qemu-img: " }, confidence = "high",
    summary = "The disk image is in use by another process, mostly a virtual machine that " ..
        "still runs.",
    cure = { text = "Stop that machine (virsh list; fuser -v IMAGE shows who); to read only, " ..
        "use qemu-img -U or --ro" },
    match = [[
qemu-img: Could not open 'a.qcow2': Failed to get shared "write" lock
Is another process using the image [a.qcow2]?]],
    healthy = [[qemu-img: Could not open 'a.qcow2': Image is not in qcow2 format]] },

  { cause = "disk_format_mismatch", stage = "qemu-start",
    any = { "Image is not in qcow2 format", "Image not in qcow format", "not in QED format",
      "image not in VPC format", "invalid VMDK image descriptor",
      "Could not open image: wrong format", "is not a valid qcow2",
      "Image is corrupt; cannot be opened", "Unsupported qcow2 version", "Unsupported VMDK version",
      "Image not in VDI format", "Unsupported compression type", "Unknown driver 'qcow'",
      "not a valid VHDX image", "VHDX header: invalid", "Could not read L1 table",
      "Unknown protocol 'qcow2" },
    unless = { "qemu-img: " }, confidence = "high",
    summary = "The image is not of the format that was given for it.",
    cure = { text = "qemu-img info IMAGE shows the format; give that one (--format=raw, " ..
        "format=raw, <driver type='raw'/>)" },
    match = [[qemu-system-x86_64: -drive file=a.img,format=qcow2: Image is not in qcow2 format]],
    healthy = [[WARNING: Image format was not specified for 'a.img' and probing guessed raw.]] },

  { cause = "disk_format_mismatch", stage = "client",
    any = { "Image is not in qcow2 format", "Image not in qcow format",
      "invalid VMDK image descriptor", "not in QED format", "image not in VPC format",
      "Image not in VDI format", "Unsupported qcow2 version", "Unsupported VMDK version",
      "Unknown driver '", "Could not read L1 table", "header: invalid" },
    all = { "qemu-img: " }, confidence = "high",
    summary = "The image is not of the format that was given for it.",
    cure = { text = "qemu-img info IMAGE shows the format; give that one (--format=raw)" },
    match = [[
qemu-img: /tmp/libguestfsAbCdEf/overlay1.qcow2: Image is not in qcow2 format
Could not open backing image.]],
    healthy = [[qemu-img: overlay1.qcow2: Backing file specified without backing format]] },

  { cause = "backing_file_missing", stage = "qemu-start",
    any = { "Could not open backing file", "Could not open backing image",
      "Cannot access backing file", "backing file: Could not open", "Failed to open backing file" },
    line = "No such file", unless = { "qemu-img: " }, confidence = "high",
    summary = "The disk image is an overlay, and the image below it is not there.",
    cure = { text = "qemu-img info --backing-chain IMAGE; put the file back, or qemu-img " ..
        "rebase -u -b NEWPATH -F FORMAT IMAGE" },
    match = [[
qemu-kvm: Could not open backing file: Could not open '/srv/a.img': No such file or directory]],
    healthy = [[
Cannot access backing file '/srv/a' of storage file '/srv/b' (as uid:107, gid:107): Permission
denied]] },

  { cause = "disk_image_missing", stage = "qemu-start",
    any = { "Could not open '", "could not open disk image", "Cannot access storage file",
      "unable to stat", "A regular file was expected", "Cannot get image size" },
    line = "^.*No such file or directory", unless = { "qemu-img: " },
    confidence = "medium",
    summary = "A file that qemu was told to open does not exist.",
    cure = { text = "Correct the path that the message names" },
    match = [[
qemu-kvm: -drive file=a.img: Could not open 'a.img': No such file or directory]],
    healthy = [[Could not access KVM kernel module: No such file or directory]] },

  { cause = "disk_permission_denied", stage = "qemu-start",
    any = { "Could not open '", "could not open disk image", "Could not open backing file" },
    line = "Permission denied", unless = { "qemu-img: ", "to monitor", "the monitor" },
    confidence = "high",
    summary = "qemu may not open a disk image.",
    cure = { text = "Check the modes of the file and of every folder above it: namei -l IMAGE" },
    match = [[
qemu-kvm: -drive file=a.img: Could not open 'a.img': Permission denied]],
    healthy = [[Could not access KVM kernel module: Permission denied]] },

  { cause = "disk_permission_denied", stage = "client",
    any = { "qemu-img: Could not open '", "Could not open backing image", "libguestfs: error: /" },
    line = "Permission denied", rank = "weak",
    confidence = "medium", summary = "The client may not open a disk image.",
    cure = { text = "Check the modes of the file and of every folder above it: namei -l IMAGE" },
    match = [[
qemu-img: Could not open '/srv/a.img': Could not open '/srv/a.img': Permission denied]],
    healthy = [[cp: cannot open '/boot/vmlinuz-6.1.0' for reading: Permission denied]] },

  -- The same, in logs that were wrapped.
  { cause = "disk_image_missing", stage = "qemu-start", rank = "weak",
    any = { ": Could not open '", "Cannot access storage file '" },
    all = { "': No such file or directory" }, unless = { "qemu-img: " }, confidence = "medium",
    summary = "A file that qemu was told to open does not exist.",
    cure = { text = "Correct the path that the message names" },
    match = [[
qemu-kvm: -blockdev {"driver":"file","filename":"/srv/a.img"}: Could not open
'/srv/a.img': No such file or directory]],
    healthy = [[Could not access KVM kernel module: No such file or directory]] },

  { cause = "disk_permission_denied", stage = "qemu-start", rank = "weak",
    any = { ": Could not open '" }, all = { "': Permission denied" },
    unless = { "qemu-img: ", "to monitor", "the monitor" }, confidence = "medium",
    summary = "qemu may not open a disk image.",
    cure = { text = "Check the modes of the file and of every folder above it: namei -l IMAGE" },
    match = [[
qemu-kvm: -blockdev {"driver":"file","filename":"/srv/a.img"}: Could not open
'/srv/a.img': Permission denied]],
    healthy = [[Could not access KVM kernel module: Permission denied]] },

  { cause = "disk_read_only", stage = "qemu-start",
    any = { "Block node is read-only", "Could not open '", "drive is read-only" },
    line = "[Rr]ead%-only", unless = { "log that needs to be replayed", "qemu-img: " },
    confidence = "medium",
    summary = "A disk that is to be written to can only be read.",
    cure = { text = "Copy the image to a file system that can be written, or attach it read-only" },
    match = [[qemu-system-x86_64: -device virtio-blk-pci,drive=d0: Block node is read-only]],
    healthy = [[[    3.1] sd 2:0:0:0: [sda] Write Protect is off]] },

  { cause = "qemu_killed",
    any = { "was killed by signal 9", "killed by signal 9",
      "qemu-system-x86_64: terminated by signal 9", "qemu exited on signal 9", "signal: killed" },
    rank = "weak", confidence = "medium",
    summary = "Something killed qemu (SIGKILL): the host's out-of-memory killer, a time limit, " ..
        "or a person.",
    cure = { text = "dmesg | grep -i oom on the host; in CI raise the memory or time limit" },
    match = [[guestscope: qemu (pid 4711) was killed by signal 9 (Killed)]],
    healthy = [[libguestfs: sending SIGTERM to process 4711]] },

  { cause = "qemu_crashed",
    any = { "killed by signal 11", "killed by signal 6", "killed by signal 7", "killed by signal 4",
      "killed by signal 5", "killed by signal 8", "killed by signal 31", "qemu: Segmentation fault",
      "qemu-system-x86_64: Segmentation fault", "signal: segmentation fault", "signal: aborted",
      "signal: illegal instruction", "qemu: uncaught target signal", "qemu: fatal:",
      "tcg.c: tcg fatal error", "tcg fatal error", "Bail out! ERROR:" },
    rank = "weak", confidence = "medium",
    summary = "qemu crashed.",
    cure = { text = "coredumpctl info qemu-system-x86_64; try another qemu release, or run " ..
        "without KVM",
      hook = "force-tcg" },
    match = [[
libguestfs: error: /usr/bin/qemu-system-x86_64 killed by signal 11 (Segmentation fault), see
debug messages above]],
    healthy = [[libguestfs: sending SIGTERM to process 4711]] },

  { cause = "qemu_crashed", stage = "qemu-start",
    any = { "Assertion " }, line = "qemu.-: .*Assertion .*failed", rank = "weak",
    confidence = "medium",
    summary = "qemu gave up at an assertion: a bug in qemu, or a host that behaves in an " ..
        "unexpected way.",
    cure = { text = "Try another qemu release, or run without KVM", hook = "force-tcg" },
    match = [[qemu-system-x86_64: ../hw/core/cpu.c:77: foo: Assertion `cpu' failed.]],
    healthy = [[test-foo: a.c:7: Assertion 'x' failed.]] },
}
