package cellwise.kernel.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IjavaVariablesTest {
  private static IjavaVariables of(String name, String value) {
    return IjavaVariables.of(Map.of(name, value));
  }

  @Test
  void areEmptyWhereNothingIsSet() {
    IjavaVariables none = IjavaVariables.of(Map.of());

    assertThat(none.classPath()).isEmpty();
    assertThat(none.compilerOptions()).isEmpty();
    assertThat(none.timeout()).isEmpty();
    assertThat(none.scripts()).isEmpty();
    assertThat(none.problems()).isEmpty();
  }

  @Test
  void nameFilesByPathListsOfPatterns(@TempDir Path directory) throws IOException {
    Path first = Files.writeString(directory.resolve("a.jsh"), "first");
    Path second = Files.writeString(directory.resolve("b.jsh"), "second");
    String list = directory + "/*.jsh" + File.pathSeparator + directory + "/missing";

    assertThat(of("IJAVA_CLASSPATH", list).classPath()).containsExactly(first, second);
    assertThat(
            IjavaVariables.of(
                    Map.of("IJAVA_STARTUP_SCRIPTS_PATH", list, "IJAVA_STARTUP_SCRIPT", "third"))
                .scripts()
                .values())
        .containsExactly("first", "second", "third");
  }

  @Test
  void readScriptsOfAnyEditorAndPassOverThoseOfOtherEncodings(@TempDir Path directory)
      throws IOException {
    Path mark = Files.writeString(directory.resolve("a.jsh"), "\uFEFFint a;");
    Path latin = Files.writeString(directory.resolve("b.jsh"), "// ö", StandardCharsets.ISO_8859_1);
    IjavaVariables found = of("IJAVA_STARTUP_SCRIPTS_PATH", directory + "/*.jsh");

    assertThat(found.scripts()).containsExactly(Map.entry(mark.toString(), "int a;"));
    assertThat(found.problems()).singleElement().asString().contains(latin + " is not UTF-8");
  }

  @Test
  void limitTimeByNumberAndUnit() {
    assertThat(of("IJAVA_TIMEOUT", "30 SECONDS").timeout()).contains(Duration.ofSeconds(30));
    assertThat(of("IJAVA_TIMEOUT", "2minutes").timeout()).contains(Duration.ofMinutes(2));
    assertThat(of("IJAVA_TIMEOUT", "500").timeout()).contains(Duration.ofMillis(500));
    assertThat(of("IJAVA_TIMEOUT", "-1").timeout()).isEmpty();
  }

  @Test
  void tellWhatTheyCannotRead() {
    assertThat(of("IJAVA_TIMEOUT", "soon").problems())
        .containsExactly(
            "IJAVA_TIMEOUT is \"soon\", must be a number and a unit, as in \"30 SECONDS\"");
    assertThat(of("IJAVA_TIMEOUT", "3 moons").problems()).hasSize(1);
    assertThat(of("IJAVA_STARTUP_SCRIPTS_PATH", System.getProperty("user.dir")).problems())
        .first()
        .asString()
        .startsWith("IJAVA_STARTUP_SCRIPTS_PATH: " + System.getProperty("user.dir"));
  }

  @Test
  void passWordsToTheCompiler() {
    assertThat(of("IJAVA_COMPILER_OPTS", " -Xlint:all  -parameters ").compilerOptions())
        .containsExactly("-Xlint:all", "-parameters");
  }
}
