package cellwise.kernel.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaticValuesTest {
  @TempDir private Path directory;

  private String values(String source) throws IOException {
    Path folder = Files.createTempDirectory(directory, "classes");
    Path file = Files.writeString(folder.resolve("Of.java"), source);
    ToolProvider.getSystemJavaCompiler().run(null, null, null, file.toString());
    Map<String, byte[]> classes = new HashMap<>();
    try (var files = Files.newDirectoryStream(folder, "*.class")) {
      for (Path each : files) {
        classes.put(each.getFileName().toString(), Files.readAllBytes(each));
      }
    }
    return StaticValues.of(classes);
  }

  private void differ(String source) throws IOException {
    assertThat(values(source.formatted(1))).isNotEqualTo(values(source.formatted(2)));
  }

  private void agree(String source) throws IOException {
    assertThat(values(source.formatted(1))).isEqualTo(values(source.formatted(2)));
  }

  @Test
  void differWithWhatTheInitializerRuns() throws IOException {
    differ("class Of { static int n = %d; }");
    differ("class Of { static final int N = %d; }");
    differ(
        "class Of { static int n = n(); static int n() { return m(); } static int m() { return %d; } }");
    differ("class Of { static int n = new Of().n(); int n() { return %d; } }");
    differ("class Of { static int n = Other.n(); } class Other { static int n() { return %d; } }");
    differ("class Of { static int n = ((java.util.function.IntSupplier) () -> %d).getAsInt(); }");
    differ("enum Of { ONE; final int n; Of() { n = %d; } }");
    differ("interface Of { Object O = new Object() { int n = %d; }; }");
  }

  @Test
  void agreeOverWhatItDoesNotRun() throws IOException {
    agree("class Of { static int n = 5; int n() { return %d; } }");
    agree("class Of {\n static int n = 5;\n int m = %d; // another line\n }");
    agree("enum Of { ONE; int n() { return %d; } }");
  }

  @Test
  void agreeBetweenVersionsOfTheirClass() throws IOException {
    String source = "class %s { static Object o = new %s(); }";
    assertThat(values(source.replace("%s", "$JShell$12B")))
        .isEqualTo(values(source.replace("%s", "$JShell$12C")))
        .isNotEqualTo(values(source.replace("%s", "$JShell$13B")));
  }
}
