#!/bin/bash
# /init is a bash script, and bash lacks a library.
# expect: init fail init_missing_shared_library
# evidence: error while loading shared libraries: libtinfo.so.6
. "$(dirname "$0")/lib.sh"

fixed_appliance
own_copy root
root_remove /usr/lib/x86_64-linux-gnu/libtinfo.so.6
go "$@" guestfish -a /dev/null run
