#!/bin/bash
# libguestfs is told of a qemu that is not there (the name that Red Hat's qemu has).
# expect: qemu-probe fail qemu_binary_not_found
# evidence: /usr/libexec/qemu-kvm: No such file or directory
. "$(dirname "$0")/lib.sh"

[[ ! -e /usr/libexec/qemu-kvm ]] || skip "there is a /usr/libexec/qemu-kvm"
fixed_appliance
export LIBGUESTFS_HV=/usr/libexec/qemu-kvm
go "$@" guestfish -a /dev/null run
