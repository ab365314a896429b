package cellwise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.data.fetch.Download;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads archives from a server of its own. */
class DownloadTest {
  @TempDir Path cache;
  private HttpServer server;
  private int requests;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void downloadsChecksAndUnpacksOnce() throws Exception {
    Download download = serve(archive(DownloadTest::addFiles));
    assertThat(open(cache, download).train().size()).isEqualTo(10);
    assertThat(open(cache, download).test().size()).isEqualTo(2);
    assertThat(requests).isEqualTo(1);
    assertThat(cacheFiles()).containsExactly("cifar-10-batches-bin");
  }

  @Test
  void refusesABrokenDownloadAndKeepsNothing() throws Exception {
    byte[] archive = archive(DownloadTest::addFiles);
    Download published = serve(archive);
    archive[archive.length / 2] ^= 1;
    assertRefused(published, "came broken: ", "published is " + published.md5());
  }

  @Test
  void refusesADownloadThatBreaksOff() throws Exception {
    byte[] archive = archive(DownloadTest::addFiles);
    server.createContext(
        "/short.tar.gz",
        exchange -> {
          exchange.sendResponseHeaders(200, archive.length + 1000L);
          exchange.getResponseBody().write(archive);
          exchange.getResponseBody().flush();
          exchange.close();
        });
    // Newer JDKs notice it themselves, in words of their own.
    assertThatThrownBy(
            () ->
                open(
                    cache,
                    new Download(address("/short.tar.gz"), "0", archive.length + 1000L, 30_000)))
        .hasMessageMatching(".*cannot be downloaded \\((broke off after|Premature EOF).*");
    assertThat(cacheFiles()).isEmpty();
  }

  @Test
  void givesUpAServerThatFallsSilent() throws Exception {
    CountDownLatch isGivenUp = new CountDownLatch(1);
    server.createContext(
        "/silent.tar.gz",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(new byte[10]);
          exchange.getResponseBody().flush();
          try {
            isGivenUp.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    assertRefused(new Download(address("/silent.tar.gz"), "0", 1000, 200), "Read timed out");
    isGivenUp.countDown();
  }

  @Test
  void endsWhenInterruptedAndKeepsNothing() throws Exception {
    Download download = serve(archive(DownloadTest::addFiles));
    Thread.currentThread().interrupt();
    assertRefused(download, "cannot be downloaded (interrupted)");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void saysWhatToDoWithoutANetwork() throws Exception {
    URI address = address("/cifar.tar.gz");
    server.stop(0);
    assertRefused(
        new Download(address, "0", 1, 30_000),
        address + " cannot be downloaded",
        "set CELLWISE_CIFAR10 to a folder with data_batch_1.bin to test_batch.bin",
        "pass it to Cifar10.open(folder)",
        "use Shapes10.open(), which needs no download");
  }

  @Test
  void saysWhatTheServerAnswers() {
    assertRefused(new Download(address("/"), "0", 1, 30_000), "the server answers with status 404");
  }

  @Test
  void saysThatAHostIsNotFound() {
    assertRefused(
        new Download(URI.create("http://none.invalid/cifar.tar.gz"), "0", 1, 30_000),
        "(host not found: none.invalid; behind a proxy, set HTTPS_PROXY to http://host:port)");
  }

  @Test
  void takesNoMoreThanWhatWasPublished() throws Exception {
    Download published = serve(archive(DownloadTest::addFiles));
    Download smaller =
        new Download(published.address(), published.md5(), published.size() - 1, 30_000);
    assertRefused(smaller, "the server sends %d bytes, published".formatted(published.size()));
    byte[] endless = new byte[1 << 20];
    AtomicInteger sent = new AtomicInteger();
    server.createContext(
        "/endless.tar.gz",
        exchange -> {
          exchange.sendResponseHeaders(200, 0); // as many as come
          try (OutputStream out = exchange.getResponseBody()) {
            while (sent.incrementAndGet() < 1000) {
              out.write(endless);
            }
          }
        });
    assertRefused(
        new Download(address("/endless.tar.gz"), "0", 3_000_000, 30_000),
        "the server sends more than the 3000000 bytes published");
    assertThat(sent.get()).isLessThan(1000);
  }

  @Test
  void saysWhichFolderToDeleteIfTheKeptOneIsBroken() throws Exception {
    Download download = serve(archive(DownloadTest::addFiles));
    open(cache, download);
    Path kept = cache.resolve("cifar-10-batches-bin");
    Files.delete(kept.resolve("test_batch.bin"));
    assertThatThrownBy(() -> open(cache, download))
        .hasMessageContaining("lacks test_batch.bin")
        .hasMessageEndingWith("; delete " + kept + " to have it fetched again");
  }

  @Test
  void saysThatTheCacheCannotBeWrittenTo() throws Exception {
    Path file = Files.createFile(cache.resolve("file"));
    assertThatThrownBy(() -> open(file.resolve("cellwise"), serve(new byte[0])))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.resolve("cellwise") + " cannot be written to (")
        .hasMessageContaining("and XDG_CACHE_HOME can name another folder: set CELLWISE_CIFAR10");
    assertThat(requests).isZero();
  }

  /** Two that find the folder missing both fetch it; one of them may keep it. */
  @Test
  void servesTwoThatDownloadAtOnce() throws Exception {
    Download download = serve(archive(DownloadTest::addFiles));
    ExecutorService both = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < 5; i++) {
        Path each = Files.createDirectories(cache.resolve("cache " + i));
        Callable<Pictures> open = () -> open(each, download);
        for (Future<Pictures> pictures : both.invokeAll(List.of(open, open))) {
          assertThat(pictures.get().train().size()).isEqualTo(10);
        }
        assertThat(each).isDirectoryContaining("glob:**cifar-10-batches-bin");
        assertThat(Files.list(each)).hasSize(1);
      }
    } finally {
      both.shutdown();
    }
  }

