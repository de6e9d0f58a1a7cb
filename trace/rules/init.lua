-- The init program on the root filesystem, and what the C library has against the virtual CPU.
return {
  { cause = "cpu_isa_level_too_low", stage = "init",
    any = { "CPU ISA level is lower than required" }, confidence = "high",
    summary = "The guest's C library rejects the virtual CPU: its CPUID does not show the " ..
        "features that the library was built for.",
    cure = { text = "Give the guest a newer CPU: -cpu host (with KVM), -cpu max, or at least " ..
        "-cpu Nehalem" },
    match = [[
/lib64/libc.so.6: CPU ISA level is lower than required
[    0.4] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00007f00]],
    healthy = [[Fatal glibc error: CPU does not support x86-64-v2]] },

  { cause = "cpu_lacks_x86_64_v2", stage = "init",
    any = { "CPU does not support x86-64-v", "does not support the x86-64-v", "CPU lacks x86-64-v",
      "CPU does not support the x86-64-v", "x86-64-v2 instruction set is required",
      "x86-64-v2 is required", "requires x86-64-v" },
    confidence = "high",
    summary = "The guest's C library wants x86-64-v2 (or v3), which the virtual CPU does not have.",
    cure = { text = "Give the guest a newer CPU: -cpu host (with KVM), -cpu max; Proxmox: type " ..
        "x86-64-v2-AES or host" },
    match = [[
Fatal glibc error: CPU does not support x86-64-v3
[    2.5] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00007f00]],
    healthy = [[/lib64/libc.so.6: CPU ISA level is lower than required]] },

  { cause = "init_missing_shared_library", stage = "init",
    any = { "/init: error while loading shared libraries",
      "/bin/bash: error while loading shared libraries",
      "bash: error while loading shared libraries", "/bin/sh: error while loading shared libraries",
      "sh: error while loading shared libraries", "systemd: error while loading shared libraries",
      "init: error while loading shared libraries", "busybox: error while loading shared libraries",
      "/init: error loading shared", "Error loading shared library",
      "/bin/bash: symbol lookup error", "systemd: symbol lookup error", "init: symbol lookup error",
      "/sbin/init: error while", "/bin/bash: /lib", "/sbin/init: /lib", "Error relocating /" },
    confidence = "high",
    summary = "init (often bash) cannot load a shared library and exits with 127, so the " ..
        "kernel panics.",
    cure = { text = "libguestfs: rm -rf /var/tmp/.guestfs-$(id -u), reinstall the package of " ..
        "that library, try again; a guest: install the library in the image" },
    match = [[
/init: error while loading shared libraries: libreadline.so.8: cannot open shared object file:
No such file or directory
[    1.1] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00007f00]],
    healthy = [[
guestfsd: error while loading shared libraries: libfoo.so.1: cannot open shared object file]] },

  { cause = "init_missing_shared_library", stage = "init", rank = "symptom",
    any = { "Attempted to kill init! exitcode=0x00007f00" }, confidence = "low",
    summary = "init could not be run (exit code 127): mostly a shared library or an " ..
        "interpreter is missing.",
    cure = { text = "Look at the line before the panic; libguestfs: rm -rf " ..
        "/var/tmp/.guestfs-$(id -u) and try again" },
    match = [[[    1.1] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00007f00]],
    healthy = [[
[    1.1] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100]] },

  { cause = "agent_as_init_missing_file", stage = "init",
    any = { "No such file or directory (os error 2)", "Os { code: 2, kind: NotFound",
      "code: 2, kind: NotFound, message" },
    all = { "agent" }, confidence = "medium",
    summary = "The agent that runs as init lacks a file in the guest's image.",
    cure = { text = "Build the image (rootfs, initrd) and the agent of one release; run " ..
        "systemd as init with the agent as its service" },
    match = [[
kata-agent: starting
Error: No such file or directory (os error 2)]],
    healthy = [[cargo: No such file or directory (os error 2)]] },

  { cause = "init_missing",
    any = { "No working init found", "No init found. Try passing init=", "Requested init ",
      "execl: /init:", "Target filesystem doesn't have requested",
      "No init found. Try passing init= bootarg", "can't execute '/sbin/init'",
      "switch_root: can't execute", "switch_root: failed to execute",
      "Root device mounted successfully, but /sbin/init does not exist",
      "does not seem to be an OS tree", "os-release file is missing",
      "run-init: /sbin/init: No such file", "run-init: opening console: No such file",
      "/sbin/init: No such file or directory", "has no proper rootfs layout", "Unable to find init",
      "no init found", "Failed to execute /sbin/init", "sbin/init not found in new root",
      "Starting init: /sbin/init exists but couldn't execute it", "rootfs has no init",
      "Specified switch root path" },
    confidence = "high",
    summary = "The root filesystem has no init program that can be run.",
    cure = { text = "Is it the right partition (root=)? Is init there, executable, and of this " ..
        "architecture? Else pass init=/path" },
    match = [[
[    1.1] Kernel panic - not syncing: No working init found.  Try passing init= option to kernel.]],
    healthy = [[[    1.1] Run /sbin/init as init process]] },

  { cause = "init_wrong_architecture",
    any = { "Starting init: /sbin/init exists but couldn't execute it (error -8)",
      "Failed to execute /init (error -8)", "failed (error -8)", "exec format error",
      "cannot execute binary file" },
    all = { "Kernel panic" }, confidence = "medium",
    summary = "init is of another architecture than the guest's kernel.",
    cure = { text = "file ROOT/sbin/init shows its architecture; run qemu-system-ARCH of the " ..
        "same one" },
    match = [[
[    1.1] Failed to execute /init (error -8)
[    1.1] Kernel panic - not syncing: No working init found.]],
    healthy = [[bash: ./a.out: cannot execute binary file]] },

  { cause = "init_crashed", rank = "weak",
    any = { "Attempted to kill init! exitcode=0x0000000b",
      "Attempted to kill init! exitcode=0x00000004", "Attempted to kill init! exitcode=0x00000007",
      "Attempted to kill init! exitcode=0x00000006", "Attempted to kill init! exitcode=0x0000008b",
      "init[1]: segfault", "systemd[1]: segfault", "traps: init[1]", "traps: systemd[1]",
      "Caught <SEGV>", "Freezing execution" },
    confidence = "medium",
    summary = "init crashed.",
    cure = { text = "Try another CPU model (-cpu max, -cpu host), or without KVM; then look " ..
        "for damage in the image",
      hook = "force-tcg" },
    match = [[[    1.1] Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b]],
    healthy = [[[    1.1] Run /sbin/init as init process]] },

  { cause = "init_died", rank = "symptom",
    any = { "Attempted to kill init!", "init exited", "Attempted to kill the idle task" },
    line = "panic", confidence = "low",
    summary = "The first program of the guest ended, so the kernel panicked; why, stands above.",
    cure = { text = "Read the lines before the panic; with libguestfs: rm -rf " ..
        "/var/tmp/.guestfs-$(id -u) and run libguestfs-test-tool" },
    match = [[[    1.1] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100]],
    healthy = [[[    1.1] Run /sbin/init as init process]] },

  { cause = "selinux_policy_failed", stage = "init",
    any = { "Failed to load SELinux policy", "Unable to load SELinux Policy",
      "SELinux policy load failed", "Initial SELinux policy load failed" },
    confidence = "high",
    summary = "init cannot load the guest's SELinux policy and stops.",
    cure = { text = "Boot with enforcing=0, and relabel: virt-customize -a IMAGE " ..
        "--selinux-relabel" },
    match = [[systemd[1]: Failed to load SELinux policy. Freezing.]],
    healthy = [[SELinux:  policy capability network_peer_controls=1]] },
}
