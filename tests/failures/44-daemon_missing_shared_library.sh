#!/bin/bash
# The daemon lacks a library (the host has moved on to another soname).
# expect: daemon fail daemon_missing_shared_library
# evidence: guestfsd: error while loading shared libraries: libhivex.so.0
. "$(dirname "$0")/lib.sh"

fixed_appliance
own_copy root
root_remove /usr/lib/x86_64-linux-gnu/libhivex.so.0
go "$@" guestfish -a /dev/null run
