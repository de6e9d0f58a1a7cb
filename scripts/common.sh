# Shared by scripts/demo and scripts/test: one line for what is being done, packages, build.
# shellcheck shell=bash
set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
started=$SECONDS
log_dir=$top/build/logs
mkdir -p "$log_dir"

# say TEXT: one line with the time since the start.
say() { printf '[%4ds] %s\n' $((SECONDS - started)) "$*"; }

die() {
  printf '%s: %s\n' "$(basename "$0")" "$1" >&2
  exit 2
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# logged NAME COMMAND...: output to a file; on failure its end is shown and where the rest lies.
logged() {
  local name=$1
  shift
  if ! "$@" > "$log_dir/$name.log" 2>&1; then
    tail -n 40 "$log_dir/$name.log" >&2
    die "$name failed; the whole output is in $log_dir/$name.log"
  fi
}

build_packages=(
  g++ cmake ninja-build pkg-config git
  libboost1.81-dev libboost-json1.81-dev libtirpc-dev liblua5.4-dev libcli11-dev libgtest-dev
  libbenchmark-dev libzstd-dev libsqlite3-dev libfmt-dev libexpected-dev libedit-dev rpcsvc-proto scdoc lua5.4
)
# What the main job needs: the real qemu, the real libguestfs and a kernel for its appliance.
run_packages=(qemu-system-x86 qemu-utils libguestfs-tools linux-image-amd64 zstd jq)
test_packages=(
  clang libclang-rt-14-dev lua5.4 python3 e2fsprogs cpio ovmf perl groff-base man-db shellcheck xz-utils
  qemu-system-arm qemu-system-ppc strace gdbserver swtpm
  libvirt-daemon-system libvirt-clients packer
  guestfsd python3-guestfs guestmount
)

# need_packages NAME...: installs those that are missing.
need_packages() {
  local missing=() p
  for p in "$@"; do
    dpkg-query -W -f='${Status}' "$p" 2> /dev/null | grep -q 'install ok installed' || missing+=("$p")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get > /dev/null || die "these Debian packages are needed: ${missing[*]}"
  [ "$(id -u)" = 0 ] || command -v sudo > /dev/null ||
    die "root or sudo is needed to install: ${missing[*]}"
  say "installing ${#missing[@]} packages: ${missing[*]}"
  logged apt-update as_root apt-get update -q
  logged apt-install as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# With ccache, what was built in another clone of the same commit is found again.
export CCACHE_BASEDIR=$top CCACHE_NOHASHDIR=1

# build PRESET [TARGET...]
build() {
  local preset=$1
  shift
  say "building ($preset)"
  logged "configure-$preset" cmake --preset "$preset" -S "$top"
  local targets=()
  [ $# -eq 0 ] || targets=(--target "$@")
  logged "build-$preset" cmake --build "$top/build/$preset" -j2 "${targets[@]}"
}
