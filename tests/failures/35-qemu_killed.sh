#!/bin/bash
# qemu is killed while the kernel boots, as the out-of-memory killer does it.
# expect: kernel fail qemu_killed
# accept-stage: initrd
# evidence: killed by signal 9
. "$(dirname "$0")/lib.sh"

fixed_appliance
go "$@" "$KILL_WHEN" 'Linux version' "$W/qemu.pid" KILL \
  guestfish -a /dev/null -- config -pidfile "$W/qemu.pid" : run
