package cellwise.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the system's own tar. */
@EnabledOnOs(OS.LINUX)
class TarReaderTest {
  @TempDir Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    Path batches = Files.createDirectory(folder.resolve("batches"));
    Files.write(batches.resolve("a.bin"), new byte[513]);
    Files.writeString(batches.resolve("b.txt"), "größer");
    Files.createSymbolicLink(batches.resolve("c"), Path.of("b.txt"));
    Files.createFile(batches.resolve("d"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ustar", "gnu", "pax"})
  void readsWhatTarWrites(String format) throws Exception {
    TarReader tar = new TarReader(new ByteArrayInputStream(tar("--format=" + format)), 1_000_000);
    assertThat(tar.next()).isEqualTo(new TarReader.Entry("batches/", '5', 0));
    assertThat(tar.next()).isEqualTo(new TarReader.Entry("batches/a.bin", '0', 513));
    assertThat(content(tar)).isEqualTo(new byte[513]);
    assertThat(tar.next()).isEqualTo(new TarReader.Entry("batches/b.txt", '0', 8));
    assertThat(tar.next()).isEqualTo(new TarReader.Entry("batches/c", '2', 0));
    assertThat(tar.next()).isEqualTo(new TarReader.Entry("batches/d", '0', 0));
    assertThat(content(tar)).isEmpty();
    assertThat(tar.next()).isNull();
  }

  @Test
  void refusesWhatIsCutOffOrChanged() throws Exception {
    byte[] whole = tar("--format=ustar");
    for (int length : new int[] {0, 100, 512, 700, 1024, 1600}) {
      assertThatThrownBy(() -> readAll(Arrays.copyOf(whole, length)))
          .as("%d bytes", length)
          .isInstanceOf(IOException.class);
    }
    whole[3] ^= 1;
    assertThatThrownBy(() -> readAll(whole)).hasMessage("an entry's checksum is wrong");
  }

  /** A folder, 513 bytes and 8, each with a block before. */
  @Test
  void refusesMoreThanItMayHold() throws Exception {
    byte[] whole = tar("--format=ustar");
    TarReader tar = new TarReader(new ByteArrayInputStream(whole), 3 * 512 + 513 + 7);
    tar.next();
    tar.next();
    assertThatThrownBy(tar::next)
        .isInstanceOf(TarReader.TooLargeException.class)
        .hasMessage("unpacks to more than 2056 bytes");
  }

  /** Attributes of the next entry, one after the other without end. */
  @Test
  void passesOverAnyNumberOfAttributes() throws Exception {
    byte[] one = Arrays.copyOf(tar("--format=ustar"), 512);
    one[156] = 'x';
    int sum = Integer.parseInt(new String(one, 148, 6, StandardCharsets.US_ASCII), 8) + 'x' - '5';
    System.arraycopy("%06o".formatted(sum).getBytes(StandardCharsets.US_ASCII), 0, one, 148, 6);
    byte[] many = new byte[100_000 * 512];
    for (int at = 0; at < many.length; at += 512) {
      System.arraycopy(one, 0, many, at, 512);
    }
    assertThatThrownBy(() -> readAll(many)).isInstanceOf(TarReader.TooLargeException.class);
  }

  private static void readAll(byte[] bytes) throws IOException {
    TarReader tar = new TarReader(new ByteArrayInputStream(bytes), 1_000_000);
    while (tar.next() != null) {
      content(tar);
    }
  }

  private static byte[] content(TarReader tar) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    tar.copyTo(content);
    return content.toByteArray();
  }

  private byte[] tar(String format) throws IOException, InterruptedException {
    Path archive = folder.resolve("archive.tar");
    Process tar =
        new ProcessBuilder("tar", format, "--sort=name", "-cf", archive.toString(), "batches")
            .directory(folder.toFile())
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
    return Files.readAllBytes(archive);
  }
}
