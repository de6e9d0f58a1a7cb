#!/bin/bash
# The appliance does not fit in TMPDIR.
# expect: appliance-build fail tmpdir_full
# evidence: statvfs: No space left on device
. "$(dirname "$0")/lib.sh"

mkdir "$W/small"
mount -t tmpfs -o size=64m,mode=1777 tmpfs "$W/small"
export TMPDIR=$W/small
go "$@" guestfish -a /dev/null run