  @Test
  void refusesAPathThatLeavesTheFolder() throws Exception {
    assertRefused(
        serve(archive(tar -> add(tar, new TarArchiveEntry("../evil.bin"), new byte[3]))),
        "entry ../evil.bin leaves the folder it is unpacked to");
  }

  @Test
  void refusesAnAbsolutePath() throws Exception {
    assertRefused(
        serve(archive(tar -> add(tar, new TarArchiveEntry("/evil/x.bin", true), new byte[3]))),
        "entry /evil/x.bin leaves the folder it is unpacked to");
  }

  @Test
  void refusesALink() throws Exception {
    TarArchiveEntry link = new TarArchiveEntry("b/data_batch_1.bin", TarConstants.LF_SYMLINK);
    link.setLinkName("/etc/passwd");
    assertRefused(serve(archive(tar -> add(tar, link, new byte[0]))), "is a link or a device");
  }

  @Test
  void refusesABomb() throws Exception {
    TarArchiveEntry bomb = new TarArchiveEntry("b/data_batch_1.bin");
    byte[] zeros = new byte[200_000_000];
    assertRefused(
        serve(archive(tar -> add(tar, bomb, zeros))),
        "unpacks to more than 200000000 bytes: it is not CIFAR-10's");
  }

  private void assertRefused(Download download, String... messages) {
    assertThatThrownBy(() -> open(cache, download))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(messages)
        .hasMessageContaining("Shapes10.open()");
    assertThat(cacheFiles()).isEmpty();
  }

  private static Pictures open(Path cache, Download download) throws IOException {
    return Cifar10.BINARY.from(download).openIn(cache);
  }

  private Stream<String> cacheFiles() {
    try {
      return Files.list(cache).map(file -> file.getFileName().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private Download serve(byte[] body) throws Exception {
    server.createContext(
        "/cifar.tar.gz",
        exchange -> {
          requests++;
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    byte[] md5 = MessageDigest.getInstance("MD5").digest(body);
    return new Download(
        address("/cifar.tar.gz"), HexFormat.of().formatHex(md5), body.length, 30_000);
  }

  private static byte[] archive(Consumer<TarArchiveOutputStream> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
      entries.accept(tar);
    }
    return bytes.toByteArray();
  }

  private static void addFiles(TarArchiveOutputStream tar) {
    for (String file : CifarFolder.FILES) {
      add(tar, new TarArchiveEntry("cifar-10-batches-bin/" + file), CifarFolder.records(2));
    }
    add(tar, new TarArchiveEntry("cifar-10-batches-bin/readme.html"), new byte[20]);
  }

  private static void add(TarArchiveOutputStream tar, TarArchiveEntry entry, byte[] content) {
    try {
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
