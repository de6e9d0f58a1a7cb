#!/bin/bash
# The libvirt backend (Debian's default), and no libvirtd.
# expect: qemu-start fail libvirt_socket_missing
# accept-stage: client
# evidence: Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such file or directory
. "$(dirname "$0")/lib.sh"

if [[ -d /run/libvirt ]]; then
  mkdir "$W/empty"
  mount --bind "$W/empty" /run/libvirt
fi
fixed_appliance
export LIBGUESTFS_BACKEND=libvirt
go "$@" guestfish -a /dev/null run
