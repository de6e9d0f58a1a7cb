-- Something failed for certain, and no other rule says why. The last resort, lowest in rank.
local tools = { "virt-customize", "virt-sysprep", "virt-builder", "virt-resize", "virt-sparsify",
  "virt-v2v", "virt-v2v-in-place", "virt-p2v", "virt-make-fs", "virt-filesystems", "virt-inspector",
  "virt-copy-in", "virt-copy-out", "virt-cat", "virt-df", "virt-ls", "virt-edit", "virt-log",
  "virt-diff", "virt-format", "virt-rescue", "virt-tar-in", "virt-tar-out", "virt-get-kernel" }
local tool_errors = { "libguestfs error: " }
for _, tool in ipairs(tools) do tool_errors[#tool_errors + 1] = tool .. ": error: " end

return {
  { cause = "qemu_died_at_start", stage = "qemu-start", rank = "symptom",
    any = { "appliance closed the connection unexpectedly, see earlier error messages",
      "guestfs_launch failed, see earlier error messages" },
    unless = { "Linux version", "supermin: mounting", "mini initrd", "Booting from ROM" },
    confidence = "medium",
    summary = "qemu died at once, and nothing in the log says why.",
    cure = { text = "Run the qemu command line of the log by hand; try without KVM (--hook " ..
        "force-tcg) and another machine type" },
    match = [[
libguestfs: error: appliance closed the connection unexpectedly, see earlier error messages
libguestfs: child_cleanup: 0x55ca02524000: child process died]],
    healthy = [[libguestfs: error: guestfs_launch failed.]] },

  { cause = "qemu_died_at_start", stage = "qemu-start", rank = "symptom",
    any = { "Qemu failed to start", "failed to launch qemu", "qemu exited with status 1",
      "qemu: exit status 1", "qemu terminated early", "qemu exited early",
      "QEMU has already exited", "QEMU has exited", "QEMU process exited unexpectedly",
      "failed to start VM: exit status", "qemu-system-x86_64: exit status 1",
      "qemu exited unexpectedly", "QEMU exited with status 1", "exited before we could connect" },
    confidence = "low",
    summary = "qemu died at once, and nothing in the log says why.",
    cure = { text = "Run the qemu command line by hand; packer: PACKER_LOG=1; guestscope " ..
        "diagnose -- COMMAND keeps what qemu said" },
    match = [[
==> qemu: Error launching VM: Qemu failed to start. Please run with PACKER_LOG=1 to get more
info.]],
    healthy = [[==> qemu: Starting VM, booting from CD-ROM]] },

  { cause = "undetermined_debug_off", stage = "qemu-start", rank = "symptom",
    any = { "guestfs_launch failed", "libguestfs appliance failed to start or crashed",
      "This usually means the libguestfs appliance crashed",
      "appliance closed the connection unexpectedly" },
    unless = { "Linux version", "mini initrd" }, confidence = "medium",
    summary = "The appliance did not start; without debugging output the log does not say why.",
    cure = { text = "export LIBGUESTFS_DEBUG=1 LIBGUESTFS_TRACE=1 and run it again, or " ..
        "guestscope diagnose -- libguestfs-test-tool" },
    match = [[
libguestfs: error: guestfs_launch failed.
This usually means the libguestfs appliance failed to start or crashed.]],
    healthy = [[libguestfs: trace: launch = 0]] },

  { cause = "appliance_died", rank = "symptom",
    any = { "appliance closed the connection unexpectedly", "guestfs_launch failed" },
    all = { "Linux version" }, confidence = "medium",
    summary = "The appliance died; the last lines of its console are the best trace.",
    cure = { text = "Run libguestfs-test-tool, with another kernel (SUPERMIN_KERNEL) or " ..
        "without KVM (--hook force-tcg)",
      hook = "force-tcg" },
    match = [[
[    0.0] Linux version 6.1.0 (a@b)
libguestfs: error: appliance closed the connection unexpectedly, see earlier error messages]],
    healthy = [[[    0.0] Linux version 6.1.0 (a@b)]] },

  { cause = "kernel_panic", rank = "symptom",
    any = { "Kernel panic - not syncing" }, unless = { "Attempted to kill init!" },
    confidence = "low",
    summary = "The guest's kernel panicked.",
    cure = { text = "Read the lines before the panic; try another kernel, or without KVM",
      hook = "force-tcg" },
    match = [[[    1.1] Kernel panic - not syncing: something of its own]],
    healthy = [[[    1.1] Run /sbin/init as init process]] },

  { cause = "tool_failed", rank = "symptom", any = tool_errors, unless = { "TEST FINISHED OK",
    "trace: shutdown = 0" }, confidence = "low",
    summary = "The tool failed with a message of its own; it is the decisive line.",
    cure = { text = "Run the tool again with -v -x (LIBGUESTFS_DEBUG=1 LIBGUESTFS_TRACE=1), " ..
        "and search for the message" },
    match = [[virt-resize: error: something of its own]],
    healthy = [[virt-resize: warning: something of its own]] },

  { cause = "tool_failed", rank = "symptom",
    any = { "libguestfs: error: ", "guestfish: error: ", "guestmount: error" },
    unless = { "TEST FINISHED OK", "trace: shutdown = 0" }, confidence = "low",
    summary = "A call of libguestfs failed with a message of its own; it is the decisive line.",
    cure = { text = "Run it again with LIBGUESTFS_DEBUG=1 LIBGUESTFS_TRACE=1, and search for " ..
        "the message" },
    match = [[libguestfs: error: foo: something of its own]],
    healthy = [[libguestfs: trace: foo = 0]] },
}
