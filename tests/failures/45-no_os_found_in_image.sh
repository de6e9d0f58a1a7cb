#!/bin/bash
# The boot is well; the disk has no operating system on it.
# expect: ready fail no_os_found_in_image
# evidence: guestfish: no operating system was found on this disk
. "$(dirname "$0")/lib.sh"

fixed_appliance
truncate -s 64M "$W/data.img"
mke2fs -q -F "$W/data.img"
go "$@" guestfish --ro --format=raw -a "$W/data.img" -i
