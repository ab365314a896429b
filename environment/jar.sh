# shellcheck shell=bash
# The library, the application with its command line and kernel, what both need in target/lib, and
# the Jupyter kernels that are installed from them.

library=$target/cellwise.jar
jar=$target/cellwise-app.jar
built=$target/built
# Another than Maven's own, if it is set.
maven_repository=

has_jars() {
  [[ -f $library && -f $jar && -d $target/lib && -f $built ]] &&
    [[ -z $(find "$project/src/main" "$project/pom.xml" -newer "$built" -print) ]]
}

is_built() { has_jars && has_engine; }

# Runs a build and dates it from its beginning: a file saved meanwhile counts as newer.
mark_built() {
  local old=$target/lib.old
  mkdir -p "$target" && touch "$built.begun" || return
  # Libraries of an older pom.xml would stay, and be loaded by who takes all of target/lib.
  if [[ $project/pom.xml -nt $built && -d $target/lib ]]; then
    rm -rf "$old" && mv "$target/lib" "$old" || return
  fi
  if "$@"; then
    rm -rf "$old" && mv "$built.begun" "$built"
    return
  fi
  # What was there works on.
  if [[ -d $old ]]; then rm -rf "${target:?}/lib" && mv "$old" "$target/lib"; fi
  return 1
}

names_repository() { [[ "${MAVEN_OPTS:-} ${MAVEN_ARGS:-}" == *maven.repo.local=* ]]; }

announce_maven() {
  names_repository || [[ -d $HOME/.m2/repository ]] || say "Maven will keep the libraries it fetches in ~/.m2"
}

run_maven() { (cd "$project" && mvn -B -ntp ${maven_repository:+"-Dmaven.repo.local=$maven_repository"} "$@"); }

package_jar() {
  local arguments=(-q -Dmaven.test.skip=true -Dspotless.check.skip=true package)
  # The libraries of this pom.xml are here since the last build: ask no network.
  if [[ -f $built && ! $project/pom.xml -nt $built ]]; then
    run_maven --offline "${arguments[@]}" && return
    echo "Once more, with the network:"
  fi
  run_maven "${arguments[@]}"
}

build_jar() {
  is_built && return
  mkdir -p "$target"
  (
    # Two commands at once would write over each other.
    if has_command flock; then flock 9; fi
    announce_maven
    if ! has_jars; then
      say "building target/cellwise-app.jar (log: target/build.log)"
      mark_built run_logged build package_jar || die "the build failed"
    fi
    has_engine || fetch_engine || die "PyTorch could not be fetched"
  ) 9>"$target/lock" || exit
}

print_kernel_stamp() {
  printf '%s\n' "$JAVA_HOME" "$jar"
  cat "$JAVA_HOME/release" 2>/dev/null || true # another one after an update
  env | grep -E '^(OMP_|MALLOC_|MXNET_|CELLWISE_DEVICE=)' | sort
}

# A kernel on PyTorch has a folder of its own, so that two engines' notebooks can be served at once.
print_kernel_place() {
  local suffix=
  if [[ ${CELLWISE_ENGINE:-} == PyTorch ]]; then suffix=-PyTorch; fi
  echo "$target/jupyter$suffix"
}

# kernel.json holds all these: done again when one of them is another, or the jar is newer.
is_kernel_installed() {
  local stamp
  stamp=$(print_kernel_place)/stamp
  [[ $stamp -nt $built ]] && print_kernel_stamp | cmp -s - "$stamp"
}

install_kernel() {
  local place
  place=$(print_kernel_place)
  is_kernel_installed && return
  (
    if has_command flock; then flock 9; fi
    is_kernel_installed && exit
    say "installing the java kernel in target/${place##*/}"
    run_logged kernel "$JAVA_HOME/bin/java" -jar "$jar" kernel install --prefix "$place" &&
      print_kernel_stamp >"$place/stamp"
  ) 9>"$target/lock" || die "the kernel was not installed"
}

# Looked through before the user's own kernels, so a `java` kernel of theirs stays as it is.
offer_kernel() {
  JUPYTER_PATH=$(print_kernel_place)/share/jupyter${JUPYTER_PATH:+:$JUPYTER_PATH}
  export JUPYTER_PATH
}
