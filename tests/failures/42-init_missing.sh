#!/bin/bash
# The root image has no /init.
# expect: init fail init_missing
# evidence: execl: /init: No such file or directory
. "$(dirname "$0")/lib.sh"

fixed_appliance
own_copy root
root_remove /init
go "$@" guestfish -a /dev/null run
