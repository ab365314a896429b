package cellwise.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.Mutations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
  private static final List<String> FILES = List.of("data_batch_1.bin", "test_batch.bin", "names");
  private static final PublishedFolder WANTED =
      new PublishedFolder(
          "Ours", "ours", Set.copyOf(FILES), new Download(URI.create("x:/"), "", 0, 0), "wait");

  @TempDir Path folder;

  @Test
  void archivesAreUnpackedInsideTheirFolderOrRefused() throws IOException {
    byte[] tar = tar();
    Mutations mutations = new Mutations(4);
    for (int i = 0; i < Mutations.COUNT; i++) {
      Path into = Files.createDirectories(folder.resolve("unpacked"));
      Path archive = folder.resolve("cifar.tar.gz");
      byte[] bytes = mutations.of(tar);
      zip(archive, bytes);
      Mutations.isRead(
          archive.toString(), bytes.length, () -> Archive.unpack(archive, into, WANTED));
      assertThat(names(folder)).containsExactlyInAnyOrder("unpacked", "cifar.tar.gz");
      assertThat(FILES).containsAll(names(into));
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
                archive + " unpacks to more than 200000000 bytes: it is not Ours's",
                0,
                () -> Archive.unpack(archive, folder, WANTED)))
        .isFalse();
  }

  private static byte[] tar() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (String name : FILES) {
        TarArchiveEntry entry = new TarArchiveEntry("cifar-10-batches-bin/" + name);
        entry.setSize(3073);
        tar.putArchiveEntry(entry);
        tar.write(new byte[3073]);
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
