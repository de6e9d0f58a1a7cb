-- What qemu says of its command line, before it starts a machine: machine types, devices, options,
-- files of firmware, kernel and initrd. libvirt wraps the same texts.
return {
  { cause = "machine_type_unsupported", stage = "qemu-start",
    any = { "unsupported machine type", "Use -machine help to list supported machines",
      "Use -M help to list supported machines", "does not support machine type",
      "No PCI buses available", "No machine specified, and there is no default",
      "machine type is not supported", "Supported machines are:", "No machine found",
      "unknown machine type", "is not a valid machine type", "unknown type of machine",
      "doesn't support the machine type", "domain type kvm with machine",
      "domain type 'kvm' with machine", "unsupported machine:" },
    confidence = "high",
    summary = "This qemu does not have the machine type that was asked for.",
    cure = { text = "qemu-system-x86_64 -machine help lists the machine types; use pc or q35 " ..
        "without a version" },
    match = [[
qemu-system-x86_64: unsupported machine type
Use -machine help to list supported machines]],
    healthy = [[qemu-system-x86_64: warning: Machine type 'pc-i440fx-2.3' is deprecated]] },

  { cause = "qemu_device_unsupported", stage = "qemu-start",
    any = { "is not a valid device model name", "is not a valid device type",
      "not a valid device model", "is not supported by this QEMU binary",
      "is not supported with this QEMU binary", "this QEMU binary does not support",
      "this QEMU doesn't support", "does not support by this QEMU",
      "is not supported in this QEMU binary", "not supported in this QEMU binary",
      "not supported by this version of QEMU", "unsupported for this QEMU binary or machine type",
      "QEMU binary lacks", "QEMU binary does not support", "Unsupported NIC model",
      "unsupported NIC model", "is not a valid char driver name", "is not a valid network backend",
      "chardev: backend", "expects pluggable device type", "Parameter 'driver' expects",
      "is not supported by this emulator",
      "network backend 'user' is not compiled into this binary", "is not compiled into this",
      "expects a network backend type", "not supported in this build",
      "Parameter 'type' expects a netdev backend type", "slirp not compiled",
      "driver not compiled in" },
    confidence = "high",
    summary = "This qemu was built without the device (or backend) that was asked for, or the " ..
        "name is wrong.",
    cure = { text = "qemu-system-x86_64 -device help lists the devices; install the package " ..
        "with the missing one (qemu-system-x86, qemu-system-modules-*, qemu-device-*) or " ..
        "choose another" },
    match = [[qemu-system-x86_64: -device sga: 'sga' is not a valid device model name]],
    healthy = [[libguestfs: command: run: \ -device ?]] },

  { cause = "qemu_device_unsupported", stage = "qemu-start",
    any = { "-device", "Device \"", "Device '" },
    line = "[Dd]evice '?\"?[%w_.-]+\"?'? not found",
    confidence = "medium",
    summary = "This qemu does not have the device that was asked for.",
    cure = { text = "qemu-system-x86_64 -device help lists the devices of this qemu" },
    match = [[kvm: -device virtio-scsi-pci,id=s: Device 'virtio-scsi-pci' not found]],
    healthy = [[libguestfs: error: Device hd0: filesystem not found]] },

  { cause = "qemu_bad_option", stage = "qemu-start",
    any = { "options are incompatible", "A block device must be specified for",
      "Must specify either driver or file", "only allowed with -kernel option", "Invalid SMP CPUs",
      "Invalid CPU topology", "drive with bus=", "cannot use stdio by multiple character devices",
      "cannot use stdio with -daemonize", "Device needs media, but drive is empty",
      "Invalid host forwarding rule", "Invalid guest forwarding rule",
      "machine type does not support if=", "options are mutually exclusive",
      "option are mutually exclusive", "Duplicate ID '", "' can't find value '",
      "drive property not set", "No drive specified", "Expected '=' after parameter",
      "missing = in", "unsupported bus type", "Unknown drive format", "Parameter 'file' is missing",
      "Parameter 'driver' is missing", "Parameter 'type' is missing", "Parameter 'path' is missing",
      "Parameter 'size' expects", "Parameter 'format' is unexpected", "does not accept value '",
      "expects 'on' or 'off'", "machine accel= options", "Cannot find device=",
      "'-machine' option is repeated", "-append only allowed", "-initrd only allowed",
      "-dtb only allowed", "'file' and 'filename' options", "'readonly' and 'read-only'",
      "extra character", "memory size must be", "RAM size must be", "Invalid RAM size",
      "invalid memory size", "exceeds maximum CPUs supported", "exceeds max CPUs supported",
      "maxcpus must be", "ram size too large", "at most 2047 MB RAM can be simulated",
      "Could not parse -", "Unable to parse option" },
    confidence = "high",
    summary = "qemu was called with options that contradict each other, are empty, or have a " ..
        "wrong value.",
    cure = { text = "Correct the option that the message names; guestscope record keeps the " ..
        "command line that qemu got" },
    match = [[
qemu-system-x86_64: -drive file=,if=virtio: A block device must be specified for "file"]],
    healthy = [[libguestfs: command: run: qemu-system-x86_64 -smp 2 -drive file=a.img,if=virtio]] },

  { cause = "qemu_bad_option", stage = "qemu-start",
    any = { ": invalid option", ": requires an argument", ": Invalid parameter '",
      ": option requires" },
    line = ": %-[%w_-]+[^:]*: ",
    confidence = "high",
    summary = "This qemu does not know the option, or the option lacks its argument.",
    cure = { text = "Drop the option that the message names, or use a qemu that has it " ..
        "(qemu-system-x86_64 -help)" },
    match = [[qemu-system-x86_64: -no-hpet: invalid option]],
    healthy = [[virt-resize: invalid option]] },

  { cause = "qemu_bad_option", stage = "qemu-start",
    any = { "-machine.", "' not found" },
    line = "[Pp]roperty '[%w_.-]*%-machine%.[%w_.-]+' not found",
    confidence = "high",
    summary = "A machine property was given that this machine type does not have.",
    cure = { text = "Drop the property from -machine" },
    match = [[qemu-system-x86_64: Property 'pc-q35-7.2-machine.graphicz' not found]],
    healthy = [[Property 'max-x86_64-cpu.la57' not found]] },

  { cause = "qemu_bad_option", stage = "qemu-start",
    any = { "Property '", "No '", "Bus '", "PCI: slot", "PCI: devfn" },
    line = ": %-[%w_-]+ .*: .*[Nno][oo][t ]",
    confidence = "medium",
    summary = "A device was given with a property that it does not have, or for a bus that " ..
        "this machine does not have.",
    cure = { text = "qemu-system-x86_64 -device NAME,help lists the properties; choose a " ..
        "machine type with that bus" },
    match = [[
qemu-system-x86_64: -device virtio-blk-pci,drive=d0,scsi=off: Property 'virtio-blk-pci.scsi' not
found]],
    healthy = [[Property 'max-x86_64-cpu.la57' not found]] },

  -- The form of every complaint about an option: "PROGRAM: -OPTION ARGUMENT: Message".
  { cause = "qemu_bad_option", stage = "qemu-start", rank = "weak",
    any = { ": -device ", ": -drive ", ": -machine ", ": -netdev ", ": -chardev ", ": -smp ",
      ": -blockdev ", ": -global ", ": -object ", ": -accel ", ": -display ", ": -serial ",
      ": -boot ", ": -numa ", ": -smbios ", ": -fsdev ", ": -virtfs ", ": -audiodev ", ": -rtc ",
      ": -nic ", ": -net ", ": -vga ", ": -spice ", ": -mon ", ": -qmp ", ": -monitor ", ": -cpu ",
      ": -sandbox ", ": -overcommit " },
    line = "^.-: %-%l[%w-]* [^ ].*: [%u'\"]", confidence = "low",
    summary = "qemu refuses one of its options.",
    cure = { text = "Correct the option that the message names; guestscope record keeps the " ..
        "command line that qemu got" },
    match = [[qemu-system-x86_64: -virtfs local,path=/x: Some message of a later release]],
    healthy = [[qemu-system-x86_64: -device scsi-hd,drive=hd0: warning: this is deprecated]] },

  { cause = "disk_size_unaligned", stage = "qemu-start",
    any = { "Image size is not a multiple of request alignment", "image size is not a multiple of",
      "Cannot get 'write' permission without 'resize'" },
    confidence = "high",
    summary = "The size of the disk image is not a multiple of the block size that qemu needs.",
    cure = { text = "Round it up: truncate -s %4096 IMAGE (raw), or qemu-img resize IMAGE +1M" },
    match = [[
qemu-kvm: -device virtio-blk-pci,drive=d: Cannot get 'write' permission without 'resize': Image
size is not a multiple of request alignment]],
    healthy = [[qemu-kvm: -device virtio-blk-pci,drive=d]] },

  { cause = "firmware_missing", stage = "qemu-start",
    any = { "could not load PC BIOS", "could not load bios", "Could not find ROM image",
      "could not find BIOS", "Unable to find any firmware to satisfy",
      "unable to find any master var store", "Failed to find romfile", "failed to find romfile",
      "Could not find OVMF", "OVMF firmware not found", "could not load UEFI",
      "Unable to find 'efi' firmware", "firmware 'efi' is not supported", "could not load firmware",
      "could not load bootrom", "Could not find UEFI firmware", "no firmware found",
      "unable to find UEFI firmware", "firmware image not found", "could not load LPAR firmware",
      "could not find LPAR rtas", "Unable to load the RISC-V firmware",
      "Unable to find the RISC-V BIOS", "Unable to load ROM", "could not load prom" },
    confidence = "high",
    summary = "qemu does not find the firmware (BIOS, UEFI) or a ROM that the machine needs.",
    cure = { text = "Install it: apt-get install seabios ovmf ipxe-qemu (edk2-ovmf, " ..
        "qemu-efi-aarch64, ...), or correct the path" },
    match = [[qemu: could not load PC BIOS 'bios-256k.bin']],
    healthy = [[SeaBIOS (version 1.16.2-debian-1.16.2-1)]] },

  { cause = "firmware_missing", stage = "qemu-start",
    any = { "Could not open '", "Failed to open file '", "cannot open file '",
      "Cannot access storage file '", "could not open '", "unable to stat: " },
    line = "[^\n]*[Oo][Vv][Mm][Ff][^\n]*No such file", confidence = "high",
    summary = "The UEFI firmware file (OVMF) is not where the command line says.",
    cure = { text = "apt-get install ovmf (dnf install edk2-ovmf), and correct the path" },
    match = [[
qemu-kvm: -drive if=pflash: Could not open 'OVMF_VARS.fd': No such file or directory]],
    healthy = [[
qemu-system-x86_64: -drive file=a.img: Could not open 'a.img': No such file or directory]] },

  { cause = "firmware_missing", stage = "qemu-start",
    any = { "Could not open '", "Failed to open file '", "could not open '" },
    line = "[^\n]*[Ee][DdFf][KkIi][^\n]*%.fd'[^\n]*No such file", confidence = "high",
    summary = "The UEFI firmware file is not where the command line says.",
    cure = { text = "apt-get install qemu-efi-aarch64 (dnf install edk2-aarch64), and correct " ..
        "the path" },
    match = [[
qemu-kvm: -drive if=pflash: Could not open 'edk2-code.fd': No such file or directory]],
    healthy = [[
qemu-system-x86_64: -drive file=a.img: Could not open 'a.img': No such file or directory]] },

  { cause = "firmware_size_mismatch", stage = "qemu-start",
    any = { "block backend provides", "combined size of system firmware exceeds",
      "cfi.pflash01: device requires" },
    confidence = "high",
    summary = "The firmware file does not have the size that the flash device needs.",
    cure = { text = "Use a CODE and a VARS file of one firmware build; pad with truncate -s " ..
        "64M on aarch64" },
    match = [[
qemu-system-aarch64: device requires 67108864 bytes, block backend provides 786432 bytes]],
    healthy = [[qemu-img: resize: block device]] },

  { cause = "kernel_file_missing", stage = "qemu-start",
    any = { "could not open kernel file", "could not load kernel '", "Could not load kernel",
      "unable to load kernel", "could not find kernel file", "failed to open kernel",
      "Kernel image must be specified", "cannot access kernel", "kernel image does not exist" },
    line = "No such file", confidence = "high",
    summary = "The kernel file that qemu was given does not exist.",
    cure = { text = "Correct the path after -kernel" },
    match = [[qemu: could not open kernel file '/srv/vmlinuz': No such file or directory]],
    healthy = [[supermin: kernel: looking for kernels in /boot ...]] },

  { cause = "kernel_image_unreadable", stage = "qemu-start",
    any = { "could not open kernel file", "could not load kernel '", "could not read kernel",
      "failed to open kernel" },
    line = "Permission denied", confidence = "high",
    summary = "qemu may not read the kernel file.",
    cure = { text = "sudo chmod 0644 /boot/vmlinuz-*" },
    match = [[qemu: could not open kernel file '/boot/vmlinuz-6.1.0': Permission denied]],
    healthy = [[qemu: could not open kernel file '/srv/vmlinuz': No such file or directory]] },

  { cause = "kernel_file_invalid", stage = "qemu-start",
    any = { "invalid kernel header", "Error loading uncompressed kernel without PVH ELF Note",
      "linux kernel too old to load a ram disk", "could not load ELF", "is not a bzImage",
      "kernel is not a valid", "unrecognized kernel image", "kernel image is not",
      "kernel: failed to load" },
    confidence = "medium",
    summary = "The file given as kernel is not one that this machine can start.",
    cure = { text = "file VMLINUZ shows what it is; give a bzImage (x86), an Image (arm64), or " ..
        "an ELF with a PVH note" },
    match = [[qemu: Error loading uncompressed kernel without PVH ELF Note]],
    healthy = [[supermin: kernel: picked vmlinuz /boot/vmlinuz]] },

  { cause = "initrd_missing", stage = "qemu-start",
    any = { "error reading initrd", "could not load initrd", "could not load initial ram disk",
      "could not load ramdisk", "failed to open initrd" },
    confidence = "high",
    summary = "qemu cannot read the initrd file.",
    cure = { text = "Correct the path after -initrd, or its mode" },
    match = [[
qemu: error reading initrd /srv/initrd.img: Failed to open file: No such file or directory]],
    healthy = [[[    2.126297] Freeing initrd memory: 6392K]] },

  { cause = "initrd_too_large", stage = "qemu-start",
    any = { "initrd is too large", "ramdisk too large", "initrd too big", "too large initrd" },
    confidence = "high",
    summary = "The initrd does not fit in the guest's memory.",
    cure = { text = "Give the guest more memory (-m, LIBGUESTFS_MEMSIZE, memsize)" },
    match = [[qemu: initrd is too large, cannot support.(max: 134217728, need 723265846)]],
    healthy = [[[    2.126297] Freeing initrd memory: 6392K]] },

  { cause = "display_unavailable", stage = "qemu-start",
    any = { "gtk initialization failed", "Could not initialize SDL", "Unable to open display",
      "cannot open display:", "Display 'gtk' is not available", "Display 'sdl' is not available",
      "Display 'cocoa' is not available", "Display 'spice-app' is not available",
      "Display 'dbus' is not available", "No available video device" },
    confidence = "high",
    summary = "qemu cannot open the window that it was told to show.",
    cure = { text = "Run it with -display none, or with DISPLAY set" },
    match = [[gtk initialization failed]],
    healthy = [[-display none]] },
}
