-- SeaBIOS, UEFI (EDK2), SLOF, GRUB, syslinux, systemd-boot: all that runs before the kernel.
return {
  { cause = "uefi_exception", stage = "firmware",
    any = { "X64 Exception Type", "IA32 Exception Type", "Synchronous Exception at 0x",
      "ASSERT_EFI_ERROR", "ASSERT [", "ASSERT_RETURN_ERROR",
      "Recursive exception occurred while dumping the CPU state", "X64 Unhandled exception",
      "Can't find image information. !!!!", "Find image based on IP", "IRQ Exception at 0x",
      "DXE_ASSERT!", "Machine-Check (#MC)" },
    confidence = "high",
    summary = "The UEFI firmware itself crashed.",
    cure = { text = "Use another OVMF build, or another CPU (-cpu host, -cpu qemu64), or fewer " ..
        "devices; reset the VARS file" },
    match = [[
BdsDxe: starting Boot0001 "UEFI QEMU HARDDISK QM00001 " from PciRoot(0x0)/Pci(0x1F,0x2)
!!!! X64 Exception Type - 06(#UD - Invalid Opcode)  CPU Apic ID - 00000000 !!!!]],
    healthy = [[
BdsDxe: loading Boot0001 "UEFI QEMU HARDDISK QM00001 " from PciRoot(0x0)/Pci(0x1F,0x2)]] },

  { cause = "uefi_no_boot_loader", stage = "firmware",
    any = { "No bootable option or device was found", "UEFI Interactive Shell v", " Shell> ",
      "Press ESC in 1 seconds to skip startup.nsh", "Press ESC in 5 seconds to skip startup.nsh",
      "start_image() returned Not Found", "start_image() returned", "Failed to start image",
      "Failed to load image \\EFI", "Failed to open \\EFI\\", "import_mok_state() failed",
      "Could not find any bootable device", "Invalid image Failed to read header",
      "Failed to load image: ", "Error loading \\EFI\\", "Error preparing initrd: Not found",
      "could not boot: no boot entries", "no boot loader found", "Boot Failed. EFI Hard Drive",
      "Boot Failed. EFI DVD/CDROM", "Boot Failed. EFI Misc Device",
      "Verification failed: (0x1A) Security Violation", "Verifying shim SBAT data failed",
      "Security Policy Violation", "bad shim signature" },
    confidence = "high",
    summary = "UEFI finds no boot loader on the disk, or cannot start the one that it finds.",
    cure = { text = "Check that the disk has an EFI system partition with " ..
        "\\EFI\\BOOT\\BOOTX64.EFI; boot a BIOS image without OVMF; for 'Access Denied' turn " ..
        "secure boot off" },
    match = [[BdsDxe: No bootable option or device was found.]],
    healthy = [[
BdsDxe: starting Boot0001 "UEFI QEMU HARDDISK QM00001 "
Welcome to GRUB!]] },

  -- Every boot entry that does not load is reported, also when the next one does.
  { cause = "uefi_no_boot_loader", stage = "firmware", rank = "weak",
    any = { "BdsDxe: failed to load Boot", "BdsDxe: failed to start Boot", "failed to load Boot0",
      "failed to start Boot0" },
    unless = { "BdsDxe: starting Boot", "Linux version", "Welcome to GRUB", "GNU GRUB",
      "EFI stub:" }, confidence = "medium",
    summary = "UEFI cannot load any of its boot entries: there is no boot loader on the disks.",
    cure = { text = "Check that the disk has an EFI system partition with " ..
        "\\EFI\\BOOT\\BOOTX64.EFI; boot a BIOS image without OVMF" },
    match = [[
BdsDxe: failed to load Boot0001 "UEFI QEMU HARDDISK QM00001 " from
PciRoot(0x0)/Pci(0x1F,0x2)/Sata(0x0,0xFFFF,0x0): Not Found]],
    healthy = [[
BdsDxe: failed to load Boot0002 "UEFI QEMU DVD-ROM QM00003 " from PciRoot(0x0)/Pci(0x1,0x1): Not
Found
BdsDxe: starting Boot0001 "UEFI QEMU HARDDISK QM00001 "]] },

  { cause = "uefi_no_boot_loader", stage = "firmware", rank = "weak",
    any = { "BdsDxe: failed to start Boot" }, confidence = "medium",
    summary = "UEFI finds a boot loader and cannot start it (damaged, of another architecture, " ..
        "or refused by secure boot).",
    cure = { text = "For 'Access Denied' use a VARS file without secure boot keys; else check " ..
        "\\EFI\\BOOT\\BOOTX64.EFI on the disk" },
    match = [[
BdsDxe: starting Boot0001 "UEFI QEMU HARDDISK "
BdsDxe: failed to start Boot0001 "UEFI QEMU HARDDISK " from PciRoot(0x0): Access Denied]],
    healthy = [[BdsDxe: starting Boot0001 "UEFI QEMU HARDDISK "]] },

  { cause = "uefi_no_boot_loader", stage = "firmware", rank = "weak",
    any = { ">>Start PXE over IPv", ">>Start HTTP Boot over IPv", "PXE-E16: No valid offer" },
    confidence = "low",
    summary = "UEFI found no boot loader on the disks and tries the network.",
    cure = { text = "Check that the disk has an EFI system partition with " ..
        "\\EFI\\BOOT\\BOOTX64.EFI" },
    match = [[>>Start PXE over IPv4.]],
    healthy = [[
>>Start PXE over IPv4.
[    0.000000] Linux version 6.1.0 (a@b)]] },

  { cause = "no_bootable_device", stage = "firmware",
    any = { "No bootable device.", "Booting from Hard Disk... Invalid partition table",
      "No bootable device found", "No bootable disk", "Missing operating system",
      "Operating System not found", "No operating system found on", "FATAL: INT18: BOOT FAILURE",
      "This is not a bootable disk", "Not a bootable device!", "E3404:", "E3405: No such device",
      "Could not find a suitable boot device", "No boot device available",
      "No bootable medium found", "Reboot and Select proper Boot device", "No more network devices",
      "No boot device found", "no bootable partition",
      "Invalid partition table MBR", "No active partition", "Non-System disk", "Disk boot failure",
      "No valid boot device", "Failed to boot from any device", "! No virtio device found !",
      "No bootable option" },
    unless = { "No bootable option or device was found" }, confidence = "high",
    summary = "The BIOS finds nothing to boot.",
    cure = { text = "Check that the disk is attached (qemu-img info IMAGE) and has a boot " ..
        "sector (file IMAGE); a UEFI-only image needs OVMF" },
    match = [[
SeaBIOS (version 1.16.2-1)
Booting from Hard Disk...
Boot failed: not a bootable disk
No bootable device.]],
    healthy = [[
SeaBIOS (version 1.16.2-1)
Booting from ROM...]] },

  { cause = "no_bootable_device", stage = "firmware", rank = "weak",
    any = { "Boot failed: not a bootable disk", "Boot failed: Could not read from CDROM",
      "Boot failed: could not read the boot disk",
      "Boot failed: not a bootable", "Nothing to boot: No such file", "PXE-E18", "PXE-M0F",
      "PXE-E53", "PXE-E16", "Boot Failed.", "boot failed" },
    confidence = "medium",
    summary = "The BIOS cannot boot from the devices that it has.",
    cure = { text = "Check that the disk is attached and has a boot sector; a UEFI-only image " ..
        "needs OVMF" },
    match = [[
Booting from Hard Disk...
Boot failed: not a bootable disk]],
    healthy = [[
Booting from DVD/CD...
Boot failed: Could not read from CDROM (code 0003)
Booting from Hard Disk...
[    0.000000] Linux version 6.1.0 (a@b)]] },

  { cause = "bootloader_modules_missing", stage = "firmware",
    any = { "/normal.mod' not found", "normal.mod not found", ".mod' not found",
      "error: symbol 'grub_", "error: symbol not found: 'grub_", "no module name found",
      "Failed to load ldlinux.c32", "Failed to load COM32 file", "ldlinux.sys not found",
      "error: module name inconsistent", "error: invalid arch-independent ELF magic",
      "error: invalid arch independent ELF magic" },
    confidence = "high",
    summary = "GRUB (or syslinux) does not find its modules, or finds those of another build.",
    cure = { text = "Run grub-install in the image again (guestfish: mount it, command " ..
        "\"grub-install /dev/sda\")" },
    match = [[
error: file `/boot/grub/x86_64-efi/normal.mod' not found.
Entering rescue mode...]],
    healthy = [[Welcome to GRUB!]] },

  { cause = "bootloader_kernel_path_wrong", stage = "firmware",
    any = { "you need to load the kernel first", "Failed to boot both default and fallback entries",
      "Could not find kernel image", "Failed to boot both", "fs/fshelp.c",
      "Kernel image not found" },
    unless = { ".mod' not found" }, confidence = "high",
    summary = "The boot loader's configuration names a kernel file that is not there, mostly " ..
        "by a path of the build host.",
    cure = { text = "Correct the paths in grub.cfg (loader/entries) of the image, or run " ..
        "grub-mkconfig inside the image, not on the build host" },
    match = [[
error: file `/build/tree/boot/vmlinuz-6.1.0' not found.
error: you need to load the kernel first.]],
    healthy = [[
Loading Linux 6.1.0-18-amd64 ...
Loading initial ramdisk ...]] },

  { cause = "bootloader_kernel_path_wrong", stage = "firmware",
    any = { "error: file '/" }, line = "[/.][vi][mn][li][ir][nt].* not found", rank = "weak",
    confidence = "medium",
    summary = "The boot loader does not find the kernel (or initrd) that its configuration names.",
    cure = { text = "Correct the paths in grub.cfg (loader/entries) of the image" },
    match = [[error: file `/boot/vmlinuz-6.1.0' not found.]],
    healthy = [[error: file `/boot/grub/fonts/unicode.pf2' not found.]] },

  { cause = "bootloader_root_missing", stage = "firmware",
    any = { "grub rescue>", "error: unknown filesystem.", "error: no such partition.",
      "error: no such device:", "error: disk 'hd", "error: disk 'lvmid",
      "error: no server is specified", "Booting from Hard Disk... GRUB Loading stage1.5" },
    rank = "weak", confidence = "medium",
    summary = "GRUB does not find the partition that holds its files.",
    cure = { text = "Run grub-install in the image again, and check the UUID in its first " ..
        "grub.cfg" },
    match = [[
error: no such device: 7c6f9a3e-1111-2222-3333-444455556666.
Entering rescue mode...
grub rescue>]],
    healthy = [[GNU GRUB  version 2.06]] },

  { cause = "bootloader_config_missing", stage = "firmware", rank = "weak",
    any = { "No DEFAULT or UI configuration directive found",
      "Minimal BASH-like line editing is supported", "grub> ", "No configuration file found",
      "Failed to load menu" },
    confidence = "low",
    summary = "The boot loader has no configuration and waits at its prompt.",
    cure = { text = "Run grub-mkconfig -o /boot/grub/grub.cfg inside the image" },
    match = [[
                             GNU GRUB  version 2.06
   Minimal BASH-like line editing is supported. For the first word, TAB
grub> ]],
    healthy = [[
                             GNU GRUB  version 2.06
[    0.000000] Linux version 6.1.0 (a@b)]] },
}
