#!/bin/bash
# A kernel with neither an initrd nor a root device.
# expect: kernel fail no_root_or_initrd
# evidence: VFS: Unable to mount root fs on unknown-block(0,0)
# evidence: No filesystem could mount root, tried:
# exit: 0
. "$(dirname "$0")/lib.sh"

go "$@" qemu-system-x86_64 -machine accel=tcg,graphics=off -cpu max -m 512 -nodefaults -display none \
  -serial stdio -no-reboot -kernel "$GSF_CACHE/kernel" -append "console=ttyS0 panic=1"
