package cellwise.kernel.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelSpecTest {
  @TempDir Path directory;
  private Path jar;

  @BeforeEach
  void makeJar() throws IOException {
    jar = Files.createFile(Files.createDirectory(directory.resolve("with space")).resolve("a.jar"));
  }

  @Test
  void writesWhatJupyterReads() throws IOException {
    Path written = KernelSpec.of(jar, Map.of("OMP_NUM_THREADS", "2")).write(directory);

    assertThat(written)
        .isEqualTo(directory.resolve("kernels/java"))
        .isDirectoryContaining("glob:**/kernel.json");
    JsonObject spec =
        JsonParser.parseString(Files.readString(written.resolve("kernel.json"))).getAsJsonObject();
    List<String> argv =
        spec.getAsJsonArray("argv").asList().stream().map(e -> e.getAsString()).toList();
    assertThat(Path.of(argv.get(0))).isAbsolute().isExecutable();
    assertThat(argv).endsWith("-jar", jar.toString(), "kernel", "run", "{connection_file}");
    assertThat(argv).containsAll(JvmOptions.OF_A_KERNEL);
    assertThat(spec.get("interrupt_mode").getAsString()).isEqualTo("message");
    assertThat(spec.get("display_name").getAsString()).isEqualTo("Java");
  }

  @Test
  void replacesAnEarlierOneAndLeavesNothingElse() throws IOException {
    KernelSpec.of(jar, Map.of()).write(directory);
    Path written = KernelSpec.of(jar, Map.of("A", "b")).write(directory);

    assertThat(written).isDirectoryNotContaining("glob:**.part");
    assertThat(written.resolve("kernel.json")).content().contains("A=${A:-'b'}");
  }

  @Test
  void leavesAloneWhatIsAsItShouldBe() throws IOException {
    Path file = KernelSpec.of(jar, Map.of()).write(directory).resolve("kernel.json");
    FileTime longAgo = FileTime.fromMillis(0);
    Files.setLastModifiedTime(file, longAgo);
    KernelSpec.of(jar, Map.of()).write(directory);

    assertThat(Files.getLastModifiedTime(file)).isEqualTo(longAgo);
  }

  @Test
  void showsPeopleAnotherName() throws IOException {
    Path written = KernelSpec.of(jar, Map.of()).named("java-17").write(directory);

    assertThat(written).hasFileName("java-17");
    assertThat(written.resolve("kernel.json")).content().contains("\"Java (java-17)\"");
  }

  @Test
  void refusesANameThatJupyterRefuses() {
    KernelSpec good = KernelSpec.of(jar, Map.of());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KernelSpec("my java", "Java", good.java(), List.of(), jar, Map.of()))
        .withMessageStartingWith("kernel name is \"my java\", must be letters");
  }

  @Test
  void refusesAJarThatIsNotThere() {
    Path missing = directory.resolve("none.jar");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> KernelSpec.of(missing, Map.of()))
        .withMessage(missing + " is missing or no file: build it with mvn package");
  }

  @Test
  void namesTheFileThatCannotBeWritten() {
    assertThatThrownBy(() -> KernelSpec.of(jar, Map.of()).write(jar))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(jar + "/kernels/java/kernel.json cannot be written");
  }
}
