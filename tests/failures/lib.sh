# shellcheck shell=bash
# Shared by the cases of tests/failures; a case sources this file first.
#
# A case sets up one real failure and then says `go "$@" COMMAND...`: the words in "$@" are the prefix that
# the caller wants in front of the command (nothing for the raw log, `guestscope diagnose --json --` for a
# verdict). What the case prints while it sets up goes to $W/setup.log, so the output is the command's alone.
#
# `run` starts every case in mount and pid namespaces of its own, with a clean environment: mounts and
# processes cannot outlive a case, and no path or name of the person who runs it gets into a log.
#   $W           the case's folder: W/tmp is /tmp, W/vartmp is /var/tmp, W/home is the home directory
#   $GSF_CACHE   the prepared appliance (kernel, initrd, root), shared by all cases: never written to

set -Eeuo pipefail

if [[ -z ${GSF_INSIDE-} ]]; then
  # Run by hand: let `run` make the namespaces.
  exec "${BASH_SOURCE[0]%/*}/run" "$(basename "$0" .sh)" -- "$@"
fi

W=$GSF_WORK

exec 3>&1 4>&2 >>"$W/setup.log" 2>&1
set -x

# Exit 99 is "the set-up broke", which no command of ours returns.
trap 'setup_broke' ERR
setup_broke() {
  set +x
  { echo "the set-up of this case failed; its log:"; tail -n 20 "$W/setup.log"; } >&4
  exit 99
}

# The condition cannot be made on this machine.
skip() {
  trap - ERR
  set +x
  echo "SKIP: $*" >&3
  exit 77
}

# The command that fails (or not). Never returns.
go() {
  local status
  trap - ERR
  set +xe
  list_processes
  "$@" </dev/null >&3 2>&4 3>&- 4>&-
  status=$?
  find_left_behind "${processes[@]}"
  exit "$status"
}

# The pids of this pid namespace, zombies left out, into the array `processes`.
list_processes() {
  local dir
  processes=()
  for dir in /proc/[0-9]*; do
    if [[ -e $dir/exe ]]; then processes+=("${dir#/proc/}"); fi
  done
}

# find_left_behind PID...: the processes that the set-up knows are PID...; any other is the command's and has
# to end with it. One that writes its last bytes gets up to 10 s; what is there then is named in $W/left_behind.
find_left_behind() {
  local known=" $* " pid left tries
  for ((tries = 0; tries < 100; ++tries)); do
    list_processes
    left=()
    for pid in "${processes[@]}"; do
      [[ $known == *" $pid "* ]] || left+=("$pid $(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null)")
    done
    [[ ${#left[@]} -gt 0 ]] || return 0
    sleep 0.1
  done
  printf '%s\n' "${left[@]}" >"$W/left_behind"
}

# The same, as a user without any right. Its home and temporary folders become writable for it.
go_as_nobody() {
  chown 65534:65534 "$W/home" "$W/tmp" "$W/vartmp"
  local as_nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs) program
  program=$(readlink -f "$(command -v "$1")")
  if ! "${as_nobody[@]}" test -x "$program"; then
    # Most likely it lies below somebody's closed home: show its folder at an open place.
    mkdir "$W/bin"
    mount --bind "$(dirname "$program")" "$W/bin"
    program=$W/bin/$(basename "$program")
    "${as_nobody[@]}" test -x "$program" || skip "$1 cannot be run by an unprivileged user"
    set -- "$program" "${@:2}"
  fi
  go "${as_nobody[@]}" "$@"
}

# --- the appliance ----------------------------------------------------------------------------------------

# $W/appliance: the prepared appliance as a fixed one, by hard links. Break only what own_copy made private.
fixed_appliance() {
  mkdir "$W/appliance"
  cp -al "$GSF_CACHE"/{kernel,initrd,root} "$W/appliance/"
  touch "$W/appliance/README.fixed"
  export LIBGUESTFS_PATH=$W/appliance
}

# The prepared appliance in supermin's cache, so that libguestfs finds it there and need not build it.
cached_appliance() {
  mkdir -p "$W/vartmp/.guestfs-0/appliance.d"
  cp -al "$GSF_CACHE"/{kernel,initrd,root} "$W/vartmp/.guestfs-0/appliance.d/"
}

own_copy() {
  cp --remove-destination --reflink=auto --sparse=always --preserve=mode "$GSF_CACHE/$1" "$W/appliance/$1"
}

# root_remove PATH: takes a file out of the private root image (no mount, no loop device).
root_remove() {
  debugfs -w -R "rm $1" "$W/appliance/root"
  # debugfs exits 0 whatever happens, so ask whether the file is gone.
  [[ $(debugfs -R "stat $1" "$W/appliance/root" 2>&1) == *'File not found'* ]]
}

# initrd_without MODULE...: the initrd, packed anew without some modules and their lines in its list.
initrd_without() {
  local tree=$W/initrd.tree module
  mkdir "$tree"
  (cd "$tree" && cpio --quiet -idm <"$GSF_CACHE/initrd")
  for module in "$@"; do
    rm "$tree/$module"
    sed -i "/^${module}\$/d" "$tree/modules"
  done
  rm "$W/appliance/initrd"
  (cd "$tree" && find . | LC_ALL=C sort | cpio --quiet -o -H newc >"$W/appliance/initrd")
  rm -r "$tree"
}

# --- the host ---------------------------------------------------------------------------------------------

# A /dev of our own with the nodes that programs need, and no kvm.
dev_without_kvm() {
  local dev=$W/dev node
  mkdir "$dev"
  mount -t tmpfs -o mode=755 tmpfs "$dev"
  mkdir "$dev/shm" "$dev/pts"
  for node in null zero full random urandom tty; do
    touch "$dev/$node"
    mount --bind "/dev/$node" "$dev/$node"
  done
  ln -s /proc/self/fd "$dev/fd"
  mount --rbind "$dev" /dev
}

# `kill-when TEXT PIDFILE SIGNAL COMMAND...` beside this file: a signal at a line of the output, not at a time.
# shellcheck disable=SC2034
KILL_WHEN=$(dirname "${BASH_SOURCE[0]}")/kill-when

# Everything in the log of one client is set as `guestscope diagnose` sets it.
export LIBGUESTFS_DEBUG=1 LIBGUESTFS_TRACE=1 LIBGUESTFS_BACKEND=direct
# KVM is a case of its own; all others must not depend on the machine's.
export LIBGUESTFS_BACKEND_SETTINGS=force_tcg
