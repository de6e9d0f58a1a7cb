-- The daemon (guestfsd) or agent in the guest: it does not start, or does not answer.
return {
  { cause = "daemon_missing_shared_library", stage = "daemon",
    any = { "guestfsd: error while loading shared libraries", "guestfsd: symbol lookup error",
      "guestfsd: /lib", "guestfsd: /usr/lib", "required by guestfsd",
      "required by /usr/sbin/guestfsd", "guestfsd: undefined symbol",
      "/usr/sbin/guestfsd: error while loading", "guestfsd: relocation error" },
    confidence = "high",
    summary = "guestfsd cannot load a shared library: the host has another version than " ..
        "guestfsd was built with.",
    cure = { text = "Update libguestfs and the package of that library to one release; then rm " ..
        "-rf /var/tmp/.guestfs-$(id -u)" },
    match = [[
guestfsd: error while loading shared libraries: libaugeas.so.0: cannot open shared object file:
No such file or directory]],
    healthy = [[guestfsd --verbose]] },

  { cause = "daemon_missing", stage = "daemon",
    any = { "guestfsd: command not found", "guestfsd: not found",
      "guestfsd: No such file or directory", "exec: guestfsd: not found",
      "guestfsd: Permission denied" },
    confidence = "high",
    summary = "The appliance has no guestfsd.",
    cure = { text = "Reinstall libguestfs (is daemon.tar.gz in supermin.d?), rm -rf " ..
        "/var/tmp/.guestfs-$(id -u)" },
    match = [[/init: line 230: guestfsd: command not found]],
    healthy = [[+ guestfsd --verbose]] },

  { cause = "daemon_channel_missing", stage = "daemon",
    any = { "Failed to connect to virtio-serial channel", "guestfsd: open: /dev/virtio-ports",
      "guestfsd: error: open: /dev/virtio-ports",
      "/dev/virtio-ports/org.libguestfs.channel.0: No such file",
      "kernel not supporting the vmchannel method" },
    confidence = "high",
    summary = "guestfsd does not find its channel to the library (virtio-serial).",
    cure = { text = "Check that qemu has virtio-serial and the appliance's kernel " ..
        "virtio_console; no option of qemu may have been dropped (guestscope record)" },
    match = [[
Failed to connect to virtio-serial channel.
This is a fatal error and the appliance will now exit.]],
    healthy = [[
trying to open virtio-serial channel '/dev/virtio-ports/org.libguestfs.channel.0']] },

  { cause = "daemon_crashed", stage = "daemon",
    any = { "guestfsd: segfault", "Segmentation fault $cmd", "Segmentation fault guestfsd",
      "Aborted $cmd", "Illegal instruction $cmd", "guestfsd: Fatal error: exception",
      "guestfsd: internal error" },
    rank = "weak", confidence = "medium",
    summary = "guestfsd crashed.",
    cure = { text = "Update libguestfs; rm -rf /var/tmp/.guestfs-$(id -u); report it with this " ..
        "log" },
    match = [[/init: line 169:   160 Segmentation fault      $cmd]],
    healthy = [[guestfsd: => mount (0x1) took 0.32 secs]] },

  { cause = "agent_connect_timeout", stage = "daemon",
    any = { "Failed to check if grpc server is working", "timed out connecting to vsock",
      "timed out connecting to hybrid vsocket", "failed to dial hybrid vsock",
      "timed out waiting for agent", "timeout waiting for agent", "agent did not respond",
      "timed out connecting to unix socket", "DeadlineExceeded desc = timed out",
      "Guest agent is not responding", "QEMU guest agent is not connected",
      "guest agent is not connected", "Guest agent not available", "guest agent is not available",
      "could not connect to the agent", "Failed to ping agent", "Failed to Check if agent",
      "Dead agent", "connect to agent timeout", "timed out waiting for the agent",
      "connecting to agent failed", "CreateContainerRequest timed out", "ttrpc: closed",
      "agent connection timed out", "waiting for guest agent to come up", "VM not ready: agent",
      "timed out waiting for the guest agent" },
    confidence = "high",
    summary = "The agent in the guest does not answer in time.",
    cure = { text = "Look at the guest's console (did the agent start?); raise the timeout " ..
        "(dial_timeout, reconnect_timeout); check vhost_vsock on the host" },
    match = [[
ctr: Failed to check if grpc server is working: rpc error: code = DeadlineExceeded desc =
context deadline exceeded]],
    healthy = [[level=debug msg="reading guest console" vmconsole="entering rust-agent"]] },

  { cause = "agent_connect_timeout", stage = "daemon", rank = "weak",
    any = { "DeadlineExceeded desc = context deadline exceeded", "context deadline exceeded" },
    all = { "kata" }, confidence = "medium",
    summary = "The agent in the guest does not answer in time.",
    cure = { text = "Look at the guest's console (did the agent start?); raise the timeout " ..
        "(dial_timeout)" },
    match = [[kata-runtime: rpc error: code = DeadlineExceeded desc = context deadline exceeded]],
    healthy = [[rpc error: context deadline exceeded]] },

  { cause = "guest_not_reachable", rank = "weak",
    any = { "Timeout waiting for SSH", "Timed out while waiting for the machine to boot",
      "timed out waiting for SSH", "timeout waiting for SSH", "Timeout waiting for WinRM",
      "couldn't retrieve IP address of domain",
      "Waiting for domain to get an IP address... timed out", "did not become reachable",
      "Error waiting for SSH", "did not receive an event with the \"running\" status",
      "guest did not boot in time", "Failed to connect to the guest" },
    confidence = "low",
    summary = "The guest did not answer on the network in time; its console would say why.",
    cure = { text = "Look at the guest's console (-serial stdio, headless = false, virsh " ..
        "console NAME)" },
    match = [[==> qemu: Timeout waiting for SSH.]],
    healthy = [[==> qemu: Waiting for SSH to become available...]] },

  { cause = "launch_timeout", rank = "weak",
    any = { "appliance launch timed out", "the kernel or appliance hung during launch",
      "libguestfs-test-tool: timeout", "timed out waiting for the appliance",
      "guestfs_launch timed out", "alarm clock" },
    unless = { "Guest launched OK" }, confidence = "medium",
    summary = "The appliance did not come up within the time limit.",
    cure = { text = "Look at the last stage reached; without KVM a boot takes 20 s to minutes: " ..
        "libguestfs-test-tool -t 1200" },
    match = [[libguestfs: error: appliance launch timed out, see earlier error messages]],
    healthy = [[Launching appliance, timeout set to 600 seconds.]] },
}
