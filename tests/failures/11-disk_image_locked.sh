#!/bin/bash
# The image is open in another qemu program, which holds its write lock.
# expect: qemu-start fail disk_image_locked
# accept-stage: client
# evidence: Failed to get "write" lock
. "$(dirname "$0")/lib.sh"

fixed_appliance
qemu-img create -f qcow2 "$W/guest.qcow2" 64M
# --fork returns when the image is open.
qemu-nbd --fork --persistent --format=qcow2 --socket="$W/nbd.sock" --pid-file="$W/nbd.pid" "$W/guest.qcow2"
go "$@" guestfish --format=qcow2 -a "$W/guest.qcow2" run
