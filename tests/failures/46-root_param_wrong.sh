#!/bin/bash
# A plain Debian guest: root= names a device of the host that the image was built on. Its initrd
# (initramfs-tools) waits for half a minute, then gives up.
# expect: initrd fail root_param_wrong
# accept-stage: root-device
# evidence: ALERT!  /dev/mapper/loop1p1 does not exist.  Dropping to a shell!
# exit: 0
. "$(dirname "$0")/lib.sh"

kernel=$(find /boot -name 'vmlinuz-*' | sort -V | tail -n 1)
initrd=/boot/initrd.img-${kernel#/boot/vmlinuz-}
[[ -e $initrd ]] || skip "there is no $initrd"
[[ -d /usr/share/initramfs-tools ]] || skip "$initrd is not of initramfs-tools"
go "$@" qemu-system-x86_64 -machine accel=tcg,graphics=off -cpu max -m 1024 -nodefaults -display none \
  -serial stdio -no-reboot -kernel "$kernel" -initrd "$initrd" \
  -append "console=ttyS0 panic=1 root=/dev/mapper/loop1p1 ro"
