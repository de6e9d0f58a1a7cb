#!/bin/bash
# The second half of the initrd is missing.
# expect: kernel fail initrd_truncated
# evidence: Initramfs unpacking failed
. "${0%/*}/lib.sh"

fixed_appliance
own_copy initrd
truncate -s "$(($(stat -c %s "$W/appliance/initrd") / 2))" "$W/appliance/initrd"
go "$@" guestfish -a /dev/null run
