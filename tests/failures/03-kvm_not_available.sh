#!/bin/bash
# No /dev/kvm, and a plain qemu that is to use it.
# expect: qemu-start fail kvm_not_available
# evidence: failed to initialize kvm: No such file or directory
# evidence: Could not access KVM kernel module: No such file or directory
. "$(dirname "$0")/lib.sh"

dev_without_kvm
go "$@" qemu-system-x86_64 -accel kvm -m 256 -nodefaults -display none -serial stdio -no-reboot \
  -kernel "$GSF_CACHE/kernel" -initrd "$GSF_CACHE/initrd" -append "console=ttyS0 panic=1"
