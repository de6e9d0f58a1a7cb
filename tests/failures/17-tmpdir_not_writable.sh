#!/bin/bash
# A /var/tmp that the user may not write to.
# expect: appliance-build fail tmpdir_not_writable
# evidence: Permission denied
. "${0%/*}/lib.sh"

mkdir "$W/closed"
mount --bind "$W/closed" /var/tmp
go_as_nobody "$@" libguestfs-test-tool
