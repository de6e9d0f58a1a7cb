#!/bin/bash
# The file given as initrd is something else.
# expect: kernel fail initrd_invalid
# evidence: Initramfs unpacking failed: invalid magic at start of compressed archive
. "$(dirname "$0")/lib.sh"

fixed_appliance
rm "$W/appliance/initrd"
cp "$GSF_CACHE/kernel" "$W/appliance/initrd"
go "$@" guestfish -a /dev/null run
