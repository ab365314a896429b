package cellwise.data;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.Mutations;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokenFilesTest {
  @TempDir Path folder;

  /** Read right is: what the bytes at the picture's place say, and a label that there is. */
  @Test
  void picturesAreReadRightOrRefused() throws IOException {
    Path file = CifarFolder.write(folder, 1).resolve("data_batch_4.bin");
    Mutations mutations = new Mutations(2);
    int read = 0;
    for (int i = 0; i < Mutations.COUNT; i++) {
      byte[] bytes = mutations.of(CifarFolder.records(3));
      Path other = folder.resolve("aside");
      Files.write(other, bytes);
      Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      if (Mutations.isRead(file.toString(), bytes.length, () -> assertSame(bytes))) {
        read++;
      }
    }
    assertThat(read).isBetween(Mutations.COUNT / 20, Mutations.COUNT * 19 / 20);
  }

  private void assertSame(byte[] bytes) throws IOException {
    List<Split> files = Cifar10.open(folder).train().files();
    Split pictures = files.get(3);
    assertThat(pictures.size()).isEqualTo(bytes.length / 3073);
    for (int i = 0; i < pictures.size(); i++) {
      Picture picture = pictures.picture(i);
      assertThat(picture.label()).isEqualTo(bytes[i * 3073]).isBetween(0, 9);
      assertThat(picture.planes())
          .isEqualTo(Arrays.copyOfRange(bytes, i * 3073 + 1, (i + 1) * 3073));
    }
  }

  @Test
  void theNamesOfTheClassesAreReadRightOrRefused() throws IOException {
    Path file = CifarFolder.write(folder, 1).resolve("batches.meta.txt");
    byte[] names = String.join("\n", Cifar10.CLASSES).getBytes(StandardCharsets.UTF_8);
    Mutations mutations = new Mutations(3);
    for (int i = 0; i < Mutations.COUNT; i++) {
      byte[] bytes = mutations.of(names);
      Files.write(file, bytes);
      Mutations.isRead(
          file.toString(),
          bytes.length,
          () -> assertThat(Cifar10.open(folder).classes()).hasSize(10).doesNotContain(""));
    }
  }

  @Test
  void aSparseGiantIsRefused() throws IOException {
    Path file = CifarFolder.write(folder, 1).resolve("test_batch.bin");
    try (RandomAccessFile giant = new RandomAccessFile(file.toFile(), "rw")) {
      giant.setLength(3073L << 30);
    }
    assertThat(
            Mutations.isRead(
                file
                    + " has 3299608625152 bytes, must have at most 2147483647: put fewer pictures into it",
                0,
                () -> Cifar10.open(folder)))
        .isFalse();
  }
}
