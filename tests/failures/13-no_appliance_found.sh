#!/bin/bash
# The library without its appliance, as some distributions package it.
# expect: client fail no_appliance_found
# accept-stage: appliance-build
# evidence: cannot find any suitable libguestfs supermin, fixed or old-style appliance on LIBGUESTFS_PATH
. "$(dirname "$0")/lib.sh"

mkdir "$W/empty"
export LIBGUESTFS_PATH=$W/empty
go "$@" guestfish -a /dev/null run
