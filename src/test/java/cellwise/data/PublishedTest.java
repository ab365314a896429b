package cellwise.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedTest {
  @TempDir Path folder;

  @Test
  void aFolderOfOnesOwnHasItsOwnName() throws IOException {
    Path own = CifarFolder.write(folder.resolve("my own 10"), 2);
    Pictures pictures = Cifar10.open(own);
    assertThat(pictures.name()).isEqualTo("my own 10");
    assertThat(pictures.train().name()).isEqualTo("my own 10 train");
    assertThat(Cifar10.open(own.resolve("..").resolve("my own 10").resolve(".")).name())
        .isEqualTo("my own 10");
    assertThat(Mnist.open(Digits.write(folder.resolve("drawn"))).name()).isEqualTo("drawn");
  }

  /** A folder may be called as it likes; its pictures are not what others know by that name. */
  @Test
  void aFolderWithThePublishedNameDoesNotBorrowIt() throws IOException {
    for (String name : List.of("CIFAR-10", "cifar-10", "MNIST", "Fashion-MNIST", "Shapes-10")) {
      Path own = CifarFolder.write(folder.resolve(name), 2);
      assertThat(Cifar10.open(own).name()).isEqualTo("folder " + name);
    }
  }

  @Test
  void aFolderIsWhatWasPublishedIfEachOfItsBytesIs() throws IOException {
    CifarFolder.write(folder, 2);
    List<Published> known = List.of(new Published("Known", checksums()));
    assertThat(Published.nameOf(folder, files(), known)).isEqualTo("Known");
    byte[] bytes = Files.readAllBytes(folder.resolve("test_batch.bin"));
    bytes[bytes.length - 1] ^= 1;
    Files.write(folder.resolve("test_batch.bin"), bytes);
    assertThat(Published.nameOf(folder, files(), known)).isEqualTo(folder.getFileName().toString());
  }

  /** The MD5 of "abc" in RFC 1321. */
  @Test
  void theChecksumIsMd5() {
    assertThat(Published.checksum(ByteBuffer.wrap(new byte[] {'a', 'b', 'c'})))
        .isEqualTo("900150983cd24fb0d6963f7d28e17f72");
  }

  private List<String> checksums() throws IOException {
    return files().stream().map(Published::checksum).toList();
  }

  private List<ByteBuffer> files() {
    return Stream.of(CifarFolder.FILES.toArray(String[]::new)).flatMap(this::bytes).toList();
  }

  private Stream<ByteBuffer> bytes(String file) {
    try {
      return CifarRecords.open(folder.resolve(file), Cifar10.LABELS).bytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
