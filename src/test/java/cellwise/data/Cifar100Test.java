package cellwise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.data.fetch.Download;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are written here from the words of the data set's page, field by field. */
class Cifar100Test {
  @TempDir Path folder;

  @Test
  void readsTheFineAndTheCoarseLabelOfEachRecord() throws IOException {
    write(folder);
    Pictures fine = Cifar100.open(folder);
    Pictures coarse = Cifar100.openCoarse(folder);
    assertThat(fine.classes()).hasSize(100).startsWith("apple", "aquarium_fish").endsWith("worm");
    assertThat(coarse.classes()).hasSize(20).startsWith("aquatic_mammals").endsWith("vehicles_2");
    assertThat(fine.train().size()).isEqualTo(50);
    assertThat(fine.test().size()).isEqualTo(7);
    for (int i = 0; i < 50; i++) {
      assertThat(fine.train().picture(i).label()).isEqualTo(99 - i);
      assertThat(coarse.train().picture(i).label()).isEqualTo(i % 20);
      assertPlanes(fine.train().picture(i), i);
      assertPlanes(coarse.train().picture(i), i);
    }
    assertThat(fine.name()).isEqualTo(folder.getFileName().toString());
    assertThat(coarse.name()).isEqualTo(folder.getFileName() + " coarse");
    assertThat(coarse.test().name()).isEqualTo(folder.getFileName() + " coarse test");
  }

  private static void assertPlanes(Picture picture, int i) {
    assertThat(picture.value(0, 31, 31)).isEqualTo(i);
    assertThat(picture.value(1, 0, 0)).isEqualTo(100 + i);
    assertThat(picture.value(2, 31, 0)).isEqualTo(255 - i);
    assertThat(picture.value(0, 0, 1)).isEqualTo(i + 1);
  }

  /** One of each superclass, as the page's table puts them. */
  @Test
  void hasTheClassesOfThePagesTable() {
    assertThat(Cifar100.CLASSES)
        .doesNotHaveDuplicates()
        .isSorted()
        .contains("seal", "trout", "tulip", "plate", "sweet_pepper", "keyboard", "wardrobe")
        .contains("cockroach", "wolf", "skyscraper", "sea", "kangaroo", "skunk", "worm", "woman")
        .contains("turtle", "squirrel", "willow_tree", "pickup_truck", "lawn_mower");
    assertThat(Cifar100.COARSE_CLASSES).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void namesTheClassesAsTheFolderDoes() throws IOException {
    write(folder);
    List<String> names = Cifar100.CLASSES.stream().map(name -> "my " + name).toList();
    Files.write(folder.resolve("fine_label_names.txt"), names);
    assertThat(Cifar100.open(folder).classes()).startsWith("my apple");
    assertThat(Cifar100.openCoarse(folder).classes()).startsWith("aquatic_mammals");
    Files.write(folder.resolve("coarse_label_names.txt"), names);
    assertThatThrownBy(() -> Cifar100.openCoarse(folder))
        .hasMessageEndingWith("coarse_label_names.txt names 100 classes, must name 20, one a line");
  }

  @Test
  void opensTheFolderThatTheArchiveHolds() throws IOException {
    write(Files.createDirectory(folder.resolve("cifar-100-binary")));
    assertThat(Cifar100.open(folder).train().size()).isEqualTo(50);
  }

  @Test
  void refusesAWrongLabelWithItsPathAndOffset() throws IOException {
    write(folder);
    Path file = folder.resolve("test.bin");
    byte[] bytes = Files.readAllBytes(file);
    bytes[2 * 3074 + 1] = 100;
    bytes[3 * 3074] = 20;
    Files.write(file, bytes);
    assertThatThrownBy(() -> Cifar100.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            file + " has label 100 in record 2 (byte offset 6149), must be 0 to 99");
    assertThatThrownBy(() -> Cifar100.openCoarse(folder))
        .hasMessageStartingWith(
            file + " has label 20 in record 3 (byte offset 9222), must be 0 to 19");
  }

  @Test
  void refusesWhatIsCutOffOrOfAnotherKind() throws IOException {
    write(folder);
    Path file = folder.resolve("train.bin");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, 3074 + 99));
    assertRefused(file + " is truncated: record 1 starts at byte offset 3074 and has 99 of 3074");
    Files.write(file, new byte[3073 * 5]);
    assertRefused("its 15365 bytes are 5 of 3073, as of CIFAR-10's: Cifar10.open reads them");
    Files.delete(file);
    assertRefused(
        folder
            + " lacks train.bin, and holds test.bin: pass the folder that cifar-100-binary.tar.gz"
            + " unpacks to");
    assertThatThrownBy(() -> Cifar100.open(folder.resolve("nowhere")))
        .hasMessageEndingWith("nowhere is no folder: pass the one that holds train.bin");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> Cifar100.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  @Test
  void isFetchedOnceForFineAndCoarseLabels() throws Exception {
    write(folder);
    byte[] archive = archive();
    String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(archive));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    int[] requests = {0};
    server.createContext(
        "/",
        exchange -> {
          requests[0]++;
          exchange.sendResponseHeaders(200, archive.length);
          exchange.getResponseBody().write(archive);
          exchange.close();
        });
    server.start();
    try {
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/c.tar.gz");
      Download download = new Download(address, md5, archive.length, 30_000);
      Path cache = folder.resolve("cache");
      assertThat(Cifar100.FINE.from(download).openIn(cache).classes()).hasSize(100);
      assertThat(Cifar100.COARSE.from(download).openIn(cache).classes()).hasSize(20);
      assertThat(requests[0]).isEqualTo(1);
      assertThat(cache.resolve("cifar-100-binary"))
          .isDirectoryContaining("glob:**train.bin")
          .isDirectoryNotContaining("glob:**readme.txt");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void saysWhatToDoWithoutANetwork() throws IOException {
    Download nowhere = new Download(URI.create("http://127.0.0.1:1/c.tar.gz"), "0", 1, 1_000);
    assertThatThrownBy(() -> Cifar100.FINE.from(nowhere).openIn(folder.resolve("cache")))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(
            "nothing was kept: set CELLWISE_CIFAR100 to a folder with train.bin and test.bin, or"
                + " pass it to Cifar100.open(folder), or use Shapes10.open(), which needs no"
                + " download");
  }

  private byte[] archive() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
      for (String name : List.of("train.bin", "test.bin", "readme.txt")) {
        byte[] content =
            name.endsWith(".bin") ? Files.readAllBytes(folder.resolve(name)) : new byte[9];
        TarArchiveEntry entry = new TarArchiveEntry("cifar-100-binary/" + name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  static Path write(Path folder) throws IOException {
    write(folder.resolve("train.bin"), 50);
    write(folder.resolve("test.bin"), 7);
    return folder;
  }

  /** Coarse label, fine label, red, green, blue; the first row counts up in each plane. */
  private static void write(Path file, int count) throws IOException {
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < count; i++) {
        out.writeByte(i % 20);
        out.writeByte(99 - i);
        for (int start : new int[] {i, 100 + i, 255 - i}) {
          for (int at = 0; at < 1024; at++) {
            out.writeByte(at < 32 && start < 200 ? start + at : start);
          }
        }
      }
    }
  }
}
