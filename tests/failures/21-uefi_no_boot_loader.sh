#!/bin/bash
# A disk with nothing on it, under UEFI: the firmware ends in its own shell, and whoever waits gives up.
# expect: firmware fail uefi_no_boot_loader
# accept-cause: no_bootable_device
# evidence: BdsDxe: failed to load Boot0001
# evidence: UEFI Interactive Shell
# exit: 0
. "$(dirname "$0")/lib.sh"

ovmf=/usr/share/OVMF/OVMF_CODE_4M.fd
[[ -e $ovmf ]] || skip "the package ovmf is not installed"
cp "${ovmf/CODE/VARS}" "$W/vars.fd"
truncate -s 64M "$W/empty.img"
go "$@" "$KILL_WHEN" 'UEFI Interactive Shell' "$W/qemu.pid" TERM \
  qemu-system-x86_64 -machine q35,accel=tcg -m 512 -nodefaults -display none -serial stdio -no-reboot \
  -drive "if=pflash,format=raw,readonly=on,file=$ovmf" -drive "if=pflash,format=raw,file=$W/vars.fd" \
  -drive "file=$W/empty.img,format=raw" -pidfile "$W/qemu.pid"
