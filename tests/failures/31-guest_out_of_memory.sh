#!/bin/bash
# A machine with less memory than the kernel and its initrd need.
# expect: kernel fail guest_out_of_memory
# evidence: Kernel panic
. "${0%/*}/lib.sh"

fixed_appliance
go "$@" guestfish -a /dev/null -- config -m 64 : run
