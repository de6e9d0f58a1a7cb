-- qemu, libvirt and other launchers, firmware and boot loaders: what runs before a kernel.
return {
  -- Facts of a trace (see trace/fact_lines.hpp).
  {stage = "client", phrase = "guestscope: the command started:"},
  {stage = "qemu-probe", phrase = "guestscope: qemu probe (pid"},
  {stage = "qemu-start", kind = "restart", phrase = "guestscope: qemu (pid",
   line = "^guestscope: qemu %(pid %d+%) started:"},
  {kind = "gone", phrase = "guestscope: qemu (pid",
   line = {"^guestscope: qemu %(pid %d+%) exited", "^guestscope: qemu %(pid %d+%) was killed"}},
  {stage = "shutdown", phrase = {"guestscope: qmp: SHUTDOWN", "guestscope: qmp: POWERDOWN"},
   reject = "guest%-[rp]"},
  -- The reasons guest-reset and guest-panic: with -no-reboot that is how a panic ends.
  {kind = "end", phrase = "guestscope: qmp: SHUTDOWN", line = "guest%-[rp]"},
  {kind = "end", phrase = {"guestscope: qmp: RESET", "guestscope: qmp: GUEST_PANICKED"}},

  -- A qemu command line; then messages of qemu and libvirt, which tell where a run has got to but
  -- are no progress: most of them are failures.
  {stage = "qemu-start", confidence = "medium", phrase = {"qemu-system-", "qemu-kvm"},
   line = {"qemu%-system%-%w+.* %-machine ", "qemu%-system%-%w+.* %-m ", "qemu%-kvm .*%-m "},
   reject = "command: run:"},
  {stage = "qemu-start", confidence = "medium", phrase = "Back to tcg accelerator"},
  {stage = "qemu-start", confidence = "low", phrase = {"qemu-system-", "qemu-kvm"},
   line = {"qemu%-system%-%w+: ", "qemu%-kvm: "}, reject = {"command: run:", "not found"}},
  {stage = "qemu-start", confidence = "low", phrase = {
    "Could not access KVM kernel module", "failed to initialize kvm",
    "ioctl(KVM_CREATE_VM) failed", "process exited while connecting to monitor",
    "Failed to start domain", "Failed to create domain", "Error starting domain", "libvirtError",
    "virError(", "qemuProcess", "Failed to connect socket to '/", "virt-launcher", "SyncVMI"}},

  -- Other launchers: packer, vagrant, kata, lima, dockur.
  {stage = "client", confidence = "medium", phrase = {
    "qemu: Retrieving ISO", "qemu: Trying https", "qemu: Creating required virtual machine disks",
    "qemu: Creating hard drive", "Importing base box",
    "Creating domain with the following settings", "Running pre-create checks"}},
  {stage = "qemu-start", confidence = "medium", phrase = {
    "qemu: Starting VM, booting", "qemu: Starting HTTP server", "Qemu stderr:", "Starting domain.",
    "launching /usr/bin/qemu", "launching qemu with", "[hostagent] Starting QEMU",
    "Booting Windows using QEMU", "Starting VM with"}},
  {stage = "firmware", confidence = "low", phrase = {"qemu: Waiting 10s for boot",
    "qemu: Typing the boot command"}},
  {stage = "init", confidence = "low", phrase = {
    "Waiting for SSH to become available", "Waiting for domain to get an IP address",
    "Waiting for machine to boot", "Waiting for the essential requirement 1"}},
  {stage = "daemon", confidence = "low", phrase = {
    "Failed to check if grpc server is working", "timed out connecting to vsock",
    "guest agent is not responding"}},
  {stage = "ready", confidence = "medium", phrase = {
    "qemu: Connected to SSH!", "Machine booted and ready!", "Agent started in the sandbox",
    "qemu: Provisioning with"}},
  {stage = "shutdown", confidence = "medium", phrase = "qemu: Gracefully halting virtual machine"},

  -- Firmware.
  {stage = "firmware", kind = "restart-after-end", phrase = {"SeaBIOS (version",
    "UEFI firmware (version"}},
  {stage = "firmware", phrase = {
    "Booting from ROM", "Booting from Hard Disk", "Booting from Floppy", "Booting from DVD/CD",
    "Booting from 0000:7c00", "BdsDxe: ", "iPXE (http", "iPXE initialising",
    "Press F12 for boot menu", "Press ESC for boot menu", "TianoCore", "SLOF **", "OpenBIOS",
    "U-Boot 20", "No bootable device", "Boot failed: not a bootable disk",
    "UEFI Interactive Shell", "SecCoreStartupWithStack", "qboot: "}},
  {stage = "firmware", phrase = {
    "GNU GRUB", "Welcome to GRUB", "GRUB loading", "grub rescue>", "grub>", "error: file '/",
    "grub-core/", "SYSLINUX ", "ISOLINUX ", "systemd-boot ", "EFI stub: ",
    "Loading initial ramdisk", "Booting a command list", "Booting '", "Loading Linux "}},
}
