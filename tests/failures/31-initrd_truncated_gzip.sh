#!/bin/bash
# The second half of a compressed initrd is missing: the kernel cannot uncompress it to its end.
# expect: kernel fail initrd_truncated
# accept-stage: initrd
# evidence: Initramfs unpacking failed: read error
# evidence: fopen: /modules: No such file or directory
. "$(dirname "$0")/lib.sh"

fixed_appliance
own_copy initrd
gzip -n "$W/appliance/initrd"
size=$(stat -c %s "$W/appliance/initrd.gz")
head -c "$((size / 2))" "$W/appliance/initrd.gz" >"$W/appliance/initrd"
go "$@" guestfish -a /dev/null run
