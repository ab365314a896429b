# shellcheck shell=bash
# The library as another project has it: our jar, and of the others only those that are not optional.

consumer=$target/consumer

consumer_jars() {
  local list=$consumer/list
  run_maven -q --offline dependency:list -DincludeScope=runtime -DoutputAbsoluteArtifactFilename=true \
    -DoutputFile="$list" >&2 || return
  grep -v '(optional)' "$list" | sed -n 's/^ .*:\(runtime\|compile\):\(.*\.jar\).*/\2/p'
}

# Every warning is an error: a manifest that names jars which are not there gives dozens.
check_consumer() {
  local class_path
  rm -rf "$consumer"
  mkdir -p "$consumer/classes"
  class_path=$library:$(consumer_jars | paste -sd :)
  "$JAVA_HOME/bin/javac" -Xlint:all -Werror -d "$consumer/classes" -cp "$class_path" \
    "$project"/src/bench/java/cellwise/measure/*.java
  "$JAVA_HOME/bin/java" -Djava.awt.headless=true -cp "$consumer/classes:$class_path" cellwise.measure.FirstSteps
}
