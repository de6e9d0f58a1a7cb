#!/bin/bash
# A machine whose memory the initrd fills: the kernel has none left to start with.
# expect: kernel fail guest_out_of_memory
# evidence: Kernel panic - not syncing: System is deadlocked on memory
# evidence: invoked oom-killer
. "$(dirname "$0")/lib.sh"

fixed_appliance
own_copy initrd
# Zeros after the archive's end are no fault. 50 of 100 MB is in the middle of the range (80 to over 112 MB of
# memory) in which the kernel unpacks itself, can print, and panics.
truncate -s 50M "$W/appliance/initrd"
go "$@" guestfish -a /dev/null -- config -m 100 : run
