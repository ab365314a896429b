package cellwise.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeChecksumTest {
  @TempDir Path folder;

  @Test
  void isThatOfAJarsBytesOrOfAllFilesWithTheirNames() throws IOException {
    Path one = Files.createDirectories(folder.resolve("one/in"));
    Path other = Files.createDirectories(folder.resolve("other/in"));
    Files.writeString(one.resolve("A.class"), "a");
    Files.writeString(other.resolve("A.class"), "a");
    String checksum = CodeChecksum.of(folder.resolve("one"));
    assertThat(checksum).matches("[0-9a-f]{8}");
    assertThat(CodeChecksum.of(folder.resolve("other"))).isEqualTo(checksum);
    Files.writeString(other.resolve("A.class"), "b");
    assertThat(CodeChecksum.of(folder.resolve("other"))).isNotEqualTo(checksum);
    Files.move(one.resolve("A.class"), one.resolve("B.class"));
    assertThat(CodeChecksum.of(folder.resolve("one"))).isNotEqualTo(checksum);
  }

  @Test
  void saysWhoseCodeIsNoFile() {
    assertThatThrownBy(() -> CodeChecksum.of(String.class))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("where class java.lang.String comes from cannot be read");
  }
}
