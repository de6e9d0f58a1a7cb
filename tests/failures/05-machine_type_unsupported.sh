#!/bin/bash
# A machine type that this qemu does not have (a newer qemu's, or another distribution's).
# expect: qemu-start fail machine_type_unsupported
# evidence: qemu-system-x86_64: unsupported machine type
. "$(dirname "$0")/lib.sh"

fixed_appliance
go "$@" guestfish -a /dev/null -- config -machine pc-q35-99.0 : run
