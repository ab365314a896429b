package cellwise.data;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Opens CIFAR-10: 50,000 photographs to train on and 10,000 to test on, 32 × 32 pixels, ten
 * classes.
 *
 * <p>Source: Alex Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009; <a
 * href="https://www.cs.toronto.edu/~kriz/cifar.html">www.cs.toronto.edu/~kriz/cifar.html</a>.
 */
public final class Cifar10 {
  /** The environment variable that names a folder with the files. */
  public static final String FOLDER_VARIABLE = "CELLWISE_CIFAR10";

  /** The names of the ten classes, in the order of their labels. */
  public static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  /** The binary version, with the MD5 checksum that its page publishes. */
  private static final Download PUBLISHED =
      new Download(
          URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
          "c32a1d4ab5d03f1284b67883e8d87530",
          170_052_171,
          30_000);

  /** The folder that the archive holds. */
  static final String FOLDER = "cifar-10-batches-bin";

  private static final String CURE =
      ": set "
          + FOLDER_VARIABLE
          + " to a folder with data_batch_1.bin to test_batch.bin, or pass it to"
          + " Cifar10.open(folder), or use Shapes10.open(), which needs no download";

  private Cifar10() {}

  /**
   * Opens the folder that {@code CELLWISE_CIFAR10} names; without it, the user's cache, to which
   * the archive (162 MB) is downloaded the first time.
   *
   * <p>A proxy is taken from Java's settings, else from {@code HTTPS_PROXY}, {@code ALL_PROXY} and
   * {@code NO_PROXY}.
   *
   * @throws IOException if the files are missing, broken or cannot be downloaded; the message says
   *     what to do
   */
  public static Pictures open() throws IOException {
    String folder = System.getenv(FOLDER_VARIABLE);
    return folder != null && !folder.isBlank() ? open(Path.of(folder)) : open(cache(), PUBLISHED);
  }

  /**
   * Opens a folder. The pictures are called {@code CIFAR-10} if each file has the published bytes,
   * else they have the folder's name.
   *
   * @param folder holds {@code data_batch_1.bin} to {@code data_batch_5.bin} and {@code
   *     test_batch.bin}, or a folder {@code cifar-10-batches-bin} that holds them
   * @throws IOException if a file is missing, truncated or has a wrong label; the message gives the
   *     path and the byte offset
   */
  public static Pictures open(Path folder) throws IOException {
    return Pictures.open(folder, CLASSES);
  }

  static Pictures open(Path cache, Download download) throws IOException {
    Path folder = cache.resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      fetch(download, folder);
    }
    try {
      return open(folder);
    } catch (IOException e) {
      throw new IOException(
          "%s; delete %s to have it fetched again".formatted(e.getMessage(), folder), e);
    }
  }

  /** Downloads and unpacks aside, then renames: the folder is there whole or not at all. */
  private static void fetch(Download download, Path folder) throws IOException {
    Path aside = aside(folder.getParent());
    try {
      Path archive = aside.resolve("cifar-10-binary.tar.gz");
      download.to(archive, System.err);
      Path unpacked = Files.createDirectory(aside.resolve("unpacked"));
      Archive.unpack(archive, unpacked);
      Files.move(unpacked, folder, StandardCopyOption.ATOMIC_MOVE);
      System.err.println("CIFAR-10 is kept in " + folder);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      } // else another process was faster
    } catch (IOException e) {
      throw new IOException(e.getMessage() + CURE, e);
    } finally {
      delete(aside);
    }
  }

  private static Path aside(Path cache) throws IOException {
    try {
      return Files.createTempDirectory(Files.createDirectories(cache), "download");
    } catch (FileSystemException e) {
      throw new IOException(
          "%s cannot be written to (%s), and XDG_CACHE_HOME can name another folder%s"
              .formatted(cache, UserFile.reason(e), CURE),
          e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Path cache() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path caches =
        xdg != null && !xdg.isBlank()
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".cache");
    return caches.resolve("cellwise");
  }
}
