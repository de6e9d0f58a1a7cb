#!/bin/bash
# KVM that works until qemu sets a model-specific register, as nested KVM often does. It cannot be provoked
# where KVM is in order.
# expect: qemu-start fail kvm_msr_unsupported
# evidence: error: failed to set MSR
. "$(dirname "$0")/lib.sh"

[[ -c /dev/kvm ]] || skip "there is no /dev/kvm"
# A paused machine without a guest, which is told to quit as soon as it stands.
printf '%s\n' '{"execute":"qmp_capabilities"}' '{"execute":"quit"}' |
  qemu-system-x86_64 -accel kvm -cpu max -S -nodefaults -display none -qmp stdio >"$W/probe" 2>&1 || true
grep -q 'failed to set MSR' "$W/probe" || skip "KVM does not refuse a register here"
fixed_appliance
unset LIBGUESTFS_BACKEND_SETTINGS
go "$@" libguestfs-test-tool
