# shellcheck shell=bash
# What all scripts share: sourced by them, never run. What they make is kept inside the project's
# folder, builds in target/, Jupyter in .venv-cellwise/, as far as one may write there.

project=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
target=$project/target
notebooks=$project/notebooks
venv=$project/.venv-cellwise # not .venv, which people keep environments of their own in

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

# shellcheck source=environment/surroundings.sh
. "$project/environment/surroundings.sh"
# shellcheck source=environment/packages.sh
. "$project/environment/packages.sh"
# shellcheck source=environment/engine.sh
. "$project/environment/engine.sh"
# shellcheck source=environment/jar.sh
. "$project/environment/jar.sh"

# For the commands that install nothing, of which one that is run often asks no more than it needs.
prepare_jar() {
  if is_built; then
    use_jdk || missing+=(jdk)
  else
    check_place
    look_for_java
  fi
  demand_missing
  build_jar
}

check_name
find_home
choose_engine "$@"
use_utf8
use_threads
keep_memory
make_absolute JAVA_HOME DJL_CACHE_DIR CELLWISE_CIFAR10 CELLWISE_CIFAR100 CELLWISE_MNIST
use_cuda
use_engine_cache
