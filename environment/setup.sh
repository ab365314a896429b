# shellcheck shell=bash
# What start, test and cellwise share: sourced by them, never run.
# Everything is kept inside the project's folder: builds in target/, Jupyter in .venv/.

project=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
target=$project/target

say() { printf 'cellwise: %s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

refuse() {
  say "$*"
  exit 2
}

# Runs a long command quietly; when it fails, the end of what it said is shown.
run_logged() {
  local log=$target/$1.log
  shift
  mkdir -p "$target"
  "$@" >"$log" 2>&1 </dev/null && return
  tail -n 40 "$log" >&2
  return 1
}

# Physical cores this process may use: on hyper-threads MXNet gains nothing.
count_cores() {
  local usable cores quota period
  usable=$(nproc 2>/dev/null || sysctl -n hw.physicalcpu)
  cores=$(lscpu -p=Core,Socket 2>/dev/null | grep -v '^#' | sort -u | wc -l) || cores=0
  if ((cores > 0 && cores < usable)); then usable=$cores; fi
  # A container's share of processor time, which nproc does not know.
  if read -r quota period 2>/dev/null </sys/fs/cgroup/cpu.max && [[ $quota != max ]]; then
    cores=$(((quota + period - 1) / period))
    if ((cores < usable)); then usable=$cores; fi
  fi
  echo "$usable"
}

# A step gives back hundreds of megabytes and asks for them again. GNU's allocator is told to keep
# them, since the kernel's fresh pages cost more than the arithmetic; MXNet, one scratch area instead
# of four for each thread that ever called it.
keep_memory() {
  export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-1}
  export MALLOC_MMAP_MAX_=${MALLOC_MMAP_MAX_:-0}
  export MALLOC_TRIM_THRESHOLD_=${MALLOC_TRIM_THRESHOLD_:-1073741824}
  export MXNET_CPU_TEMP_COPY=${MXNET_CPU_TEMP_COPY:-1}
}

export_settings() {
  # Without the number MXNet halves the processors it sees, hyper-threads or not.
  export OMP_NUM_THREADS=${OMP_NUM_THREADS:-$(count_cores)}
  keep_memory
  make_absolute CELLWISE_CIFAR10 CELLWISE_MNIST
  export DJL_CACHE_DIR=${DJL_CACHE_DIR:-$target/djl}
}

# A notebook runs in its own folder, from which a relative one would be another.
make_absolute() {
  local name
  for name in "$@"; do
    if [[ -n ${!name:-} && ${!name} != /* ]]; then export "$name=$PWD/${!name}"; fi
  done
}

check_place() {
  local path
  for path in "$project" "$target" "$project/.venv"; do
    [[ ! -e $path || -w $path ]] ||
      die "$(id -un) may not write in $path: run this as its owner, or in a copy of your own"
  done
}

# shellcheck source=environment/packages.sh
. "$project/environment/packages.sh"
# shellcheck source=environment/jar.sh
. "$project/environment/jar.sh"
# shellcheck source=environment/jupyter.sh
. "$project/environment/jupyter.sh"
# shellcheck source=environment/protocol.sh
. "$project/environment/protocol.sh"
# shellcheck source=environment/notebooks.sh
. "$project/environment/notebooks.sh"
# shellcheck source=environment/foreign.sh
. "$project/environment/foreign.sh"
# shellcheck source=environment/browser.sh
. "$project/environment/browser.sh"

prepare_tools() {
  say "looking at what this machine has"
  check_place
  look_for_java
  look_for_jupyter
  install_missing
  prepare_jupyter
  # Looked through before the user's own kernels, so a `java` kernel of theirs stays as it is.
  export JUPYTER_PATH=$target/jupyter/share/jupyter${JUPYTER_PATH:+:$JUPYTER_PATH}
}

export_settings
