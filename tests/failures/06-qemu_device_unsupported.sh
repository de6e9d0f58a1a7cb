#!/bin/bash
# A device that this qemu was not built with.
# expect: qemu-start fail qemu_device_unsupported
# evidence: 'virtio-blk-ccw' is not a valid device model name
. "$(dirname "$0")/lib.sh"

fixed_appliance
go "$@" guestfish -a /dev/null -- config -device virtio-blk-ccw : run
