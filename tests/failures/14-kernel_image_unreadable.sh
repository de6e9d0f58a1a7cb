#!/bin/bash
# A kernel that only root may read (Ubuntu's way), and supermin run by a user.
# expect: appliance-build fail kernel_image_unreadable
# evidence: for reading: Permission denied
. "$(dirname "$0")/lib.sh"

mkdir "$W/boot"
cp "$GSF_CACHE/kernel" "$W/boot/$(basename "$(find /boot -name 'vmlinuz-*' | sort -V | tail -n 1)")"
chmod 600 "$W"/boot/*
mount --bind "$W/boot" /boot
go_as_nobody "$@" libguestfs-test-tool
