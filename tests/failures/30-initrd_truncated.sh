#!/bin/bash
# The second half of the initrd is missing. It is not compressed, and the kernel takes a cpio archive that
# ends early without a word: what is missed is the list of modules.
# expect: initrd fail initrd_truncated
# accept-stage: kernel
# evidence: fopen: /modules: No such file or directory
. "$(dirname "$0")/lib.sh"

fixed_appliance
own_copy initrd
truncate -s "$(($(stat -c %s "$W/appliance/initrd") / 2))" "$W/appliance/initrd"
go "$@" guestfish -a /dev/null run
