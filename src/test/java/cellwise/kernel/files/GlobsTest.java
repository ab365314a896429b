package cellwise.kernel.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlobsTest {
  @TempDir Path directory;

  @BeforeEach
  void makeFiles() throws IOException {
    Files.createDirectories(directory.resolve("a dir/one"));
    Files.createDirectories(directory.resolve("a dir/two"));
    for (String name : List.of("one/b1.jar", "one/b10.jar", "two/b2.jar", "two/c.txt")) {
      Files.createFile(directory.resolve("a dir").resolve(name));
    }
  }

  private List<String> find(String... patterns) throws IOException {
    List<String> all = List.of(patterns).stream().map(p -> directory + "/" + p).toList();
    return Globs.find(all).stream().map(found -> directory.relativize(found).toString()).toList();
  }

  @Test
  void findsFilesByWildcardsInAnyName() throws IOException {
    assertThat(find("a dir/*/b?.jar")).containsExactly("a dir/one/b1.jar", "a dir/two/b2.jar");
    assertThat(find("a*/one/*.jar")).containsExactly("a dir/one/b1.jar", "a dir/one/b10.jar");
  }

  @Test
  void takesBracketsAndBracesForThemselves() throws IOException {
    Files.createDirectories(directory.resolve("a[1]{b}\\"));
    Files.createFile(directory.resolve("a[1]{b}\\/c[2]{d.jar"));

    assertThat(find("a[1]*/c[2]{*.jar")).containsExactly("a[1]{b}\\/c[2]{d.jar");
    assertThat(find("a[1]{b}\\*/*.jar")).hasSize(1);
    assertThat(find("a?dir/[ot]*/*.jar")).isEmpty();
  }

  @Test
  void findsAllFilesOfADirectoryWithAClosingSlash() throws IOException {
    assertThat(find("a dir/two/")).containsExactly("a dir/two/b2.jar", "a dir/two/c.txt");
    assertThat(find("a dir/two")).containsExactly("a dir/two");
  }

  @Test
  void findsWhatIsRelativeFromTheWorkingDirectory() throws IOException {
    assertThat(Globs.find(List.of("./pom.x*")))
        .containsExactly(Path.of("pom.xml").toAbsolutePath());
  }

  @Test
  void refusesAFileThatIsMissingButNotWildcardsThatNameNothing() throws IOException {
    assertThat(find("none/*.jar")).isEmpty();
    assertThatThrownBy(() -> find("a dir/d.jar"))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage(directory + "/a dir/d.jar does not exist: pass an existing file, or a *");
  }

  @Test
  void readsPathListsPastWhatIsMissing() throws IOException {
    String list = String.join(File.pathSeparator, directory + "/a dir/*/c.txt", "", "/none/x.jar");

    assertThat(Globs.ofPathList(list)).containsExactly(directory.resolve("a dir/two/c.txt"));
  }
}
