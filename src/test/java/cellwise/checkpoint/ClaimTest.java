package cellwise.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.OtherJava;
import cellwise.Tutorial;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ClaimTest {
  private static final String HERE = " is in use by process " + ProcessHandle.current().pid();

  @TempDir Path temporary;

  /** Says whether it gets the folder, and keeps it until its input ends. */
  static final class Other {
    public static void main(String[] folder) throws IOException {
      try (Claim claim = FolderLock.of(Path.of(folder[0]))) {
        Objects.requireNonNull(claim);
        System.out.println("taken");
        System.in.read();
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static Process other(Path folder) throws IOException {
    return new ProcessBuilder(OtherJava.command(Other.class, folder.toString()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String saidByAnother(Path folder) throws IOException {
    Process other = other(folder);
    try (BufferedReader said = other.inputReader()) {
      return said.readLine();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void holdsAgainstOtherProcessesAfterARefusalInside() throws IOException {
    Path folder = temporary.resolve("run");
    try (Claim first = FolderLock.of(folder)) {
      assertThat(first).isNotNull();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> FolderLock.of(folder)).hasMessageStartingWith(folder + HERE);
        assertThat(saidByAnother(folder)).startsWith(folder + HERE);
      }
    }
    assertThat(saidByAnother(folder)).isEqualTo("taken");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void holdsWhateverTheFolderIsCalled() throws IOException {
    Path folder = temporary.resolve("run");
    try (Claim first = FolderLock.of(folder)) {
      assertThat(first).isNotNull();
      Path link = Files.createSymbolicLink(temporary.resolve("link"), folder);
      Path moved = Files.move(folder, temporary.resolve("moved"));
      Files.delete(link);
      Files.createSymbolicLink(link, moved);
      for (Path name : List.of(moved, link, temporary.resolve("link/../moved"))) {
        assertThatThrownBy(() -> FolderLock.of(name)).hasMessageStartingWith(name + HERE);
        assertThat(saidByAnother(name)).startsWith(name + HERE);
      }
    }
  }

  /** As after {@code %jars} of the library in a kernel that has it already. */
  @Test
  void holdsAgainstTheSameLibraryOfAnotherClassLoader() throws Exception {
    Path folder = temporary.resolve("run");
    try (URLClassLoader second = new URLClassLoader(classPath(), null);
        Closeable first = claim(second, folder)) {
      assertThat(first.getClass()).isNotEqualTo(FolderLock.class);
      assertThatThrownBy(() -> FolderLock.of(folder)).hasMessageStartingWith(folder + HERE);
      assertThat(saidByAnother(folder)).startsWith(folder + HERE);
    }
    FolderLock.of(folder).close();
  }

  private static Closeable claim(ClassLoader loader, Path folder) throws Exception {
    Class<?> checkpoints = loader.loadClass(Checkpoints.class.getName());
    Object ofFolder = checkpoints.getMethod("in", Path.class).invoke(null, folder);
    return (Closeable) checkpoints.getMethod("claim").invoke(ofFolder);
  }

  private static URL[] classPath() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void takesAnotherFolderInThePlaceOfOneThatWasMovedAway() throws IOException {
    Path folder = temporary.resolve("run");
    try (Claim claim = FolderLock.of(folder)) {
      Path moved = Files.move(folder, temporary.resolve("moved"));
      claim.keep();
      assertThat(saidByAnother(folder)).startsWith(folder + HERE);
      assertThat(saidByAnother(moved)).isEqualTo("taken");
      claim.keep();
    }
    assertThat(saidByAnother(folder)).isEqualTo("taken");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void leavesAFolderToWhoTookItWhenItsLockWasRemoved() throws Exception {
    Path folder = temporary.resolve("run");
    try (Tutorial tutorial = new Tutorial(2, 1);
        Claim claim = FolderLock.of(folder)) {
      tutorial.session.keptIn(Checkpoints.in(folder).everySteps(1).heldBy(claim));
      tutorial.session.run(1);
      Files.delete(folder.resolve("lock"));
      Process other = other(folder);
      try (BufferedReader said = other.inputReader()) {
        assertThat(said.readLine()).isEqualTo("taken");
        for (int i = 0; i < 2; i++) { // also when the other one has ended
          assertThatThrownBy(() -> tutorial.session.run(1))
              .hasMessageContaining("it was taken by process " + other.pid());
          other.destroyForcibly().waitFor();
        }
      }
      assertThat(new CheckpointFolder(folder).all()).hasSize(1);
    }
  }

  /** What a backup of the folder does to the lock cannot be helped; that it is seen can. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void seesThatItsLockWasLost() throws Exception {
    Path folder = temporary.resolve("run");
    try (Claim claim = FolderLock.of(folder)) {
      Files.copy(
          folder.resolve("lock"), temporary.resolve("copy"), StandardCopyOption.REPLACE_EXISTING);
      assertThat(saidByAnother(folder)).isEqualTo("taken");
      assertThatThrownBy(claim::keep).hasMessageContaining("it was taken by process ");
    }
  }
}
