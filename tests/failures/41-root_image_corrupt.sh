#!/bin/bash
# The end of the appliance's root image is missing (the disk was full when it was copied).
# expect: root-device fail root_image_corrupt
# evidence: bad geometry: block count
. "$(dirname "$0")/lib.sh"

fixed_appliance
own_copy root
truncate -s 100M "$W/appliance/root"
go "$@" guestfish -a /dev/null run
