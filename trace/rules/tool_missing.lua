-- The tool itself: not installed, too old for its options, without its libraries.
local tools = { "virt-customize", "virt-sysprep", "virt-builder", "virt-resize", "virt-sparsify",
  "virt-v2v", "virt-make-fs", "virt-filesystems", "virt-inspector", "virt-copy-in", "virt-copy-out",
  "virt-cat", "virt-df", "virt-ls", "virt-edit", "virt-rescue", "virt-tar-in", "virt-tar-out",
  "virt-get-kernel", "virt-install", "guestfish", "guestmount", "guestunmount",
  "libguestfs-test-tool", "libguestfs-make-fixed-appliance", "qemu-img", "qemu-nbd", "supermin",
  "nbdkit", "virsh", "genisoimage", "mkisofs", "xorriso" }
local after_name = { ": command not found", ": not found", ": Befehl nicht gefunden",
  ": commande introuvable", ": orden no encontrada", ": executable file not found",
  "': executable file not found", "\": executable file not found", " is not installed",
  " not installed", " not found in ", " command not found", "' not found", " could not be found",
  ": No such file or directory" }
local before_name = { "command not found: ", "No such file or directory - ",
  "No such file or directory: '", "No such file or directory: b'", "env: '",
  "Unable to locate package ", "cannot find ", "could not find " }
local of_options = { ": unrecognized option", ": unknown option", ": invalid option",
  ": unrecognised option", ": unknown long option", ": error: unrecognized arguments" }

local missing, options = {}, {}
for _, tool in ipairs(tools) do
  for _, text in ipairs(after_name) do missing[#missing + 1] = tool .. text end
  for _, text in ipairs(before_name) do missing[#missing + 1] = text .. tool end
  missing[#missing + 1] = "no " .. tool .. " in ("
  missing[#missing + 1] = "spawn " .. tool .. " ENOENT"
  for _, text in ipairs(of_options) do options[#options + 1] = tool .. text end
end

return {
  { cause = "unknown_command_option", stage = "client", any = options, confidence = "high",
    unless = { "This is supermin version", "supermin: unknown option",
      "supermin: unrecognized option", "supermin: invalid option" },
    summary = "The installed tool does not know the option that it is called with: mostly it " ..
        "is too old.",
    cure = { text = "TOOL --version shows the release; update libguestfs-tools (guestfs-tools, " ..
        "qemu-utils), or drop the option" },
    match = [[virt-customize: unrecognized option '--chown-all']],
    healthy = [[qemu-system-x86_64: -foo: invalid option]] },

  { cause = "unknown_command_option", stage = "client",
    any = { "is not a known operation", "unknown -o option:", "unknown -i option:",
      "unknown input transport", "is not a valid input option", "unknown output option" },
    confidence = "high",
    summary = "The installed tool does not know what it is asked for: mostly it is too old.",
    cure = { text = "TOOL --version shows the release; update guestfs-tools (virt-v2v)" },
    match = [[virt-sysprep: error: --operations: 'machine-id' is not a known operation]],
    healthy = [[virt-sysprep --list-operations]] },

  { cause = "tool_not_installed", stage = "client", any = missing, confidence = "high",
    summary = "The tool that is called is not installed.",
    cure = { text = "apt-get install libguestfs-tools qemu-utils (dnf install guestfs-tools " ..
        "virt-v2v qemu-img)" },
    match = [[/usr/local/bin/build: line 12: virt-customize: command not found]],
    healthy = [[libguestfs: command: run: qemu-img]] },

  { cause = "tool_not_installed", stage = "client",
    any = { "No module named guestfs", "No module named 'guestfs'", "Can't locate Sys/Guestfs.pm",
      "ModuleNotFoundError: No module named 'libvirt'", "cannot load such file -- guestfs",
      "libguestfs is not installed", "libguestfs-tools is not installed",
      "guestfs-tools is not installed", "libguestfs not installed", "python-guestfs is not",
      "Please install libguestfs", "please install guestfs", "install the libguestfs-tools package",
      "fatal error: guestfs.h: No such file" },
    confidence = "high",
    summary = "The library libguestfs, or its binding for this language, is not installed.",
    cure = { text = "apt-get install libguestfs-tools python3-guestfs libguestfs-perl" },
    match = [[ModuleNotFoundError: No module named 'guestfs']],
    healthy = [[libguestfs: create: flags = 0, handle = 0x55, program = python3]] },

  { cause = "tool_missing_shared_library", stage = "client",
    any = { "error while loading shared libraries: libguestfs",
      "libguestfs.so.0: cannot open shared object file",
      "error while loading shared libraries: libvirt",
      "libhivex.so.0: cannot open shared object file" },
    confidence = "high",
    summary = "The tool cannot load a shared library of libguestfs.",
    cure = { text = "ldd \"$(command -v guestfish)\" | grep 'not found', then install those " ..
        "packages; sudo ldconfig" },
    match = [[
guestfish: error while loading shared libraries: libguestfs.so.0: cannot open shared object
file: No such file or directory]],
    healthy = [[
guestfsd: error while loading shared libraries: libfoo.so.1: cannot open shared object file]] },

  { cause = "tool_library_version_mismatch", stage = "ready",
    any = { ": unknown group" }, line = "unknown group%s*$", confidence = "high",
    summary = "The tool asks for a feature group that the installed libguestfs does not know: " ..
        "the two are of different releases.",
    cure = { text = "Install tool and library of one release (dpkg -l '*guestfs*'), or do the " ..
        "step with qemu-img" },
    match = [[virt-resize: error: libguestfs error: f2fs: unknown group]],
    healthy = [[systemd-udevd: /usr/lib/udev/rules.d/50.rules:19: Unknown group 'sgx', ignoring]] },

  { cause = "tool_library_version_mismatch", stage = "ready",
    any = { "undefined symbol: guestfs_", "version 'LIBGUESTFS", "symbol lookup error: virt-",
      "undefined symbol: _guestfs", "undefined reference to 'guestfs_",
      "has no attribute 'guestfs_" },
    confidence = "high",
    summary = "The tool was built for another release of libguestfs than the one that is " ..
        "installed.",
    cure = { text = "Install tool and library of one release (dpkg -l '*guestfs*'); sudo " ..
        "ldconfig" },
    match = [[
virt-resize: symbol lookup error: virt-resize: undefined symbol: guestfs_f2fs_expand]],
    healthy = [[libguestfs: trace: available "f2fs"]] },
}
