#!/bin/bash
# A /var/tmp that the user may not write to. libguestfs does not say so: the folder it wants to make there is
# not found afterwards.
# expect: appliance-build fail tmpdir_not_writable
# accept-stage: client
# evidence: stat: /var/tmp/.guestfs-65534: No such file or directory
. "$(dirname "$0")/lib.sh"

mkdir "$W/closed"
mount --bind "$W/closed" /var/tmp
go_as_nobody "$@" guestfish -a /dev/null run
