#!/bin/bash
# A raw image is given as qcow2.
# expect: qemu-start fail disk_format_mismatch
# accept-stage: client
# evidence: Image is not in qcow2 format
. "$(dirname "$0")/lib.sh"

fixed_appliance
truncate -s 64M "$W/guest.img"
go "$@" guestfish --format=qcow2 -a "$W/guest.img" run
