# shellcheck shell=bash
# The library as another project has it: our jar, and of the others only those that are not optional. On
# the engine that comes with it, on PyTorch instead, and without any.

consumer=$target/consumer

consumer_jars() {
  local list=$consumer/list
  run_maven -q --offline dependency:list -DincludeScope=runtime -DoutputAbsoluteArtifactFilename=true \
    -DoutputFile="$list" >&2 || return
  grep -v '(optional)' "$list" | sed -n 's/^ .*:\(runtime\|compile\):\(.*\.jar\).*/\2/p'
}

join() { paste -sd : - <<<"$1"; }

# first_steps JARS: nobody names an engine.
first_steps() {
  env -u CELLWISE_ENGINE "$JAVA_HOME/bin/java" -Djava.awt.headless=true \
    -cp "$consumer/classes:$library:$(join "$1")" cellwise.measure.FirstSteps
}

print_loss() { sed -n 's/.*, loss = //p' <<<"$1"; }

# Every warning is an error: a manifest that names jars which are not there gives dozens.
check_consumer() {
  local jars none pytorch usual other said
  rm -rf "$consumer"
  mkdir -p "$consumer/classes"
  jars=$(consumer_jars)
  "$JAVA_HOME/bin/javac" -Xlint:all -Werror -d "$consumer/classes" -cp "$library:$(join "$jars")" \
    "$project"/src/bench/java/cellwise/measure/*.java
  usual=$(first_steps "$jars")
  echo "$usual"

  (CELLWISE_ENGINE=PyTorch build_jar)
  pytorch=$(printf '%s\n' "$target"/lib/pytorch-*.jar)
  none=$(grep -v '/\(mxnet\|pytorch\)-[^/]*$' <<<"$jars")
  other=$(first_steps "$none"$'\n'"$pytorch")
  [[ $(print_loss "$other") == "$(print_loss "$usual")" ]] || die "on PyTorch it came to something else: $other"
  if said=$(first_steps "$none" 2>&1) || [[ $said != *"no engine is on the class path"*"add ai.djl.pytorch:pytorch-engine:"* ]]; then
    die "without an engine it must say what to add: $said"
  fi
}
