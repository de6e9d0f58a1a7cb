#!/bin/bash
# A CPU property that this qemu does not know.
# expect: qemu-start fail qemu_bad_cpu_property
# evidence: Property 'max-x86_64-cpu.la58' not found
. "$(dirname "$0")/lib.sh"

fixed_appliance
go "$@" guestfish -a /dev/null -- config -cpu max,la58=off : run
