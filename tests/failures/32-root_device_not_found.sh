#!/bin/bash
# The initrd lacks the disk driver: the root disk never appears.
# expect: root-device fail root_device_not_found
# accept-cause: kernel_without_virtio
# evidence: supermin: waiting another
. "${0%/*}/lib.sh"

fixed_appliance
initrd_without virtio_scsi.ko
go "$@" guestfish -a /dev/null run
