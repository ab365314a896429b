# shellcheck shell=bash
# Which engine computes: what --engine or CELLWISE_ENGINE names, else MXNet where there is a build of
# it for the processor, else PyTorch.

# What a JDK here may be for, with blanks between: the engine is for the same.
processors=

# print_engine NAME: as DJL writes it; fails at another name.
print_engine() {
  case $1 in
  [Mm][Xx][Nn][Ee][Tt]) echo MXNet ;;
  [Pp][Yy][Tt][Oo][Rr][Cc][Hh]) echo PyTorch ;;
  *) return 1 ;;
  esac
}

# has_build ENGINE PROCESSOR: whether Maven Central has one for this system.
has_build() {
  case $1/$(uname -s)/$2 in
  PyTorch/Darwin/x86_64) return 1 ;;
  */*/x86_64 | PyTorch/Darwin/aarch64 | PyTorch/Linux/aarch64) ;;
  *) return 1 ;;
  esac
}

# A Mac with one of Apple's processors runs JDKs for Intel's as well.
find_processors() {
  local engine processor
  for processor in x86_64 aarch64; do
    [[ $(uname -s) == Darwin || $(uname -m) == "$processor" ]] || continue
    for engine in ${CELLWISE_ENGINE:-MXNet PyTorch}; do
      if has_build "$engine" "$processor"; then
        processors+=${processors:+ }$processor
        break
      fi
    done
  done
}

# choose_engine ARGUMENT...: an --engine among them is what CELLWISE_ENGINE says, since its jars may
# have to be fetched before Java reads it.
choose_engine() {
  local argument before= name
  if [[ -n ${CELLWISE_ENGINE:-} ]]; then
    name=$(print_engine "$CELLWISE_ENGINE") || refuse "CELLWISE_ENGINE is $CELLWISE_ENGINE, must be MXNet or PyTorch"
    export CELLWISE_ENGINE=$name
  fi
  for argument in "$@"; do
    [[ $argument != -- ]] || break
    [[ $before != --engine ]] || argument=--engine=$argument
    if [[ $argument == --engine=* ]]; then
      name=$(print_engine "${argument#*=}") || refuse "--engine is ${argument#*=}, must be MXNet or PyTorch"
      export CELLWISE_ENGINE=$name
    fi
    before=$argument
  done
  find_processors
  [[ -n $processors ]] || refuse_processor
}

refuse_processor() {
  if has_build PyTorch "$(uname -m)"; then
    refuse "MXNet was never built for $(uname -m): take PyTorch, as is done where no engine is named"
  fi
  refuse "neither MXNet nor PyTorch was built for $(uname -s) on $(uname -m)"
}

is_pytorch() { [[ ${CELLWISE_ENGINE:-} == PyTorch ]] || ! has_build MXNet "$(uname -m)"; }

# A part of the engine's machine code, as DJL unpacks it last.
print_unpacked() { if is_pytorch; then echo 'pytorch/*/*djl_torch.*'; else echo 'mxnet/*/libmxnet.*'; fi; }

# Whether the jars are here that a build does not bring by itself.
has_engine() { [[ ${CELLWISE_ENGINE:-} != PyTorch ]] || compgen -G "$target/lib/pytorch-engine-*.jar" >/dev/null; }

list_engine() {
  run_maven -q -Dmaven.test.skip=true -Dengine=PyTorch -DincludeGroupIds=ai.djl.pytorch -DoutputDirectory="$1" \
    dependency:copy-dependencies
}

# By has_engine's jar last, so that no interruption leaves half an engine.
fetch_engine() {
  local aside=$target/engine.part
  say "fetching PyTorch, about 120 MB (log: target/engine.log)"
  rm -rf "$aside" && run_logged engine list_engine "$aside" &&
    mv "$aside"/pytorch-{jni,native}-*.jar "$target/lib/" && mv "$aside"/pytorch-engine-*.jar "$target/lib/" &&
    rm -rf "$aside"
}

cuda=$target/cuda

# Of NVIDIA's driver, which cannot be fetched: it is for the kernel of this system.
has_driver() { has_library libcuda.so.1; }

# What environment/cuda has fetched is taken where the driver is; without that it cannot be loaded.
use_cuda() {
  [[ -f $cuda/libmxnet.so && -z ${MXNET_LIBRARY_PATH:-} && ${CELLWISE_ENGINE:-MXNet} == MXNet ]] || return 0
  if has_driver; then
    export MXNET_LIBRARY_PATH=$cuda LD_LIBRARY_PATH=$cuda${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
  fi
}
