-- The host's side of the guest's network: passt, bridges, tap, ports, vhost.
return {
  { cause = "passt_failed", stage = "qemu-start",
    any = { "passt exited with status", "passt was killed with signal",
      "unexpected exit status from passt", "failed to parse passt PID", "Could not start 'passt'",
      "'passt' did not start", "passt: error while loading", "passt: unrecognized option",
      "passt: invalid option", "passt: Failed to", "passt: Couldn't", "passt: Can't",
      "'passt' binary", "passt: permission denied", "passt failed", "failed to start passt",
      "passt: command not found", "passt exited with", "passt terminated" },
    confidence = "high",
    summary = "passt, the helper that gives the appliance its network, exits at once.",
    cure = { text = "apt-get remove passt (libguestfs then uses qemu's own user network), or " ..
        "run without network; AppArmor: sudo aa-disable /usr/bin/passt" },
    match = [[virt-customize: error: libguestfs error: passt exited with status 1]],
    healthy = [[libguestfs: command: run: passt]] },

  { cause = "passt_failed", stage = "qemu-start",
    any = { "PID file open: Permission denied", "Failed to open PID file", "Couldn't open PID file",
      "PID file open:", "UNIX domain socket bind", "Failed to bind UNIX domain socket",
      "Couldn't create user namespace", "Failed to sandbox process", "Failed to drop capabilities",
      "Couldn't open log file", "setgid() failed", "setuid() failed" },
    all = { "passt" }, confidence = "high",
    summary = "passt cannot write its pid file or socket: as root it changes to user nobody " ..
        "first, or AppArmor forbids it.",
    cure = { text = "Run the tool as a normal user, or apt-get remove passt (libguestfs then " ..
        "uses qemu's own user network)" },
    match = [[
libguestfs: command: run: passt
Don't run as root. Changing to nobody...
PID file open: Permission denied]],
    healthy = [[
libguestfs: command: run: passt
UNIX domain socket bound at /tmp/libguestfsAbCdEf/passt.sock]] },

  { cause = "libvirt_bridge_missing", stage = "qemu-start",
    any = { "Cannot get interface MTU on '", "failed to get mtu of bridge",
      "network 'default' is not active", "no network with matching name", "Network not found",
      "Could not find a viable libvirt NAT bridge", "virbr0: No such device",
      "'virbr0': No such device", "'virbr0' does not exist", "virbr0 does not exist",
      "Device \"virbr0\" does not exist", "bridge virbr0 not found",
      "Network 'default' is not active", "network default is not active",
      "failed to attach tap interface to bridge", "unable to add bridge",
      "Unable to add bridge virbr", "' is not a bridge", "bridge helper: failed to get mtu",
      "Requested operation is not valid: network '", "Unable to get interface index",
      "no bridge named" },
    confidence = "high",
    summary = "Networking through libvirt wants a bridge (virbr0) or virtual network that is " ..
        "not up.",
    cure = { text = "sudo virsh net-start default (net-define " ..
        "/usr/share/libvirt/networks/default.xml first, if it is not there)" },
    match = [[error: Requested operation is not valid: network 'default' is not active]],
    healthy = [[virbr0: port 1(vnet0) entered forwarding state]] },

  { cause = "bridge_helper_denied", stage = "qemu-start",
    any = { "access denied by acl file", "failed to parse default acl file", "bridge helper failed",
      "is not a suitable bridge helper", "failed to create tun device: Operation not permitted",
      "failed to communicate with bridge helper" },
    unless = { "failed to get mtu of bridge" }, confidence = "high",
    summary = "qemu's bridge helper is missing, not allowed, or not set-uid.",
    cure = { text = "echo 'allow virbr0' | sudo tee -a /etc/qemu/bridge.conf; sudo chmod u+s " ..
        "/usr/lib/qemu/qemu-bridge-helper" },
    match = [[
failed to parse default acl file `/etc/qemu/bridge.conf'
qemu-system-x86_64: -netdev bridge,id=n0: bridge helper failed]],
    healthy = [[-netdev bridge,id=n0,br=virbr0]] },

  { cause = "tap_unavailable", stage = "qemu-start",
    any = { "could not configure /dev/net/tun", "could not open /dev/net/tun",
      "could not configure '/dev/net/tun'", "Unable to open /dev/net/tun",
      "Unable to create tap device", "/dev/net/tun: No such file",
      "/dev/net/tun: Operation not permitted", "/dev/net/tun': No such file", "open /dev/net/tun: ",
      "could not launch network script", "network script /etc/qemu-ifup failed",
      "qemu-ifup: could not launch", "Unable to open '/dev/net/tun'", "TUNSETIFF: ",
      "ioctl(TUNSETIFF)" },
    confidence = "high",
    summary = "The host's tap device for the guest's network cannot be opened.",
    cure = { text = "sudo modprobe tun, run as root (in a container: --device /dev/net/tun " ..
        "--cap-add NET_ADMIN), or use -netdev user" },
    match = [[
qemu-system-x86_64: -netdev tap,id=n0: could not configure /dev/net/tun: Operation not permitted]],
    healthy = [[crw-rw-rw- 1 0 0 10, 200 Nov 22 14:07 /dev/net/tun]] },

  { cause = "vhost_unavailable", stage = "qemu-start",
    any = { "vhost-net requested but could not be initialized", "failed to open vhost device",
      "vhost-vsock: failed", "unable to set guest cid", "tap: open vhost char device failed",
      "open /dev/vhost-vsock:", "open /dev/vhost-net:", "/dev/vhost-vsock: No such file",
      "/dev/vhost-vsock: Permission denied", "/dev/vhost-net: No such file",
      "/dev/vhost-net: Permission denied", "/dev/vhost-vsock': No such file",
      "vhost_set_owner failed", "stat /dev/vhost-vsock: no such file" },
    unless = { "will fall back to userspace virtio", "fall back on userspace virtio" },
    confidence = "high",
    summary = "The host's vhost device (vhost-net, vhost-vsock) is missing, closed, or its " ..
        "address is taken.",
    cure = { text = "sudo modprobe vhost_vsock vhost_net, and give the user access to " ..
        "/dev/vhost-vsock and /dev/vhost-net" },
    match = [[
qemu-system-x86_64: -device vhost-vsock-pci,guest-cid=3: vhost-vsock: failed to open vhost
device: No such file or directory]],
    healthy = [[vhost_net: module loaded]] },

  { cause = "port_in_use", stage = "qemu-start",
    any = { "Could not set up host forwarding rule",
      "Failed to find an available port: Address already in use", "Failed to bind socket",
      "failed to initialize spice server", "bind: Address already in use",
      "could not set up host forwarding rule", "Unable to bind to port",
      "Failed to find an unused port" },
    line = "[Ii]n use", confidence = "high",
    summary = "A port or socket that qemu is to listen on is taken, mostly by another qemu.",
    cure = { text = "ss -ltnp shows who; stop it, or choose another port (hostfwd=tcp::2223-:22)" },
    match = [[
qemu-system-x86_64: -vnc :0: Failed to find an available port: Address already in use]],
    healthy = [[-netdev user,hostfwd=tcp::2222-:22]] },

  { cause = "port_in_use", stage = "qemu-start",
    any = { "Could not set up host forwarding rule" }, confidence = "high",
    summary = "A port that qemu is to forward to the guest is taken on the host, mostly by " ..
        "another qemu.",
    cure = { text = "ss -ltnp shows who; stop it, or choose another port (hostfwd=tcp::2223-:22)" },
    match = [[
qemu-system-x86_64: -netdev user,id=n0,hostfwd=tcp::2222-:22: Could not set up host forwarding
rule 'tcp::2222-:22']],
    healthy = [[-netdev user,hostfwd=tcp::2222-:22]] },

  { cause = "socket_path_bad", stage = "qemu-start",
    any = { "Failed to bind socket to" }, line = "No such file", confidence = "medium",
    summary = "A socket that qemu is to use cannot be made: the folder is missing, or the path " ..
        "is too long.",
    cure = { text = "Make the folder, or use a shorter path (export TMPDIR=/tmp)" },
    match = [[
qemu-kvm: -chardev socket,id=c: Failed to bind socket to /nix/x: No such file or directory]],
    healthy = [[-chardev socket,path=/tmp/x]] },

  { cause = "socket_path_bad", stage = "qemu-start",
    any = { "UNIX socket path '", "socket path too long" }, confidence = "high",
    summary = "The path of a socket is longer than the system allows.",
    cure = { text = "export TMPDIR=/tmp XDG_RUNTIME_DIR=/tmp" },
    match = [[libguestfs: error: socket path too long: /a/very/long/path/guestfsd.sock]],
    healthy = [[-chardev socket,path=/tmp/guestfsd.sock,id=channel0]] },

  { cause = "passt_failed", stage = "qemu-start",
    any = { "profile=\"passt\"", "profile=\"/usr/bin/passt" }, line = "DENIED", confidence = "high",
    summary = "AppArmor forbids passt, the helper that gives the appliance its network, to " ..
        "write its files.",
    cure = { text = "sudo aa-disable /usr/bin/passt, or apt-get remove passt (libguestfs then " ..
        "uses qemu's own user network)" },
    match = [[
audit: type=1400 apparmor="DENIED" operation="mknod" profile="passt"
name="/tmp/libguestfsAbCdEf/passt1.pid"]],
    healthy = [[
audit: type=1400 apparmor="STATUS" operation="profile_load" profile="unconfined" name="passt"]] },

  { cause = "virtiofsd_failed", stage = "qemu-start",
    any = { "virtiofsd died unexpectedly", "virtiofsd exited", "virtiofsd: error",
      "virtiofsd binary", "vhost-user-fs-pci: Failed to connect", "vhost-user: ",
      "virtiofsd: command not found", "failed to start virtiofsd",
      "'virtiofs' requires shared memory", "virtiofsd did not start" },
    line = "virtiofs", confidence = "medium",
    summary = "virtiofsd, which shares a folder with the guest, does not run.",
    cure = { text = "apt-get install virtiofsd (or qemu-system-common), and give the guest " ..
        "shared memory" },
    match = [[error: internal error: virtiofsd died unexpectedly]],
    healthy = [[supermin: internal insmod virtiofs.ko]] },
}
