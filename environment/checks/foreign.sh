# shellcheck shell=bash
# A kernel that does not have the library, as IJava has not: the notebooks load it themselves.

foreign=$target/foreign
# What the kernel itself needs of target/lib.
foreign_libraries=(asm gson jeromq jnacl jupyter-jvm-basekernel slf4j jcl maven plexus http commons-codec context standalone)

install_foreign_kernel() {
  local name class_path=$foreign/classes spec=$foreign/share/jupyter/kernels/java-foreign
  rm -rf "$foreign"
  mkdir -p "$foreign/classes/cellwise" "$spec"
  cp -r "$target/classes/cellwise/kernel" "$foreign/classes/cellwise/"
  for name in "${foreign_libraries[@]}"; do
    class_path+=$(printf ':%s' "$target/lib/$name"*.jar)
  done
  cat >"$foreign/Kernel.java" <<'JAVA'
public class Kernel {
  public static void main(String[] arguments) throws Exception {
    cellwise.kernel.KernelServer.serve(java.nio.file.Path.of(arguments[0]));
    System.exit(0);
  }
}
JAVA
  python3 - "$JAVA_HOME/bin/java" "$class_path" "$foreign/Kernel.java" >"$spec/kernel.json" <<'PYTHON'
import json, sys
java, class_path, launcher = sys.argv[1:]
argv = [java, "-Xss4m", "-Djava.awt.headless=true", "-cp", class_path, launcher, "{connection_file}"]
print(json.dumps({"argv": argv, "display_name": "Java", "language": "java", "interrupt_mode": "message"}))
PYTHON
}

# with_first_cell CODE NOTEBOOK: the notebook with a cell more, on standard output.
with_first_cell() {
  python3 - "$1" "$2" <<'PYTHON'
import json, sys
code, notebook = sys.argv[1:]
with open(notebook, encoding="utf-8") as file:
    content = json.load(file)
cell = {"cell_type": "code", "id": "first", "execution_count": None, "metadata": {}, "outputs": []}
content["cells"].insert(0, cell | {"source": code})
print(json.dumps(content))
PYTHON
}

run_foreign() {
  JUPYTER_PATH=$foreign/share/jupyter:$JUPYTER_PATH CELLWISE_STEPS=20 notebook_kernel=java-foreign \
    run_notebook "$1" "$foreign/pages/$(basename "$1" .ipynb).html"
}

# As in IJava 1.3.0, whose own libraries come before those of the notebooks.
check_older_libraries() {
  run_maven -q -Pforeign surefire:test \
    -Dtest='SafetensorsTest,CheckpointsTest,ExportTest,JournalTest,RunsTest,FiguresTest,ShowInCellsTest,TarReaderTest,Cifar10Test,MnistTest,EventFileTest'
}

check_jars_magic() {
  local path copy
  install_foreign_kernel
  mkdir -p "$foreign/notebooks"
  for path in "$notebooks"/*.ipynb; do
    copy=$foreign/notebooks/$(basename "$path")
    with_first_cell "%jars \"$library\" \"$target/lib/*.jar\"" "$path" >"$copy"
    run_foreign "$copy"
  done
}

check_ijava_classpath() {
  local copy without
  install_foreign_kernel
  copy=$(copy_notebook "$notebooks/00-quickstart.ipynb" "$foreign/notebooks")
  without=$(run_foreign "$copy" 2>&1) || true
  if [[ $without != *"package "*" does not exist"* ]]; then
    say "the kernel without the library must not find it, else this check tells nothing: $without"
    return 1
  fi
  IJAVA_CLASSPATH="$library:$target/lib/*.jar" run_foreign "$copy"
}
