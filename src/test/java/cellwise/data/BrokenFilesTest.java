package cellwise.data;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.Mutations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
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
                file + " has 3299608625152 bytes, must have at most 2147483647",
                0,
                () -> Cifar10.open(folder)))
        .isFalse();
  }

  @Test
  void archivesAreUnpackedInsideTheirFolderOrRefused() throws IOException {
    byte[] tar = tar();
    Mutations mutations = new Mutations(4);
    for (int i = 0; i < Mutations.COUNT; i++) {
      Path into = Files.createDirectories(folder.resolve("unpacked"));
      Path archive = folder.resolve("cifar.tar.gz");
      byte[] bytes = mutations.of(tar);
      zip(archive, bytes);
      Mutations.isRead(archive.toString(), bytes.length, () -> Archive.unpack(archive, into));
      assertThat(names(folder)).containsExactlyInAnyOrder("unpacked", "cifar.tar.gz");
      assertThat(CifarFolder.FILES).containsAll(names(into));
      for (String name : names(into)) {
        Files.delete(into.resolve(name));
      }
    }
  }

  /** 220 MB of zeros, a fifth of a megabyte as a file. */
  @Test
  void anArchiveThatIsABombIsRefused() throws IOException {
    Path archive = folder.resolve("bomb.tar.gz");
    try (OutputStream file = Files.newOutputStream(archive);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(file))) {
      for (int i = 0; i < 110; i++) {
        TarArchiveEntry entry = new TarArchiveEntry("zeros" + i);
        entry.setSize(2_000_000);
        tar.putArchiveEntry(entry);
        tar.write(new byte[2_000_000]);
        tar.closeArchiveEntry();
      }
    }
    assertThat(Files.size(archive)).isLessThan(1_000_000);
    assertThat(
            Mutations.isRead(
                archive + " unpacks to more than 200000000 bytes",
                0,
                () -> Archive.unpack(archive, folder)))
        .isFalse();
  }

  private static byte[] tar() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (String name : CifarFolder.FILES) {
        TarArchiveEntry entry = new TarArchiveEntry("cifar-10-batches-bin/" + name);
        entry.setSize(3073);
        tar.putArchiveEntry(entry);
        tar.write(CifarFolder.records(1));
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static void zip(Path file, byte[] bytes) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(bytes);
    }
  }

  private static List<String> names(Path of) throws IOException {
    try (Stream<Path> files = Files.list(of)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
