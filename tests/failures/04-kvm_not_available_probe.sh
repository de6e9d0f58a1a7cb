#!/bin/bash
# No /dev/kvm, and libguestfs is told that it must use KVM: it finds out while it asks qemu for its features.
# expect: qemu-probe fail kvm_not_available
# accept-stage: qemu-start
# evidence: force_kvm supplied but kvm not available
. "$(dirname "$0")/lib.sh"

dev_without_kvm
fixed_appliance
export LIBGUESTFS_BACKEND_SETTINGS=force_kvm
go "$@" guestfish -a /dev/null run
