package cellwise.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurroundingsTest {
  private static final String[] DESCRIBE = {
    "git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"
  };

  @TempDir Path folder;

  /** Says which commit it takes for the library's. */
  static final class Other {
    public static void main(String[] none) {
      System.out.println(Surroundings.commit());
    }
  }

  @Test
  void nameTheCommitOfTheLibraryAndNotOfWhereTheProcessStands() throws Exception {
    said("git", "init", "-q");
    Files.writeString(folder.resolve("file"), "of the user");
    said("git", "add", "file");
    said(
        "git",
        "-c",
        "user.name=u",
        "-c",
        "user.email=u@example.org",
        "commit",
        "-qm",
        "of the user");
    assertThat(said(DESCRIBE)).hasSize(40);
    String here = Path.of("").toAbsolutePath().toString();
    assumeThat(Path.of(here, ".git")).as("a checkout, not an export").exists();
    String library = said("sh", "-c", "cd \"$0\" && " + String.join(" ", DESCRIBE), here);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        Path.of("target/classes").toAbsolutePath() + ":" + System.getProperty("java.class.path");
    assertThat(said(java, "-cp", classPath, Other.class.getName()))
        .isEqualTo(library)
        .isNotEqualTo(said(DESCRIBE));
  }

  private String said(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return said.strip();
  }
}
