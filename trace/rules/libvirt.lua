-- libvirt: no daemon, no permission, its way of starting qemu. Most of what it reports is a message
-- of qemu itself, for which the other files have rules.
return {
  { cause = "libvirt_socket_missing", stage = "qemu-start",
    any = { "libvirt-sock': No such file or directory",
      "libvirt-sock-ro': No such file or directory", "libvirt-sock': Connection refused",
      "libvirt-sock-ro': Connection refused", "virtqemud-sock': No such file or directory",
      "virtqemud-sock': Connection refused", "virtqemud-sock-ro': No such file or directory",
      "virtnetworkd-sock': No such file or directory",
      "virtstoraged-sock': No such file or directory",
      "virtproxyd-sock': No such file or directory",
      "virtnodedevd-sock': No such file or directory",
      "virtsecretd-sock': No such file or directory",
      "libvirt-sock': Datei oder Verzeichnis nicht gefunden",
      "virtqemud-sock': Datei oder Verzeichnis nicht gefunden",
      "libvirt-sock: no such file or directory", "libvirt-sock: connect: no such file or directory",
      "libvirt-sock: connect: connection refused", "libvirtd is not running",
      "libvirtd is not installed", "virtqemud is not running", "Unit libvirtd.service not found",
      "Unit libvirtd.service could not be found", "binary '/usr/sbin/libvirtd' does not exist",
      "unable to connect to server at", "Cannot find 'libvirtd'",
      "Failed to connect to libvirt: no such file",
      "internal error: Unable to find 'virtqemud' binary",
      "internal error: Unable to locate libvirtd daemon", "Unable to locate libvirtd",
      "Unable to locate virtqemud", "libvirt-sock): No such file", "libvirt-sock' (No such file" },
    -- KubeVirt's launcher tries before it has started the daemon, and says so.
    unless = { "Connecting to libvirt daemon failed" }, confidence = "high",
    summary = "No libvirt daemon is running at the socket that is tried.",
    cure = { text = "sudo systemctl start libvirtd (or virtqemud.socket); or go without " ..
        "libvirt: export LIBGUESTFS_BACKEND=direct" },
    match = [[
error: Failed to connect socket to '/run/libvirt/virtqemud-sock': No such file or directory]],
    healthy = [[
libguestfs: opening libvirt handle: URI = qemu:///session, auth = default+wrapper, flags = 0]] },

  { cause = "libvirt_socket_missing", stage = "qemu-start",
    any = { "Failed to connect socket to", "Failed to connect socket:",
      "Unable to connect to libvirt", "Unable to connect to kvm driver" },
    all = { "libvirt" }, unless = { "Connecting to libvirt daemon failed" }, rank = "weak",
    confidence = "medium",
    summary = "The libvirt daemon cannot be reached at its socket.",
    cure = { text = "sudo systemctl start libvirtd (or virtqemud.socket); or go without " ..
        "libvirt: export LIBGUESTFS_BACKEND=direct" },
    match = [[
libvirt: XML-RPC error : Failed to connect socket to '/var/run/libvirt/libvirt-sock': Aucun
fichier ou dossier de ce type]],
    healthy = [[qemu: Failed to connect socket to '/tmp/a.sock': No such file or directory]] },

  { cause = "libvirt_socket_permission", stage = "qemu-start",
    any = { "libvirt-sock': Permission denied", "virtqemud-sock': Permission denied",
      "libvirt-sock-ro': Permission denied", "libvirt-sock: permission denied",
      "libvirt-sock: connect: permission denied", "authentication unavailable: no polkit agent",
      "access denied by policy", "authentication failed: access denied",
      "authentication failed: polkit", "polkit: Authorization requires authentication",
      "libvirt-sock': Keine Berechtigung",
      "authentication cancelled: user cancelled authentication",
      "authentication failed: Failed to start SASL" },
    confidence = "high",
    summary = "The libvirt daemon runs, but this user may not talk to it.",
    cure = { text = "sudo usermod -aG libvirt \"$USER\" and log in again; or export " ..
        "LIBGUESTFS_BACKEND=direct" },
    match = [[
libvirt: XML-RPC error : Failed to connect socket to '/var/run/libvirt/libvirt-sock': Permission
denied]],
    healthy = [[libvirt-sock': No such file or directory]] },

  { cause = "libvirt_connection_reset", stage = "qemu-start",
    any = { "Cannot recv data: Connection reset by peer", "Cannot recv data: Input/output error",
      "Cannot recv data: Transport endpoint", "End of file while reading data: Input/output error",
      "End of file while reading data:", "client socket is closed",
      "Cannot write data: Broken pipe", "Cannot recv data: : Connection reset",
      "Disconnected from qemu:///system due to end of file",
      "Disconnected from qemu:///session due to end of file",
      "connection closed due to keepalive timeout", "Cannot recv data: Datenempfang",
      "Cannot read data: Connection reset", "libvirt: XML-RPC error : Cannot recv data" },
    confidence = "high",
    summary = "The libvirt daemon answers, then drops the connection: it crashed, or refuses " ..
        "this user.",
    cure = { text = "journalctl -u libvirtd -u virtqemud shows why; or go without libvirt: " ..
        "export LIBGUESTFS_BACKEND=direct" },
    match = [[error: Cannot recv data: Connection reset by peer]],
    healthy = [[libguestfs: error: appliance closed the connection unexpectedly]] },

  { cause = "libvirt_connection_reset", stage = "qemu-start",
    any = { "Cannot recv data: " }, all = { "libvirt" }, rank = "weak", confidence = "medium",
    summary = "The connection to the libvirt daemon broke.",
    cure = { text = "journalctl -u libvirtd -u virtqemud shows why; or export " ..
        "LIBGUESTFS_BACKEND=direct" },
    match = [[
libvirt: RPC error : Cannot recv data: Connexion ré-initialisée par le correspondant]],
    healthy = [[Cannot recv data: reset]] },

  { cause = "libvirt_disk_permission", stage = "qemu-start",
    any = { "Cannot access storage file", "Cannot access backing file",
      "cannot access storage file" },
    all = { "): Permission denied" }, confidence = "high",
    summary = "libvirt runs qemu as another user, who may not read the image (or the overlay, " ..
        "or a folder above it).",
    cure = { text = "export LIBGUESTFS_BACKEND=direct; or move the image to " ..
        "/var/lib/libvirt/images; or setfacl -m u:qemu:x on each folder above it" },
    match = [[
error: Cannot access storage file '/home/joe/a.qcow2' (as uid:64055, gid:993): Permission denied]],
    healthy = [[Cannot access storage file '/srv/a.qcow2': No such file or directory]] },

  { cause = "libvirt_disk_permission", stage = "qemu-start",
    any = { "(as uid:", "(als uid:", "(uid:107, gid:107)", "(como uid:", "(en tant qu'uid:" },
    rank = "weak", confidence = "medium",
    summary = "libvirt runs qemu as another user, who may not read the image.",
    cure = { text = "export LIBGUESTFS_BACKEND=direct; or move the image to " ..
        "/var/lib/libvirt/images" },
    match = [[
Zugriff auf Speicherdatei '/root/a.img' (als uid:107, gid:107) nicht möglich: Keine Berechtigung]],
    healthy = [[libguestfs: launch: euid=107]] },

  { cause = "libvirt_disk_permission", stage = "qemu-start",
    any = { "Could not open '", "could not open disk image", "Could not open backing file",
      "Could not reopen file" },
    line = "Permission denied", all = { "to monitor" }, confidence = "high",
    summary = "libvirt runs qemu as another user, who may not open the image.",
    cure = { text = "export LIBGUESTFS_BACKEND=direct; or move the image to " ..
        "/var/lib/libvirt/images" },
    match = [[
libvirt: QEMU Driver error : internal error: process exited while connecting to monitor:
qemu-kvm: -drive file=/home/joe/a.img: Could not open '/home/joe/a.img': Permission denied]],
    healthy = [[
qemu-kvm: -drive file=/srv/a.img: Could not open '/srv/a.img': Permission denied]] },

  { cause = "libvirt_disk_permission", stage = "qemu-start",
    any = { "Could not open '", "could not open disk image", "Could not open backing file",
      "Could not reopen file" },
    line = "Permission denied", all = { "closed the monitor" }, confidence = "high",
    summary = "libvirt runs qemu as another user, who may not open the image.",
    cure = { text = "export LIBGUESTFS_BACKEND=direct; or move the image to " ..
        "/var/lib/libvirt/images" },
    match = [[
libvirt: QEMU Driver error : internal error: qemu unexpectedly closed the monitor: qemu-kvm:
-drive file=/home/joe/a.img: Could not open '/home/joe/a.img': Permission denied]],
    healthy = [[
qemu-kvm: -drive file=/srv/a.img: Could not open '/srv/a.img': Permission denied]] },

  { cause = "libvirt_disk_permission", stage = "qemu-start",
    any = { "unable to set user and group to", "unable to set ownership of",
      "may not be accessible by the hypervisor", "does not have search permissions for",
      "You will need to grant the 'qemu' user search permissions",
      "You will need to grant the 'libvirt-qemu' user" },
    rank = "weak", confidence = "medium",
    summary = "libvirt cannot give the image to the user that qemu runs as.",
    cure = { text = "Move the image to /var/lib/libvirt/images, or setfacl -m u:libvirt-qemu:x " ..
        "on each folder above it" },
    match = [[
error: unable to set user and group to '107:107' on '/mnt/nfs/a.img': Operation not permitted]],
    healthy = [[libguestfs: launch: euid=107]] },

  { cause = "libvirt_security_driver", stage = "qemu-start",
    any = { "unable to set security context", "cannot load AppArmor profile",
      "unable to set AppArmor profile", "error calling security driver",
      "error calling aa_change_profile", "security label driver mismatch",
      "unable to get SELinux label", "Unable to find security driver",
      "unsupported configuration: Security driver model", "virt-aa-helper: error",
      "Unable to set seclabel" },
    confidence = "medium",
    summary = "libvirt's security driver (SELinux, AppArmor) cannot confine the machine.",
    cure = { text = "export LIBGUESTFS_BACKEND=direct; or set security_driver = \"none\" in " ..
        "/etc/libvirt/qemu.conf" },
    match = [[
error: internal error: cannot load AppArmor profile
'libvirt-7a0cbb0b-1111-2222-3333-444455556666']],
    healthy = [[AppArmor: AppArmor initialized]] },

  { cause = "libvirt_no_kvm_host_passthrough", stage = "qemu-start",
    any = { "CPU mode 'host-passthrough' for", "CPU mode 'host-passthrough' is not supported",
      "host-passthrough' is not supported", "CPU mode 'host-model' for", "CPU mode 'maximum' for",
      "host-passthrough CPU mode is not supported", "'host-passthrough' can only be used with KVM",
      "host-passthrough is only supported with KVM", "CPU mode host-passthrough is only",
      "CPU mode custom is not supported by hypervisor", "host-passthrough CPU mode requires",
      "mode 'host-passthrough' requires kvm" },
    confidence = "high",
    summary = "The domain asks for the CPU mode host-passthrough, which needs KVM, and there " ..
        "is no KVM.",
    cure = { text = "Make /dev/kvm available, or use <cpu mode='custom'> (<domain " ..
        "type='qemu'>) without host-passthrough" },
    match = [[
error: unsupported configuration: CPU mode 'host-passthrough' for x86_64 qemu domain on x86_64
host is not supported by hypervisor]],
    healthy = [[<cpu mode="host-passthrough">]] },

  { cause = "libvirt_cgroup_in_container", stage = "qemu-start",
    any = { "unable to open '/sys/fs/cgroup", "Unable to write to '/sys/fs/cgroup",
      "Unable to read from '/sys/fs/cgroup", "Unable to create '/sys/fs/cgroup",
      "Failed to create controller", "Failed to create v1 controller", "Failed to create v2 cgroup",
      "Unable to initialize /machine cgroup", "Unable to create cgroup for",
      "Could not find cgroup", "Failed to bind cgroup", "Unable to add pid",
      "No cgroup controllers", "cgroup is not mounted", "error from service: CreateMachine",
      "Failed to find cgroup", "Failed to get cgroup", "unable to set cgroup",
      "Invalid value '-1' for 'cpu.", "CreateMachineWithNetwork", "Failed to move process",
      "error from service: TerminateMachine", "Cannot set up cgroup", "Failed to set cgroup" },
    confidence = "high",
    summary = "libvirt cannot set up control groups, mostly because it runs in a container.",
    cure = { text = "Run the container with --privileged --cgroupns=host -v " ..
        "/sys/fs/cgroup:/sys/fs/cgroup:rw; or export LIBGUESTFS_BACKEND=direct" },
    match = [[
error: unable to open '/sys/fs/cgroup/machine/qemu-1-vm.libvirt-qemu/': No such file or directory]],
    healthy = [[
No filesystem is currently mounted on /sys/fs/cgroup.
Failed to determine unit we run in, ignoring: No data available]] },

  -- KubeVirt's launcher prints this at every start, with harm or without.
  { cause = "libvirt_cgroup_in_container", stage = "qemu-start", rank = "weak",
    any = { "At least one cgroup controller is required" }, unless = { "virt-launcher" },
    confidence = "medium",
    summary = "libvirt finds no control groups, mostly because it runs in a container.",
    cure = { text = "Run the container with --privileged --cgroupns=host -v " ..
        "/sys/fs/cgroup:/sys/fs/cgroup:rw" },
    match = [[
libvirt: error : At least one cgroup controller is required: No such device or address]],
    healthy = [[
{"component":"virt-launcher","msg":"At least one cgroup controller is required: No such device
or address"}]] },

  { cause = "libvirt_pool_missing", stage = "client",
    any = { "cannot find libvirt pool", "Storage pool not found",
      "no storage pool with matching name", "no libvirt pool called", "can't find storage pool",
      "could not find storage pool", "Couldn't find storage pool", "Couldn't find default pool",
      "failed to get pool '", "storage pool 'default' not found", "pool 'default' not found",
      "failed to get storage pool", "There was error while creating libvirt storage pool",
      "storage pool 'default' is not active", "pool 'default' is not active",
      "error: failed to get pool", "can't retrieve storage pool", "storage pool does not exist",
      "Storage-Pool nicht gefunden" },
    confidence = "high",
    summary = "The libvirt storage pool that the tool needs is not defined (or not started).",
    cure = { text = "sudo virsh pool-define-as default dir --target /var/lib/libvirt/images && " ..
        "sudo virsh pool-start default" },
    match = [[error: Storage pool not found: no storage pool with matching name 'default']],
    healthy = [[[   0.1] Initializing the target -o libvirt -os default]] },

  { cause = "libvirt_domain_missing", stage = "client",
    any = { "no libvirt domain called", "cannot find libvirt domain",
      "no domain with matching name", "failed to get domain '", "Domain not found",
      "no domain with matching uuid" },
    confidence = "high",
    summary = "There is no libvirt domain of that name at the connection that is tried.",
    cure = { text = "virsh -c qemu:///system list --all shows the names; give the connection " ..
        "with -c" },
    match = [[
libguestfs: error: no libvirt domain called 'web1': Domain not found: no domain with matching
name 'web1']],
    healthy = [[virt-df -d web1]] },

  { cause = "libvirt_domain_exists", stage = "client",
    any = { "already exists with uuid", "is already defined with uuid",
      "already exists on the target", "Guest name '" },
    line = "already", confidence = "high",
    summary = "A libvirt domain of that name exists already.",
    cure = { text = "virsh undefine NAME (its disks stay), or choose another name" },
    match = [[
error: operation failed: domain 'vm1' already exists with uuid
1a2b3c4d-1111-2222-3333-444455556666]],
    healthy = [[Domain vm1 defined]] },

  { cause = "domain_is_running", stage = "client",
    any = { "domain is a live virtual machine", "is running or paused. It must be shut down",
      "Domain must be shut off", "must be shut down in order to perform",
      "domain is already running", "libvirt domain is not shut off",
      "requires the guest to be shut down" },
    confidence = "high",
    summary = "The virtual machine runs; writing to its disks from outside would corrupt them.",
    cure = { text = "virsh shutdown NAME first, or read only (--ro)" },
    match = [[libguestfs: error: error: domain is a live virtual machine.]],
    healthy = [[virsh list --all]] },

  { cause = "libvirt_hypervisor_missing", stage = "qemu-start",
    any = { "hypervisor doesn't support qemu or KVM", "no connection driver available for",
      "Cannot find any suitable libvirt driver", "is not a known libvirt driver",
      "Failed to load module '/usr/lib", "QEMU driver is not available",
      "could not get libvirt capabilities" },
    confidence = "high",
    summary = "This libvirt has no driver for qemu.",
    cure = { text = "apt-get install libvirt-daemon-system (dnf install " ..
        "libvirt-daemon-driver-qemu); or export LIBGUESTFS_BACKEND=direct" },
    match = [[error: no connection driver available for qemu:///system]],
    healthy = [[libguestfs: launch: backend registered: libvirt]] },

  { cause = "qemu_died_at_start", stage = "qemu-start", rank = "symptom",
    any = { "process exited while connecting to monitor", "qemu unexpectedly closed the monitor",
      "unable to connect to monitor", "monitor socket did not show up",
      "process exited while connecting to the monitor",
      "child exited unexpectedly while connecting",
      "Unable to read from monitor: Connection reset by peer", "End of file from qemu monitor",
      "domain is not running anymore" },
    confidence = "medium",
    summary = "qemu died at once; nothing in this log says why.",
    cure = { text = "/var/log/libvirt/qemu/NAME.log (~/.cache/libvirt/qemu/log) has qemu's " ..
        "last words; or export LIBGUESTFS_BACKEND=direct" },
    match = [[error: internal error: qemu unexpectedly closed the monitor]],
    healthy = [[libguestfs: connect to libvirt]] },

  { cause = "undetermined_debug_off", stage = "qemu-start", rank = "symptom",
    any = { "could not create appliance through libvirt", "failed to connect to the hypervisor" },
    unless = { "to monitor", "the monitor" }, confidence = "medium",
    summary = "libvirt could not start the appliance; the reason is not in this log.",
    cure = { text = "export LIBGUESTFS_BACKEND=direct LIBGUESTFS_DEBUG=1 LIBGUESTFS_TRACE=1 " ..
        "and run it again" },
    match = [[libguestfs: error: could not create appliance through libvirt.]],
    healthy = [[libguestfs: connect to libvirt]] },
}
