#!/bin/bash
# /dev/kvm is there, the user may not open it. The node is our own, 0600, so that it does not matter how
# open the machine's is, nor whether the machine can do KVM at all.
# expect: qemu-start fail kvm_permission_denied
# evidence: failed to initialize kvm: Permission denied
# evidence: Could not access KVM kernel module: Permission denied
. "$(dirname "$0")/lib.sh"

dev_without_kvm
mknod -m 600 /dev/kvm c 10 232
fixed_appliance
# force_kvm would make libguestfs itself refuse before qemu is started; a machine option asks qemu.
go_as_nobody "$@" guestfish -a /dev/null -- config -machine accel=kvm : run
