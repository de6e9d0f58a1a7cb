#!/bin/bash
# The initrd lacks the disk driver, so the root disk never appears. supermin's init waits for nine minutes;
# whoever started it gives up at its second line.
# expect: root-device fail root_device_not_found
# accept-cause: kernel_without_virtio
# evidence: ns for root UUID to appear
. "$(dirname "$0")/lib.sh"

fixed_appliance
initrd_without virtio_scsi.ko
go "$@" "$KILL_WHEN" 'supermin: waiting another 2048000000 ns' "$W/qemu.pid" TERM \
  guestfish -a /dev/null -- config -pidfile "$W/qemu.pid" : run
