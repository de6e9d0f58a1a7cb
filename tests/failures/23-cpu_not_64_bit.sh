#!/bin/bash
# A 64-bit kernel on a 32-bit CPU. The kernel says so and waits for ever; whoever started it gives up.
# expect: kernel fail cpu_feature_missing
# accept-cause: cpu_isa_level_too_low
# evidence: This kernel requires an x86-64 CPU, but only detected an i486 CPU.
. "$(dirname "$0")/lib.sh"

fixed_appliance
go "$@" "$KILL_WHEN" 'Unable to boot' "$W/qemu.pid" TERM \
  guestfish -a /dev/null -- config -cpu 486 : config -pidfile "$W/qemu.pid" : run
