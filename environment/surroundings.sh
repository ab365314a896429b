# shellcheck shell=bash
# The shell and the folders that a script is called in: set right where that harms nothing, else
# refused with the setting to change.

# In a container, a user may have no name.
who() { id -un 2>/dev/null || true; }

# may_write FOLDER: whether it is there or can be made.
may_write() {
  local path=$1
  while [[ ! -e $path ]]; do path=$(dirname -- "$path"); done
  [[ -d $path && -w $path ]]
}

# A shell of cron's or a container's may have no HOME: the one in the system's list of users then. For
# a user who is not in that, as in some containers, JDK 17 has a folder '?' in whatever folder it runs in.
find_home() {
  if [[ -z ${HOME:-} ]]; then
    unset HOME
    HOME=~
    export HOME
  fi
  id -un >/dev/null 2>&1 || export JAVA_TOOL_OPTIONS="${JAVA_TOOL_OPTIONS:-} -Duser.home='$HOME'"
}

# has_utf8 [NAME=VALUE]: whether that is so, with another setting if one is given.
has_utf8() { [[ $(env "$@" locale charmap 2>/dev/null) == UTF-8 ]]; }

# Java takes names of files, and what it prints, for ASCII where the locale does. The language stays.
use_utf8() {
  local language name
  if has_utf8; then return; fi
  if [[ -n ${LC_ALL:-} ]]; then
    export LANG=$LC_ALL
    unset "${!LC_@}" # LC_ALL hid them
  fi
  language=${LC_CTYPE:-${LANG:-}}
  for name in "${language%%[.@]*}.UTF-8" C.UTF-8 en_US.UTF-8; do
    if has_utf8 "LC_CTYPE=$name"; then
      export LC_CTYPE=$name
      return
    fi
  done
  # Without a program that tells, as on Alpine.
  export LC_CTYPE=C.UTF-8
}

# A notebook, and Maven, run in a folder of their own, from which a relative name would be another.
make_absolute() {
  local name
  for name in "$@"; do
    if [[ -n ${!name:-} && ${!name} != /* ]]; then export "$name=$PWD/${!name}"; fi
  done
}

# Physical cores this process may use: on hyper-threads the engine gains nothing.
count_cores() {
  local usable cores quota period
  usable=$(nproc 2>/dev/null || sysctl -n hw.physicalcpu 2>/dev/null || echo 1)
  cores=$(lscpu -p=Core,Socket 2>/dev/null | grep -v '^#' | sort -u | wc -l) || cores=0
  if ((cores > 0 && cores < usable)); then usable=$cores; fi
  # A container's share of processor time, which nproc does not know.
  if read -r quota period 2>/dev/null </sys/fs/cgroup/cpu.max && [[ $quota != max ]]; then
    cores=$(((quota + period - 1) / period))
    if ((cores < usable)); then usable=$cores; fi
  fi
  echo "$usable"
}

# Without the number MXNet halves the processors it sees, hyper-threads or not; with `all`, or with
# OpenMP's list of a number for each level, of which it has one, it ends the process. Workers of a
# cluster that run on the same host share its cores.
use_threads() {
  local number='^[[:space:]]*0*([1-9][0-9]{0,3})[[:space:]]*(,.*)?$'
  if [[ -z ${OMP_NUM_THREADS:-} ]]; then
    OMP_NUM_THREADS=$(($(count_cores) / ${CELLWISE_SHARERS:-1}))
    ((OMP_NUM_THREADS > 0)) || OMP_NUM_THREADS=1
  fi
  [[ $OMP_NUM_THREADS =~ $number ]] ||
    refuse "OMP_NUM_THREADS is $OMP_NUM_THREADS, must be a number from 1 to 9999: unset it for one thread a core"
  export OMP_NUM_THREADS=${BASH_REMATCH[1]}
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

may_keep_engine() { compgen -G "$1/$(print_unpacked)" >/dev/null || may_write "$1"; }

# Where DJL unpacks the engine: beside the jar, or where this user may write.
use_engine_cache() {
  local folder
  for folder in "${DJL_CACHE_DIR:-$target/djl}" "${DJL_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/cellwise/djl}"; do
    if may_keep_engine "$folder"; then
      export DJL_CACHE_DIR=$folder
      return
    fi
  done
  refuse "$(who) may not write in $folder: set DJL_CACHE_DIR to a folder of yours, where the engine is unpacked"
}

# What Java does not load a jar from: a name that ends in '!' it takes for a jar's, and a Java agent's
# may have no character beyond 16 bits, which takes four bytes.
check_name() {
  local LC_ALL=C why=
  case $project/ in
  *:*) why="a ':', at which Java splits its class path" ;;
  *!/*) why="a '!' at the end of a folder's name, which Java takes for a jar's" ;;
  *[$'\xf0'-$'\xf4']*) why="an emoji or the like, from which Java loads no agent" ;;
  esac
  [[ -z $why ]] || refuse "this folder has $why: rename $project"
}

# Before something is built or installed.
check_place() {
  local path home
  for path in "$project" "$notebooks" "$target" "$target"/* "$venv"; do
    [[ ! -e $path || -w $path ]] ||
      die "$(who) may not write in $path: run this as its owner, or in a clone of your own"
  done
  # Java goes by the system's list of users.
  home=$HOME
  if id -un >/dev/null 2>&1; then home=$(unset HOME && echo ~); fi
  names_repository || may_write "$home/.m2/repository" ||
    die "$(who) may not write in $home/.m2/repository: set MAVEN_OPTS=-Dmaven.repo.local=FOLDER"
}
