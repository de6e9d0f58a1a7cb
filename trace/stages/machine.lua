-- qemu and libvirt, firmware and boot loaders: what runs before a kernel.
return {
  -- Facts of a trace (see Transcript).
  {stage = "client", phrase = "guestscope: the command started:"},
  {stage = "qemu-probe", phrase = "guestscope: qemu probe (pid"},
  {stage = "qemu-start", kind = "restart", phrase = "guestscope: qemu (pid", line = "%(pid %d+%) started:"},
  {kind = "gone", phrase = "guestscope: qemu (pid", line = "^guestscope: qemu %(pid %d+%) exited"},
  {kind = "gone", phrase = "guestscope: qemu (pid", line = "^guestscope: qemu %(pid %d+%) was killed"},
  {stage = "shutdown", phrase = {"guestscope: qmp: SHUTDOWN", "guestscope: qmp: POWERDOWN"},
   reject = "guest%-[rp]"},
  {kind = "end", phrase = "guestscope: qmp: SHUTDOWN", line = "guest%-[rp]"},  -- guest-reset, guest-panic
  {kind = "end", phrase = {"guestscope: qmp: RESET", "guestscope: qmp: GUEST_PANICKED"}},

  -- A qemu command line, or a message of qemu that came before the machine ran.
  {stage = "qemu-start", confidence = "medium", phrase = "qemu-", line = "qemu%-system%-%w+.* %-machine "},
  {stage = "qemu-start", confidence = "medium", phrase = "qemu-", line = "qemu%-system%-%w+:"},
  {stage = "qemu-start", confidence = "medium", phrase = {
    "qemu-kvm: ", "Could not access KVM kernel module", "failed to initialize kvm",
    "Back to tcg accelerator", "process exited while connecting to monitor",
    "Booting Windows using QEMU", "Starting VM with", "virt-launcher", "SyncVMI"},
   reject = "command: run:"},

  -- Firmware.
  {stage = "firmware", kind = "restart-after-end", phrase = {"SeaBIOS (version", "UEFI firmware (version"}},
  {stage = "firmware", phrase = {
    "Booting from ROM", "Booting from Hard Disk", "Booting from Floppy", "Booting from DVD/CD",
    "Booting from 0000:7c00", "BdsDxe: ", "iPXE (http", "iPXE initialising", "Press F12 for boot menu",
    "Press ESC for boot menu", "TianoCore", "SLOF **", "OpenBIOS", "U-Boot 20", "No bootable device",
    "Boot failed: not a bootable disk", "UEFI Interactive Shell", "Machine UUID "}},
  {stage = "firmware", phrase = {
    "GNU GRUB", "Welcome to GRUB", "GRUB loading", "grub rescue>", "grub>", "error: file `/",
    "grub-core/", "SYSLINUX ", "ISOLINUX ", "LILO ", "systemd-boot ", "EFI stub: ",
    "Loading initial ramdisk", "Booting a command list", "Booting `", "Loading Linux "}},
}
