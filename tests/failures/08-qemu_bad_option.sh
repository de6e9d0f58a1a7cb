#!/bin/bash
# Two options that exclude each other: somebody's -accel beside libguestfs's -machine accel=.
# expect: qemu-start fail qemu_bad_option
# evidence: The -accel and "-machine accel=" options are incompatible
. "$(dirname "$0")/lib.sh"

fixed_appliance
go "$@" guestfish -a /dev/null -- config -accel tcg,thread=single : run
