#!/bin/bash
# The initrd does not fit into the memory of the machine: qemu itself refuses.
# expect: qemu-start fail initrd_too_large
# accept-stage: kernel
# evidence: qemu: initrd is too large, cannot support
. "$(dirname "$0")/lib.sh"

fixed_appliance
own_copy initrd
truncate -s 100M "$W/appliance/initrd"
go "$@" guestfish -a /dev/null -- config -m 96 : run
