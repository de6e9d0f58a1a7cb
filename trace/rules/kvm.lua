-- Hardware virtualisation on a Linux host: /dev/kvm missing, closed, busy, or refusing the guest.
-- Messages of qemu 0.12 .. 10 and of the programs around it. qemu goes on without KVM where it was
-- given tcg as well ("Back to tcg accelerator"); then none of this ended the boot.
local fell_back = {
  "back to tcg accelerator", "falling back to tcg", "back to qemu emulation",
  "falling back to emulation", "failing back to tcg",
}

return {
  { cause = "kvm_msr_unsupported", stage = "qemu-start",
    any = { "error: failed to set MSR", "error: failed to get MSR", "kvm_buf_set_msrs: Assertion",
      "kvm_put_msrs: Assertion", "kvm_get_msrs: Assertion", "kvm_arch_put_registers: Assertion",
      "qemu-system-x86_64: failed to set MSR", "qemu-kvm: failed to set MSR",
      "cpu->kvm_msr_buf->nmsrs' failed" },
    confidence = "high",
    summary = "KVM on this host refuses a model-specific register that qemu wants to set, and " ..
        "qemu aborts; this is common with nested virtualisation.",
    cure = { text = "Run without KVM: guestscope wrap --hook force-tcg -- COMMAND, or export " ..
        "LIBGUESTFS_BACKEND_SETTINGS=force_tcg",
      hook = "force-tcg" },
    match = [[
qemu-system-x86_64: error: failed to set MSR 0x480 to 0x0
qemu-system-x86_64: ../target/i386/kvm/kvm.c:2701: kvm_buf_set_msrs: Assertion `ret ==
cpu->kvm_msr_buf->nmsrs' failed.]],
    healthy = [[[    0.000000] kvm-guest: setup PV IPIs
[    0.031337] mtrr: unable to get MSR, using defaults]] },

  { cause = "kvm_permission_denied", stage = "qemu-start", unless = fell_back,
    any = { "Could not access KVM kernel module: Permission denied",
      "Could not access KVM kernel module: Operation not permitted",
      "failed to initialize KVM: Permission denied",
      "failed to initialize KVM: Operation not permitted",
      "failed to initialize kvm: Permission denied", "open /dev/kvm: permission denied",
      "/dev/kvm: Permission denied", "/dev/kvm': Permission denied", "/dev/kvm' Permission denied",
      "open /dev/kvm: operation not permitted", "/dev/kvm: Operation not permitted",
      "/dev/kvm device: permission denied", "permission to access /dev/kvm",
      "permissions to use KVM", "not have permission to use /dev/kvm", "/dev/kvm is not accessible",
      "/dev/kvm is not writable", "/dev/kvm not accessible",
      "KVM kernel module: Keine Berechtigung", "kvm_open: permission denied",
      "EACCES: permission denied, open '/dev/kvm'", "cannot access /dev/kvm",
      "[Errno 13] Permission denied: '/dev/kvm'" },
    confidence = "high",
    summary = "/dev/kvm exists, but this user may not open it.",
    cure = { text = "sudo usermod -aG kvm \"$USER\" and log in again (in a container: --device " ..
        "/dev/kvm and the host's kvm group id); or run without KVM",
      hook = "force-tcg" },
    match = [[
Could not access KVM kernel module: Permission denied
qemu-system-aarch64: failed to initialize kvm: Permission denied]],
    healthy = [[
Could not access KVM kernel module: Permission denied
qemu-system-x86_64: failed to initialize KVM: Permission denied
qemu-system-x86_64: falling back to tcg]] },

  { cause = "kvm_permission_denied", stage = "qemu-start", rank = "weak", unless = fell_back,
    any = { "current user is not a member of the KVM group", "user is not in the kvm group",
      "user not in kvm group", "add your user to the kvm group",
      "add the current user to the kvm group" },
    all = { "guestfs_launch failed" },
    confidence = "low",
    summary = "This user is not in the group that owns /dev/kvm.",
    cure = { text = "sudo usermod -aG kvm \"$USER\" and log in again", hook = "force-tcg" },
    match = [[
libguestfs: warning: current user is not a member of the KVM group (group ID 78). This user
cannot access /dev/kvm
libguestfs: error: guestfs_launch failed.]],
    healthy = [[
libguestfs: warning: current user is not a member of the KVM group (group ID 78). This user
cannot access /dev/kvm
Guest launched OK.]] },

  { cause = "kvm_busy_other_hypervisor", stage = "qemu-start",
    any = { "ioctl(KVM_CREATE_VM) failed: 16", "KVM_CREATE_VM failed: 16",
      "KVM_CREATE_VM failed: EBUSY", "failed to initialize KVM: Device or resource busy",
      "KVM_CREATE_VM: Device or resource busy", "kvm_create_vm: Device or resource busy",
      "kvm: enabling virtualization on CPU0 failed", "kvm_create_vm: -EBUSY",
      "KVM kernel module: Device or resource busy", "VERR_VMX_IN_VMX_ROOT_MODE", "VERR_SVM_IN_USE",
      "can't operate in VMX root mode", "another hypervisor is running",
      "another hypervisor is already" },
    confidence = "high",
    summary = "Another hypervisor (VirtualBox, VMware) holds the processor's virtualisation.",
    cure = { text = "Close VirtualBox and unload its module: sudo modprobe -r vboxnetadp " ..
        "vboxnetflt vboxdrv",
      hook = "force-tcg" },
    match = [[
ioctl(KVM_CREATE_VM) failed: 16 Device or resource busy
qemu-kvm: failed to initialize KVM: Device or resource busy]],
    healthy = [[
umount: /mnt: Device or resource busy
ioctl(KVM_CREATE_VM) retried]] },

  { cause = "kvm_not_available", stage = "qemu-start", unless = fell_back,
    any = { "Could not access KVM kernel module: No such file or directory",
      "Could not access KVM kernel module: No such device",
      "Could not access KVM kernel module: Datei oder Verzeichnis nicht gefunden",
      "failed to initialize KVM: No such file or directory",
      "failed to initialize KVM: No such device",
      "failed to initialize KVM: Operation not supported",
      "failed to initialize KVM: Function not implemented",
      "failed to initialize KVM: Invalid argument", "failed to initialize KVM: Inappropriate ioctl",
      "Could not access KVM kernel module: Inappropriate ioctl",
      "open /dev/kvm: no such file or directory", "open /dev/kvm: no such device",
      "/dev/kvm: No such file or directory", "/dev/kvm': No such file or directory",
      "/dev/kvm: No such device", "No such file or directory: '/dev/kvm'",
      "stat /dev/kvm: no such file or directory",
      "error gathering device information while adding custom device '/dev/kvm'",
      "unable to find /dev/kvm", "could not find /dev/kvm", "invalid accelerator kvm",
      "accelerator kvm not found", "kvm: No accelerator found", "KVM not supported for this target",
      "KVM support not available", "KVM is not supported on this", "KVM is not available on this",
      "CPU doesn't support hardware virtualization", "CPU does not support KVM extensions",
      "Domain requires KVM, but it is not available",
      "host does not support virtualization type 'kvm'", "does not support domain type kvm for",
      "does not support virt type 'kvm'", "domain type 'kvm' is not supported",
      "doesn't support the kvm virtualization type", "failed to find a device for kvm",
      "Insufficient devices.kubevirt.io/kvm", "requires KVM, but it is not",
      "nested virtualization is not enabled", "nested virtualization is not supported" },
    confidence = "high",
    summary = "There is no /dev/kvm here (no nested virtualisation, virtualisation off in the " ..
        "BIOS, or no Linux host).",
    cure = { text = "Run without KVM: guestscope wrap --hook force-tcg -- COMMAND; or make KVM " ..
        "available: sudo modprobe kvm_intel (kvm_amd), virtualisation on in the BIOS or nested " ..
        "in the outer hypervisor",
      hook = "force-tcg" },
    match = [[
Could not access KVM kernel module: No such file or directory
kvm: failed to initialize KVM: No such file or directory]],
    healthy = [[
Could not access KVM kernel module: No such file or directory
qemu-system-x86_64: failed to initialize KVM: No such file or directory
qemu-system-x86_64: Back to tcg accelerator]] },

  { cause = "kvm_not_available", stage = "qemu-probe",
    any = { "force_kvm supplied but kvm not available" }, confidence = "high",
    summary = "libguestfs was told to use nothing but KVM, and qemu says that there is none.",
    cure = { text = "unset LIBGUESTFS_BACKEND_SETTINGS (force_kvm), or make /dev/kvm available" },
    match = [[libguestfs: error: force_kvm supplied but kvm not available.]],
    healthy = [[guestfs_get_backend_settings: [force_kvm]
libguestfs: qemu KVM: enabled]] },

  { cause = "kvm_not_available", stage = "qemu-start",
    any = { "CPU model 'host' requires KVM", "'host' requires KVM", "'-cpu host' requires KVM",
      "the 'host' CPU type can only be used with KVM", "KVM is required for -cpu host",
      "host CPU type can only be used with KVM", "CPU host requires KVM" },
    confidence = "high",
    summary = "-cpu host was asked for, which needs KVM, and qemu runs without KVM.",
    cure = { text = "Make /dev/kvm available, or use -cpu max in place of -cpu host" },
    match = [[
qemu-system-x86_64: falling back to tcg
qemu-system-x86_64: CPU model 'host' requires KVM or HVF]],
    healthy = [[qemu-system-x86_64: -cpu host with KVM]] },

  { cause = "kvm_not_available", stage = "qemu-start",
    any = { "could not find capabilities for" }, line = "domaintype=kvm",
    confidence = "high",
    summary = "libvirt knows no hypervisor with KVM on this host.",
    cure = { text = "sudo modprobe kvm_intel (kvm_amd), check with virt-host-validate; or use " ..
        "<domain type='qemu'>" },
    match = [[error: invalid argument: could not find capabilities for arch=x86_64 domaintype=kvm]],
    healthy = [[could not find capabilities for arch=mips]] },

  -- What programs say in their own words; some of them go on without KVM.
  { cause = "kvm_not_available", stage = "qemu-start", rank = "weak",
    unless = { "back to tcg", "falling back", "using tcg", "Linux version", "ext2 mini initrd",
      "launched OK" },
    any = { "KVM is not available", "KVM not available", "KVM acceleration can NOT be used",
      "KVM not found", "KVM acceleration not available", "KVM is not installed",
      "KVM acceleration is not available", "/dev/kvm does not exist", "/dev/kvm doesn't exist",
      "/dev/kvm not found", "/dev/kvm is missing", "/dev/kvm missing", "/dev/kvm is not present",
      "/dev/kvm not present", "/dev/kvm is not available", "/dev/kvm not available", "no /dev/kvm",
      "KVM is disabled by the BIOS", "kvm: disabled by bios", "KVM module is not loaded",
      "KVM is not enabled", "KVM device not found", "KVM: no such device", "does not support KVM",
      "KVM is required" },
    confidence = "medium",
    summary = "A program says that KVM is not available on this host.",
    cure = { text = "Run without KVM: guestscope wrap --hook force-tcg -- COMMAND",
      hook = "force-tcg" },
    match = [[
ERROR: KVM is not available on this runner
make: *** [boot] Error 1]],
    healthy = [[
INFO: /dev/kvm not found, using tcg]] },

  { cause = "kvm_run_failed",
    any = { "KVM internal error. Suberror", "KVM: entry failed, hardware error",
      "error: kvm run failed", "kvm run failed Bad address", "KVM: unknown exit",
      "KVM: entry failed", "kvm_vcpu_ioctl failed", "KVM_RUN failed", "emulation failure",
      "kvm_set_user_memory_region: KVM_SET_USER_MEMORY_REGION failed",
      "KVM_SET_USER_MEMORY_REGION failed" },
    line = "[Kk][Vv][Mm]", confidence = "medium",
    summary = "KVM stopped while the guest ran: the host's (often nested) virtualisation " ..
        "cannot run this guest.",
    cure = { text = "Run without KVM: guestscope wrap --hook force-tcg -- COMMAND",
      hook = "force-tcg" },
    match = [[
KVM internal error. Suberror: 1
emulation failure
EAX=00000000 EBX=00000000 ECX=00000000 EDX=000006f1]],
    healthy = [[libguestfs: qemu KVM: enabled]] },
}
