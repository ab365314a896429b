package cellwise.kernel.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledKernelTest {
  @TempDir Path dataDir;

  @Test
  void knowsOursFromOthers() throws IOException {
    install();
    write("python3", "{\"argv\": [\"python3\", \"-m\", \"ipykernel_launcher\"]}");
    write("ijava", "{\"argv\": [\"java\", \"-jar\", \"/ijava.jar\", \"{connection_file}\"]}");
    Files.createDirectories(dataDir.resolve("kernels/nothing"));

    List<InstalledKernel> found = InstalledKernel.allIn(dataDir);

    assertThat(found).extracting(InstalledKernel::name).containsExactly("ijava", "java", "python3");
    assertThat(found)
        .filteredOn(InstalledKernel::isOurs)
        .extracting("name")
        .containsExactly("java");
    assertThat(InstalledKernel.allIn(dataDir.resolve("none"))).isEmpty();
  }

  @Test
  void tellsWhatHasGone() throws IOException {
    InstalledKernel kernel = install();
    assertThat(kernel.missing()).isEmpty();

    Files.delete(dataDir.resolve("a.jar"));
    assertThat(kernel.missing()).containsExactly(dataDir.resolve("a.jar"));

    List<String> argv = new ArrayList<>(kernel.argv());
    argv.replaceAll(part -> part.endsWith("/bin/java") ? "/none/bin/java" : part);
    assertThat(new InstalledKernel(kernel.folder(), argv).missing())
        .containsExactly(Path.of("/none/bin/java"), dataDir.resolve("a.jar"));
  }

  @Test
  void readsWhateverSomebodyWrote() throws IOException {
    for (String text :
        List.of("", "{", "[]", "null", "{\"argv\": 1}", "{\"argv\": [null, \"x\"]}")) {
      write("odd", text);
      InstalledKernel odd = InstalledKernel.allIn(dataDir).get(0);
      assertThat(odd.isOurs()).as(text).isFalse();
      assertThat(odd.missing()).as(text).isEmpty();
    }
  }

  @Test
  void removesWhatWasInstalledAndNothingElse() throws IOException {
    InstalledKernel kernel = install();
    Files.createFile(kernel.folder().resolve("classes-00000000.jsa"));
    Path logo = Files.createFile(kernel.folder().resolve("logo-64x64.png"));

    assertThat(kernel.remove()).isFalse();
    assertThat(kernel.folder()).isDirectoryContaining(logo::equals);
    assertThat(Files.list(kernel.folder())).hasSize(1);

    Files.delete(logo);
    assertThat(install().remove()).isTrue();
    assertThat(kernel.folder()).doesNotExist();
    assertThat(dataDir.resolve("kernels")).isDirectory();
  }

  @Test
  void refusesToRemoveAnother() throws IOException {
    Path other =
        write("java", "{\"argv\": [\"java\", \"-jar\", \"/i.jar\", \"{connection_file}\"]}");
    InstalledKernel kernel = InstalledKernel.allIn(dataDir).get(0);

    assertThatIOException()
        .isThrownBy(kernel::remove)
        .withMessage(
            "%s is another kernel: pass another --name or --prefix, or move its folder away",
            other);
    assertThat(other).exists();
  }

  private InstalledKernel install() throws IOException {
    Path jar = dataDir.resolve("a.jar");
    if (!Files.exists(jar)) {
      Files.createFile(jar);
    }
    return InstalledKernel.in(KernelSpec.of(jar, Map.of()).write(dataDir)).orElseThrow();
  }

  private Path write(String name, String json) throws IOException {
    Path folder = Files.createDirectories(dataDir.resolve("kernels").resolve(name));
    return Files.writeString(folder.resolve("kernel.json"), json);
  }
}
