#!/bin/bash
# No kernel at all, as in a container.
# expect: appliance-build fail no_kernel_found
# evidence: supermin: failed to find a suitable kernel
. "$(dirname "$0")/lib.sh"

mkdir "$W/empty"
mount --bind "$W/empty" /boot
mount --bind "$W/empty" /lib/modules
go "$@" guestfish -a /dev/null run
