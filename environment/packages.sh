# shellcheck shell=bash
# What the project needs of this machine: looked for first, then installed in one go.

oldest_java=17
missing=()
lists_updated=

about_jdk() { sed -n "s/^$2=\"\(.*\)\"/\1/p" "$1/release" 2>/dev/null; }

# Asked of the file that JDKs describe themselves by, since starting each one takes a while.
is_jdk() {
  local modules version processor
  [[ -x $1/bin/javac ]] || return 1
  version=$(about_jdk "$1" JAVA_VERSION)
  modules=" $(about_jdk "$1" MODULES) "
  if [[ -z $version || -z ${modules// /} ]]; then
    modules=$("$1/bin/java" --list-modules 2>/dev/null) || return 1
    version=$(sed -n 's/^java\.base@\([0-9]*\).*/\1/p' <<<"$modules")
  fi
  version=${version%%[!0-9]*}
  processor=$(about_jdk "$1" OS_ARCH)
  [[ ${version:-0} -ge $oldest_java && $modules == *jdk.compiler[@\ ]* && $modules == *jdk.jshell[@\ ]* ]] &&
    [[ -z $processor || " $processors " == *" ${processor/#amd64/x86_64} "* ]]
}

# Of the one on the PATH, which is asked itself where it is a shim or a stub.
find_java_home() {
  local java
  has_command java || return 0
  java=$(readlink -f "$(command -v java)" 2>/dev/null) || java=
  if [[ -f ${java%/bin/java}/release ]]; then
    echo "${java%/bin/java}"
  else
    java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
  fi
}

# Sets JAVA_HOME, which Maven, the kernel and our jar all go by.
use_jdk() {
  local home
  if [[ -n ${JAVA_HOME:-} ]]; then
    is_jdk "$JAVA_HOME" ||
      die "JAVA_HOME is $JAVA_HOME, which is no JDK $oldest_java or newer for ${processors// / or } with jdk.jshell: unset it, or set it to one"
    return
  fi
  for home in "$(find_java_home)" /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if is_jdk "$home"; then
      export JAVA_HOME=$home
      return
    fi
  done
  return 1
}

has_command() { command -v "$1" >/dev/null 2>&1; }

# Only Linux is asked: elsewhere these come with the system.
has_library() {
  [[ $(uname -s) != Linux ]] || [[ $(PATH=$PATH:/sbin:/usr/sbin ldconfig -p) == *"$1 "* ]]
}

has_font() {
  local folders=(/usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" "$HOME/.local/share/fonts")
  [[ $(uname -s) != Linux || -n $(find "${folders[@]}" -name '*.[to]t[fc]' -print -quit 2>/dev/null) ]]
}

look_for_java() {
  use_jdk || missing+=(jdk)
  has_command mvn || missing+=(maven)
  # Both engines bring their OpenMP library along, and MXNet its Fortran one, but neither this.
  has_library libstdc++.so.6 || missing+=(libstdc++6)
  # Java draws the text of charts with these, and newer headless JDKs come without them.
  has_library libfreetype.so.6 || missing+=(libfreetype6)
  has_library libfontconfig.so.1 || missing+=(libfontconfig1)
  has_library libharfbuzz.so.0 || missing+=(libharfbuzz0b)
  has_font || missing+=(fonts-dejavu-core)
}

# The system's own JDK where it is new enough, else the oldest one that is: the one tested most.
choose_jdk_package() {
  local name default
  default=$(apt-cache policy default-jdk-headless | sed -n 's/.*Candidate: [0-9]*:1\.\([0-9]*\).*/\1/p')
  if [[ ${default:-0} -lt $oldest_java ]]; then
    for name in openjdk-{17,21,25}-jdk-headless; do
      if apt-cache show "$name" >/dev/null 2>&1; then
        echo "$name"
        return
      fi
    done
  fi
  echo default-jdk-headless
}

install_missing() {
  ((${#missing[@]} > 0)) || return 0
  install_packages "${missing[@]}"
  missing=()
  hash -r
  use_jdk || die "the JDK just installed was not found: set JAVA_HOME to it"
}

update_lists() {
  [[ -z $lists_updated ]] || return 0
  lists_updated=yes
  say "running apt-get update"
  run_logged apt "$@" apt-get update -q || say "apt-get update failed: going on with the lists at hand"
}

install=(apt-get install -y --no-install-recommends)

# For a person: what is missing and what to type.
explain_missing() {
  local jdk="JDK $oldest_java or newer for ${processors// / or }" sudo=
  if ((EUID != 0)); then sudo='sudo '; fi
  if has_command apt-get; then
    echo "missing here: ${*/#jdk/$jdk}: ${sudo}apt-get update && $sudo${install[*]} ${*/#jdk/$(choose_jdk_package)}"
  else
    echo "missing here: ${*/#jdk/$jdk} (Debian's names): install with this system's package manager"
  fi
}

# Of the commands that install nothing themselves.
demand_missing() {
  ((${#missing[@]} == 0)) || die "$(explain_missing "${missing[@]}"), or let environment/start do it"
}

# Packages by their Debian names, and `jdk` for the one that suits here.
install_packages() {
  local as_root=()
  has_command apt-get || die "$(explain_missing "$@")"
  if ((EUID != 0)); then
    sudo -n true 2>/dev/null || die "$(explain_missing "$@") (only root may)"
    as_root=(sudo -n)
  fi
  as_root+=(env DEBIAN_FRONTEND=noninteractive)
  update_lists "${as_root[@]}"
  set -- "${@/#jdk/$(choose_jdk_package)}"
  say "running ${install[*]} $* (log: target/apt.log)"
  # A fresh Ubuntu is often busy with updates of its own: wait for its lock.
  run_logged apt "${as_root[@]}" "${install[@]}" -q -o DPkg::Lock::Timeout=300 "$@" ||
    die "apt-get could not install $*"
}
