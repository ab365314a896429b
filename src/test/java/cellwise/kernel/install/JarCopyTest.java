package cellwise.kernel.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarCopyTest {
  @TempDir Path directory;
  private Path jar;
  private Path folder;

  @BeforeEach
  void makeJar() throws IOException {
    folder = Files.createDirectory(directory.resolve("kernel"));
    Path target = Files.createDirectory(directory.resolve("target"));
    for (String library : List.of("lib/a b.jar", "lib/stale.jar", "../outside.jar")) {
      Path file = target.resolve(library);
      Files.createDirectories(file.getParent());
      Files.writeString(file, library);
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(Attributes.Name.CLASS_PATH, "lib/a%20b.jar lib/none.jar ../outside.jar file:/c.jar");
    jar = target.resolve("k.jar");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
  }

  private List<String> filesIn(Path copied) throws IOException {
    try (Stream<Path> files = Files.walk(copied)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> copied.relativize(f) + "")
          .sorted()
          .toList();
    }
  }

  private void rebuild() throws IOException {
    Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
  }

  @Test
  void holdsTheJarAndWhatItsManifestNamesBelowIt() throws IOException {
    Path copied = JarCopy.make(jar, all -> true, folder);

    assertThat(copied).hasSameBinaryContentAs(jar);
    assertThat(filesIn(copied.getParent())).containsExactly("k.jar", "lib/a b.jar");
    assertThat(folder).isDirectoryNotContaining("glob:**.part*");
    assertThat(JarCopy.make(jar, all -> true, folder)).isEqualTo(copied);
  }

  @Test
  void leavesOutWhatIsNotNeeded() throws IOException {
    Path copied = JarCopy.make(jar, file -> !file.equals(Path.of("lib/a b.jar")), folder);

    assertThat(filesIn(copied.getParent())).containsExactly("k.jar");
    assertThat(JarCopy.make(jar, all -> true, folder)).isNotEqualTo(copied);
  }

  @Test
  void staysWhenAnotherIsMadeOfWhichTheSameFilesTakeNoRoom() throws IOException {
    Path first = JarCopy.make(jar, all -> true, folder);
    rebuild();
    Path second = JarCopy.make(jar, all -> true, folder);

    assertThat(first).exists().isNotEqualTo(second);
    assertThat(
            Files.isSameFile(
                first.resolveSibling("lib/a b.jar"), second.resolveSibling("lib/a b.jar")))
        .isTrue();
    JarCopy.removeOthers(folder, second);
    assertThat(first).doesNotExist();
    assertThat(filesIn(second.getParent())).hasSize(2);
  }

  @Test
  void staysAsLongAsAProcessRunsFromIt() throws Exception {
    Path first = JarCopy.make(jar, all -> true, folder);
    Process running = new ProcessBuilder("sh", "-c", "read line", "sh", first.toString()).start();
    try {
      rebuild();
      Path second = JarCopy.make(jar, all -> true, folder);
      JarCopy.removeOthers(folder, second);
      assertThat(first).exists();
      running.getOutputStream().close();
      running.waitFor();
      JarCopy.removeOthers(folder, second);
      assertThat(first).doesNotExist();
    } finally {
      running.destroy();
    }
  }

  @Test
  void isMadeAnewWhereAFileWasCutShort() throws IOException {
    Path copied = JarCopy.make(jar, all -> true, folder);
    Files.writeString(copied, "");

    assertThat(JarCopy.make(jar, all -> true, folder))
        .isEqualTo(copied)
        .hasSameBinaryContentAs(jar);
  }

  @Test
  void leavesNothingWhereItCannotBeMade() throws IOException {
    Path before = JarCopy.make(jar, all -> true, folder).getParent();
    rebuild();
    Path copy = JarCopy.make(jar, all -> true, folder).getParent();
    JarCopy.removeOthers(folder, before.resolve("cellwise.jar"));
    String aside = copy.getFileName() + ".part" + ProcessHandle.current().pid();
    Files.createDirectories(folder.resolve(aside).resolve("lib/a b.jar"));

    assertThatThrownBy(() -> JarCopy.make(jar, all -> true, folder))
        .isInstanceOf(IOException.class);
    assertThat(Files.list(folder)).containsExactly(before);
  }

  @Test
  void goesWithAllOthers() throws IOException {
    JarCopy.make(jar, all -> true, folder);
    Path other = Files.createFile(folder.resolve("logo-64x64.png"));
    JarCopy.removeAll(folder);

    assertThat(Files.list(folder)).containsExactly(other);
  }
}
