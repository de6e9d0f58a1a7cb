#!/bin/bash
# A boot that is well, with the appliance in supermin's cache.
# expect: shutdown ok ok
# accept-stage: ready
# accept-cause: ok_with_noise
# evidence: ===== TEST FINISHED OK =====
. "$(dirname "$0")/lib.sh"

cached_appliance
go "$@" libguestfs-test-tool
