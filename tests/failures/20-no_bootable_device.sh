#!/bin/bash
# A disk with nothing on it, under SeaBIOS.
# expect: firmware fail no_bootable_device
# evidence: No bootable device.
# exit: 0
. "$(dirname "$0")/lib.sh"

truncate -s 64M "$W/empty.img"
# The BIOS would wait for ever; told to start anew after a second, it lets -no-reboot end qemu.
go "$@" qemu-system-x86_64 -accel tcg -m 256 -nographic -no-reboot -boot reboot-timeout=1000 -nic none \
  -drive "file=$W/empty.img,format=raw"
