package cellwise.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadMagicTest {
  @TempDir Path directory;
  private final CellMagics magics = new CellMagics();
  private final List<String> runs = new ArrayList<>();

  @BeforeEach
  void register() {
    LoadMagic.register(magics, (name, source) -> runs.add(name + ": " + source));
  }

  private void load(String... names) throws Exception {
    List<String> files = List.of(names).stream().map(n -> directory + "/" + n).toList();
    magics.applyLineMagic("load", files);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  @Test
  void triesTheExtensionsInTheirOrder() throws Exception {
    for (String end : List.of(".ipynb", ".ijava", ".java", ".jshell", ".jsh")) {
      write("a" + end, end.equals(".ipynb") ? "{\"cells\": []}" : end);
    }
    write("b.jsh.java", "b");
    load("a");
    load("a.java");
    load("b.jsh");

    assertThat(runs)
        .containsExactly(
            directory + "/a.jsh: .jsh", directory + "/a.java: .java", directory + "/b.jsh.java: b");
  }

  @Test
  void runsTheCodeOfANotebookWhoseSourcesAreStringsOrLists() throws Exception {
    write(
        "n.ipynb",
        "{\"cells\": [{\"source\": \"a\\nb\", \"cell_type\": \"code\"},"
            + "{\"cell_type\": \"markdown\", \"source\": [\"no\"]},"
            + "{\"cell_type\": \"code\", \"outputs\": [], \"source\": [\"c\\n\", \"d\"]}]}");
    load("n");

    assertThat(runs)
        .containsExactly(
            directory + "/n.ipynb, code cell 1: a\nb", directory + "/n.ipynb, code cell 2: c\nd");
  }

  @Test
  void readsFilesOfWindowsEditorsAndRefusesOtherEncodings() throws Exception {
    write("m.java", "\uFEFFint i;");
    write("m.ipynb", "\uFEFF{\"cells\": [{\"cell_type\": \"code\", \"source\": \"int j;\"}]}");
    load("m.java");
    load("m.ipynb");
    assertThat(runs)
        .containsExactly(
            directory + "/m.java: int i;", directory + "/m.ipynb, code cell 1: int j;");

    Files.writeString(directory.resolve("l.jsh"), "// größer", StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> load("l"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(directory + "/l.jsh is not UTF-8, see its byte 0xF6");
  }

  @Test
  void tellsWhatIsMissingOrNoNotebook() throws IOException {
    write("n.ipynb", "{\"worksheets\": []}");

    assertThatThrownBy(() -> load("n.ipynb"))
        .hasMessage(directory + "/n.ipynb is no notebook of format 4");
    assertThatThrownBy(() -> load("none"))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage(
            directory + "/none does not exist, nor with one of .jsh .jshell .java .ijava .ipynb");
    assertThatThrownBy(this::load)
        .hasMessage("%load has 0 arguments, must have one: the file to run");
  }
}
