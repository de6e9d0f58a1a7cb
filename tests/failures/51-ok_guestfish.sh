#!/bin/bash
# A session that is well on a host without /dev/kvm: qemu is to try KVM, cannot, and says it falls back to TCG.
# One command fails and is let fail (the leading "-"). Neither is a failure of the session.
# expect: shutdown ok ok
# accept-cause: ok_with_noise
# accept-stage: ready
# evidence: libguestfs: sending SIGTERM to process
. "$(dirname "$0")/lib.sh"

dev_without_kvm
fixed_appliance
unset LIBGUESTFS_BACKEND_SETTINGS
truncate -s 64M "$W/disk.img"
go "$@" guestfish --format=raw -a "$W/disk.img" -- \
  config -machine accel=kvm:tcg : \
  run : -mount-ro /dev/sda / : mkfs ext4 /dev/sda : mount /dev/sda / : write /hello world : cat /hello : \
  umount-all : list-devices
