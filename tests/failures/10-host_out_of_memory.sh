#!/bin/bash
# The machine is to have more memory than the host can ever give.
# expect: qemu-start fail host_out_of_memory
# evidence: cannot set up guest memory 'pc.ram': Cannot allocate memory
. "$(dirname "$0")/lib.sh"

fixed_appliance
go "$@" guestfish -a /dev/null -- config -m 100T : run
