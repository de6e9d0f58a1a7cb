#!/bin/bash
# A /var/tmp that is read-only (a sandbox), with the cache folder of an earlier day in it.
# expect: appliance-build fail tmpdir_not_writable
# evidence: tmpdir: Read-only file system
. "$(dirname "$0")/lib.sh"

mkdir "$W/vartmp/.guestfs-0"
mount --bind "$W/vartmp" /var/tmp
mount -o remount,bind,ro /var/tmp
go "$@" guestfish -a /dev/null run
